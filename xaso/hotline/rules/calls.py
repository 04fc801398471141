"""What a call is, and what news of it makes of it. Telephone systems send news twice, late and in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

RINGS_FOR_ALL_AFTER = timedelta(seconds=20)  # nobody on duty answered: it rings on every desk of the unit
MISSED_AFTER = timedelta(seconds=30)  # the word that it was answered may come after the word that it ended
ASKED_WITHIN = timedelta(days=1)  # how it was is asked soon or not at all
GIVEN_UP_AFTER = timedelta(hours=2)  # the word that it ended was lost


class Source(TextChoices):
    """Who said that there was a call."""

    TYPED = "typed", _("ghi tay")
    OMICALL = "omicall", "OMICall"
    STRINGEE = "stringee", "Stringee"
    SIGNED = "signed", _("tổng đài có ký")
    ASTERISK = "asterisk", "Asterisk"


class CallState(TextChoices):
    RINGING = "ringing", _("đang đổ chuông")
    TALKING = "talking", _("đang nói chuyện")
    ENDED = "ended", _("đã nghe")
    MISSED = "missed", _("gọi nhỡ")


LIVE = (CallState.RINGING, CallState.TALKING)


class Language(TextChoices):
    """What the caller speaks: asked once, known the next time."""

    VIETNAMESE = "vi", "Tiếng Việt"
    KHMER = "km", "Tiếng Khmer"
    CHINESE = "zh", "Tiếng Hoa"
    ENGLISH = "en", "English"


class Look(IntEnum):
    """After how many milliseconds an open page asks again whether something rings there."""

    SOON = 400
    LATER = 5_000  # what rings for colleagues comes here after 20 s
    SELDOM = 60_000


class Kind(TextChoices):
    """What a telephone system says of a call. A record comes when it is over, and says all of it again."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class News:
    """One thing a telephone system says, in our words. `caller` and `line` as it wrote them; `at` is when it happened.
    `answered_at` and `ended_at` are filled in where it says more than one moment at once."""

    source_id: str
    kind: Kind
    at: datetime
    caller: str = ""
    line: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The moments of a call, as far as they are known."""

    began_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    recording: str = ""

    @property
    def state(self) -> CallState:
        if self.ended_at is None:
            return CallState.TALKING if self.answered_at else CallState.RINGING
        return CallState.ENDED if self.answered_at else CallState.MISSED


def merged(known: Standing, news: News) -> Standing:
    """The same whatever the order the news came in, and however often: the earliest beginning, the earliest answer, the latest
    end."""
    answered = [news.answered_at, known.answered_at, news.at if news.kind == Kind.ANSWERED else None]
    ended = [news.ended_at, known.ended_at, news.at if news.kind == Kind.ENDED else None]
    began = min(known.began_at, news.at)
    answered_at = min((one for one in answered if one), default=None)
    ended_at = max((one for one in ended if one), default=None)
    return replace(
        known,
        began_at=began,
        answered_at=max(answered_at, began) if answered_at else None,
        ended_at=max(ended_at, answered_at or began, began) if ended_at else None,
        recording=news.recording or known.recording,
    )
