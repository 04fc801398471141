"""Why an official opens a dossier, and what of it they saw. Law 91/2025/QH15: whoever the data are about may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LOOK = "dossier.look"
REVEAL = "dossier.reveal"
FOLLOW = "dossier.follow"
ASK = "dossier.ask"
LOOKING = (LOOK, REVEAL, FOLLOW)
ONE_LOOK = timedelta(hours=1)


class Purpose(TextChoices):
    """What for. The first two follow from the dossier itself; the others are stated by whoever opens it."""

    WORK = "work", _("Giải quyết hồ sơ")
    FOLLOW_UP = "follow_up", _("Xem lại hồ sơ mình đã làm")
    ASKED = "asked", _("Trả lời người dân đang hỏi về hồ sơ này")
    OVERSIGHT = "oversight", _("Kiểm tra, giám sát việc giải quyết")
    RELATED = "related", _("Đối chiếu để làm hồ sơ khác")
    COMPLAINT = "complaint", _("Giải quyết phản ánh, khiếu nại")
    CALL = "call", _("Trả lời cuộc gọi, giữ lời hẹn")


STATED = (Purpose.ASKED, Purpose.RELATED, Purpose.OVERSIGHT, Purpose.COMPLAINT)
NEED_WORDS = (Purpose.RELATED, Purpose.OVERSIGHT, Purpose.COMPLAINT)
WORDS_LENGTH = 200


class Sight(TextChoices):
    """What of it was opened. An identity number is masked until it is asked for."""

    ANSWERS = "answers", _("Xem tờ khai và nhật ký")
    PAPER = "paper", _("Xem giấy tờ")
    LETTER = "letter", _("Xem văn bản của xã")
    RESULT = "result", _("Xem kết quả")
    CITIZEN_ID = "citizen_id", _("Hiện số định danh")
    HEADLINE = "headline", _("Xem tên việc và nơi hồ sơ đang nằm")


@dataclass(frozen=True, slots=True)
class Trail:
    """One earlier entry of this official in the dossier's journal."""

    at: datetime
    action: str
    post: int | None
    denied: bool
    what: str
    purpose: str
    words: str


def took_part(trail: Iterable[Trail]) -> bool:
    """Did something with the dossier, beyond looking at it."""
    return any(not one.denied and one.action not in LOOKING for one in trail)


def stated_since(trail: Iterable[Trail], since: datetime) -> tuple[Purpose, str] | None:
    """The reason stated last, not before `since`, with its words. A headline is shown unasked when its owner calls: nothing
    was stated by that."""
    for one in sorted(trail, key=lambda one: one.at, reverse=True):
        if one.what == Sight.HEADLINE:
            continue
        if one.action == LOOK and not one.denied and one.at >= since and one.purpose in STATED:
            return Purpose(one.purpose), one.words
    return None


def is_same_look(trail: Iterable[Trail], new: Trail) -> bool:
    """Already on record: the same post, the same part, for the same reason, within the hour. A page and its pictures are
    one look, and so is a page that was reloaded."""
    return any(one == replace(new, at=one.at) and one.at > new.at - ONE_LOOK for one in trail)
