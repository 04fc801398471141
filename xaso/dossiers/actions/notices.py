"""What the owner is told, in words: queued in the same transaction as the move it speaks of. A text with its link stays within
four parts of a message (67 letters each with diacritics), whatever an officer wrote; the whole reason is behind the link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.core.money import show_dong
from xaso.core.scope import holding
from xaso.dossiers.models import Assistance, Attestation, Consent, Dossier, Draft
from xaso.dossiers.rules import ConsentEnd, Outcome, State, sentence, shorten
from xaso.dossiers.rules.behalf import INVITATION_LIVES
from xaso.messages.actions import queue_message
from xaso.messages.rules import Filled, Purpose, Template, Urgency
from xaso.surveys.actions import ask_for_rating
from xaso.surveys.rules import About

TITLE, REASON = 50, 90  # letters
SITE = "https://xa.example.vn"
INVITATION = Template(
    "dossier.invitation",
    gettext_noop(
        "%(who)s làm giúp ông/bà hồ sơ: %(title)s. Chưa gửi gì. Ông/bà xem và xác nhận tại %(link)s (mã %(code)s)"
    ),
    {"who": "Trần Thị Mẫu", "title": "Khai sinh cho con", "link": f"{SITE}/xn/abcdefghijkl", "code": "123456"},
    Purpose.CODE,
    Urgency.CODE,
)
HELP_REFUSED = Template(
    "dossier.help_refused",
    gettext_noop("%(owner)s không đồng ý gửi hồ sơ ông/bà làm giúp: %(title)s. Bản làm dở đã bỏ."),
    {"owner": "Nguyễn Văn Mẫu", "title": "Khai sinh cho con"},
)
ATTEST = Template(
    "dossier.attest",
    gettext_noop("%(gave)s ủy quyền cho %(took)s nộp hồ sơ %(number)s. Xin xác thực: %(link)s"),
    {
        "gave": "Nguyễn Văn Mẫu",
        "took": "Trần Thị Mẫu",
        "number": "H01.02.03-261126-0001",
        "link": f"{SITE}/xt/abcdefghijkl",
    },
)


def tell_owner(dossier: Dossier, text: str, *, by: Actor) -> None:
    """Sends the text with the dossier's own link, as whoever filed it wants to be told, or to the contact phone. Where neither
    leads anywhere an officer finds it on the list of what is told by hand."""
    queue_message(
        to=dossier.contact_phone,
        title=_title(dossier),
        body=f"{text} {settings.XASO_ADDRESS}/t/{dossier.token}",
        about=dossier.subject,
        account=dossier.account_id,
        unit=dossier.competent_unit_id,
        template="dossier",
        by=by,
    )
    if dossier.assistance_id:
        tell_helper(dossier, goes_on(dossier), by=by)


def ask_how_it_was(dossier: Dossier, *, by: Actor) -> None:
    """Once it is over: what its owner thinks of it."""
    ask_for_rating(
        dossier.subject,
        about=counted_under(dossier),
        words=how_was_it(dossier),
        to=dossier.contact_phone,
        account=dossier.account_id,
        by=by,
    )


def counted_under(dossier: Dossier) -> About:
    """Under the unit that answers for it, the office it came in at, its procedure, and the way it came in."""
    return About(dossier.competent_unit_id, dossier.office_id, dossier.procedure.code, dossier.channel)


@in_vietnamese
def how_was_it(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s đã xong. Ông/bà thấy xã làm thế nào? Bấm một lần là được, không cần đăng nhập:") % {
        "number": dossier.number
    }


@in_vietnamese
def _title(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s") % {"number": dossier.number}


def tell_helper(dossier: Dossier, text: str, *, by: Actor) -> None:
    """The same for a resident who helped, as far as the owner's consent goes; officials see it in the desk. It says nothing
    of what an officer wrote."""
    assistance = dossier.assistance
    consent = Consent.objects.filter(assistance=assistance).first()
    if assistance is None or consent is None or not consent.may_follow or consent.ended_because == ConsentEnd.REVOKED:
        return
    phone = _phone_of_helper(assistance)
    if phone and phone != dossier.contact_phone:
        queue_message(to=phone, body=text, about=dossier.subject, unit=dossier.competent_unit_id, by=by)


def invite(draft: Draft, *, by: Actor) -> None:
    """Asks the owner to look and confirm; its digits are blanked when they open nothing any more."""
    assistance = draft.assistance
    assert assistance is not None
    queue_message(
        to=assistance.owner_phone,
        body=invitation(draft, assistance),
        about=draft.subject,
        by=by,
        forget_after=INVITATION_LIVES,
    )


def tell_of_refusal(draft: Draft, *, by: Actor) -> None:
    assistance = draft.assistance
    if assistance is not None and (phone := _phone_of_helper(assistance)):
        queue_message(to=phone, body=help_refused(draft, assistance), about=draft.subject, by=by)


def ask_to_attest(dossier: Dossier, asked: Attestation, *, by: Actor) -> None:
    """Each side of a mandate is asked on its own telephone whether it was given."""
    queue_message(
        to=asked.phone,
        title=_title(dossier),
        body=is_it_so(dossier, asked),
        about=dossier.subject,
        unit=dossier.competent_unit_id,
        event=f"attest:{asked.pk}",
        by=by,
    )


def is_it_so(dossier: Dossier, asked: Attestation) -> Filled:
    gave, took = shorten(dossier.owner_name, REASON // 3), shorten(dossier.filer_name, REASON // 3)
    link = f"{settings.XASO_ADDRESS}/xt/{asked.token}"
    return ATTEST.with_values(gave=gave, took=took, number=dossier.number, link=link)


def _phone_of_helper(assistance: Assistance) -> str:
    with holding(assistance.helper_id):  # whoever this runs for sees that account nowhere else
        return assistance.helper.phone or ""


def invitation(draft: Draft, assistance: Assistance) -> Filled:
    return INVITATION.with_values(
        who=shorten(assistance.helper_name, TITLE),
        title=shorten(draft.version.procedure.plain_name, TITLE),
        link=f"{settings.XASO_ADDRESS}/xn/{assistance.token}",
        code=assistance.code,
    )


def help_refused(draft: Draft, assistance: Assistance) -> Filled:
    return HELP_REFUSED.with_values(
        owner=shorten(assistance.owner_name, TITLE),
        title=shorten(draft.version.procedure.plain_name, TITLE),
    )


@in_vietnamese
def confirmed(dossier: Dossier) -> str:
    return _("%(owner)s đã đồng ý, hồ sơ ông/bà làm giúp đã gửi, số %(number)s. Theo dõi: %(link)s") % {
        "owner": shorten(dossier.owner_name, TITLE),
        "number": dossier.number,
        "link": f"{settings.XASO_ADDRESS}/giup/{dossier.number}",
    }


@in_vietnamese
def revoked(dossier: Dossier) -> str:
    return _("%(owner)s cảm ơn và tự theo dõi hồ sơ %(number)s từ nay. Ông/bà không còn xem được nữa.") % {
        "owner": shorten(dossier.owner_name, TITLE),
        "number": dossier.number,
    }


@in_vietnamese
def goes_on(dossier: Dossier) -> str:
    if not dossier.is_open:
        text = _("Hồ sơ %(number)s ông/bà làm giúp đã xong. Cảm ơn ông/bà; từ nay ông/bà không còn xem được nữa.")
        return text % {"number": dossier.number}
    return _("Hồ sơ %(number)s ông/bà làm giúp: %(state)s. Xem: %(link)s") % {
        "number": dossier.number,
        "state": dossier.get_state_display().lower(),
        "link": f"{settings.XASO_ADDRESS}/giup/{dossier.number}",
    }


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
def stands(dossier: Dossier, now: datetime) -> str:
    """The truth about a dossier that did not move, lateness included."""
    if dossier.state == State.DONE:
        text = _("Kết quả hồ sơ %(number)s đã có, đang chờ ông/bà nhận. Xem cách nhận:")
    elif dossier.act_by < now:
        text = _("Hồ sơ %(number)s đã quá hẹn %(by)s mà chưa xong. Xã xin lỗi ông/bà. Hồ sơ không thất lạc, xem tại:")
    elif dossier.state == State.REGISTERED:
        text = _(
            "Hồ sơ %(number)s vẫn đang chờ cán bộ xem, chậm nhất %(by)s sẽ trả lời. Ông/bà chưa cần làm gì. Xem hồ sơ:"
        )
    else:
        text = _("Hồ sơ %(number)s vẫn đang giải quyết, có kết quả trước %(by)s. Ông/bà chưa cần làm gì. Xem hồ sơ:")
    return text % {"number": dossier.number, "by": show_moment(dossier.act_by)}


@in_vietnamese
def extended(dossier: Dossier, reason: str) -> str:
    return _("Hồ sơ %(number)s được gia hạn một lần, trả lời trước %(due)s. Lý do: %(reason)s Xem hồ sơ:") % {
        "number": dossier.number,
        "due": show_moment(dossier.act_by),
        "reason": sentence(reason, REASON),
    }


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
    return _("Kết quả hồ sơ %(number)s đã trả. Xem và tải về:") % {"number": dossier.number}


@in_vietnamese
def stopped(dossier: Dossier, reason: str) -> str:
    return _("Xã dừng giải quyết hồ sơ %(number)s. Lý do: %(reason)s Xem hồ sơ:") % {
        "number": dossier.number,
        "reason": sentence(reason, REASON),
    }


@in_vietnamese
def withdrawn(dossier: Dossier) -> str:
    return _("Hồ sơ %(number)s đã được rút theo yêu cầu. Xem hồ sơ:") % {"number": dossier.number}
