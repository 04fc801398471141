"""What the owner is told, in words: queued in the same transaction as the move it speaks of. A text with its link stays within
four parts of a message (67 letters each with diacritics), whatever an officer wrote; the whole reason is behind the link."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.core.money import show_dong
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import Outcome, sentence, shorten
from xaso.messages.actions import queue_message

TITLE, REASON = 50, 90  # letters


def tell_owner(dossier: Dossier, text: str, *, by: Actor) -> None:
    """Sends the text with the dossier's own link to the contact phone. Does nothing for a dossier without one."""
    if dossier.contact_phone:
        body = f"{text} {settings.XASO_ADDRESS}/t/{dossier.token}"
        queue_message(to=dossier.contact_phone, body=body, about=dossier.subject, by=by)


@in_vietnamese
def submitted(dossier: Dossier) -> str:
    return _("Xã đã nhận được hồ sơ %(number)s (%(title)s). Trước %(by)s cán bộ sẽ xem và trả lời. Xem hồ sơ:") % {
        "number": dossier.number,
        "title": shorten(dossier.procedure.plain_name, TITLE),
        "by": show_moment(dossier.act_by),
    }


@in_vietnamese
def received(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s đã được tiếp nhận. Có kết quả trước %(due)s. Ông/bà chưa cần làm gì. Xem hồ sơ:") % {
        "number": dossier.number,
        "due": show_moment(dossier.act_by),
    }


@in_vietnamese
def refused(dossier: Dossier, reason: str) -> str:
    return _("Xã chưa tiếp nhận được hồ sơ %(number)s. Lý do: %(reason)s Xem và làm lại:") % {
        "number": dossier.number,
        "reason": sentence(reason, REASON),
    }


@in_vietnamese
def supplements_asked(dossier: Dossier, count: int) -> str:
    return _("Hồ sơ %(number)s còn thiếu %(count)d mục. Ông/bà gửi bổ sung trước %(by)s tại:") % {
        "number": dossier.number,
        "count": count,
        "by": show_moment(dossier.act_by),
    }


@in_vietnamese
def supplements_answered(dossier: Dossier) -> str:
    return _("Xã đã nhận phần bổ sung của hồ sơ %(number)s và làm tiếp. Xem hồ sơ:") % {"number": dossier.number}


@in_vietnamese
def reminded(dossier: Dossier) -> str:
    text = _("Hồ sơ %(number)s đã quá ngày bổ sung mà xã chưa nhận được. Ông/bà gửi sớm, hoặc gọi xã, để khỏi bị dừng:")
    return text % {"number": dossier.number}


@in_vietnamese
def payment_asked(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s cần nộp %(amount)s phí, lệ phí. Xem cách nộp:") % {
        "number": dossier.number,
        "amount": show_dong(dossier.fee_amount),
    }


@in_vietnamese
def decided(dossier: Dossier) -> str:
    if dossier.outcome == Outcome.REJECTED:
        text = _("Xã không giải quyết được hồ sơ %(number)s và có văn bản trả lời nêu rõ lý do. Xem cách nhận:")
    else:
        text = _("Hồ sơ %(number)s đã có kết quả. Xem cách nhận:")
    return text % {"number": dossier.number}


@in_vietnamese
def handed_over(dossier: Dossier) -> str:
    return _("Kết quả hồ sơ %(number)s đã trả. Xem, tải về và cho xã biết ông/bà có hài lòng không:") % {
        "number": dossier.number
    }


@in_vietnamese
def stopped(dossier: Dossier, reason: str) -> str:
    return _("Xã dừng giải quyết hồ sơ %(number)s. Lý do: %(reason)s Xem hồ sơ:") % {
        "number": dossier.number,
        "reason": sentence(reason, REASON),
    }


@in_vietnamese
def withdrawn(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s đã được rút theo yêu cầu. Xem hồ sơ:") % {"number": dossier.number}
