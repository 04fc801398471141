"""What is left of the legal time, in words and as a share: for the desk's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xaso.deadlines.rules.ledger import duration_words, wall
from xaso.offices.rules import WorkingCalendar

# From here on hours no longer help: "còn 3 ngày".
HOURS_UNTIL_DAYS = 3


class Countdown(Protocol):
    """What must be known of a clock: a stored one and a derivation both fit."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def used_minutes(self) -> int: ...
    @property
    def total_minutes(self) -> int: ...


class Punctuality(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Remaining:
    """`minutes` of office time, negative when late; `share` of the legal time left, 0 to 1; `text` for people."""

    minutes: int
    share: float
    text: str
    late: bool = False
    paused: bool = False


def remaining(clock: Countdown, now: datetime, calendar: WorkingCalendar) -> Remaining:
    if clock.stopped_at:
        return _finished(clock, calendar)
    if clock.paused_at:
        return _paused(clock, now)
    assert clock.due_at is not None  # a running clock has a due time
    return _running(clock.due_at, clock.total_minutes, now, calendar)


def punctuality(due: datetime | None, finished: datetime) -> Punctuality:
    """Early is on an earlier day, late is after the due minute. What was still paused is on time."""
    if due is None:
        return Punctuality.ON_TIME
    if wall(finished) > wall(due):
        return Punctuality.LATE
    return Punctuality.EARLY if wall(finished).date() < wall(due).date() else Punctuality.ON_TIME


def _running(due: datetime, total: int, now: datetime, calendar: WorkingCalendar) -> Remaining:
    here, there = wall(now), wall(due)
    minutes = calendar.minutes_between(here, there)
    if here > there:
        return Remaining(min(minutes, -1), 0.0, late_words(due, now, calendar), late=True)
    share = min(minutes / total, 1.0) if total > 0 else 0.0
    return Remaining(minutes, share, _left_words(minutes, calendar.usual_minutes(there.date())))


def _left_words(minutes: int, usual: int) -> str:
    if minutes == 0:
        return _("đến hạn")
    days, rest = divmod(minutes, usual)
    if not days:
        return _("còn %(time)s") % {"time": duration_words(minutes)}
    hours = rest // 60
    if not hours or days >= HOURS_UNTIL_DAYS:
        return ngettext("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}
    return _("còn %(days)d ngày %(hours)d giờ") % {"days": days, "hours": hours}


def late_words(due: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """On the due day in hours and minutes; afterwards in working days begun."""
    here, there = wall(now), wall(due)
    if here.date() == there.date():
        minutes = int((here - there).total_seconds() // 60)
        return _("trễ %(time)s") % {"time": duration_words(minutes)}
    days = max(calendar.workdays_between(there.date(), here.date()), 1)
    return ngettext("trễ %(days)d ngày", "trễ %(days)d ngày", days) % {"days": days}


def _paused(clock: Countdown, now: datetime) -> Remaining:
    assert clock.paused_at is not None
    here, since = wall(now), wall(clock.paused_at)
    days = (here.date() - since.date()).days
    time = (
        ngettext("%(days)d ngày", "%(days)d ngày", days) % {"days": days}
        if days > 0
        else duration_words(max(int((here - since).total_seconds() // 60), 0))
    )
    left = clock.total_minutes - clock.used_minutes
    share = min(max(left / clock.total_minutes, 0.0), 1.0) if clock.total_minutes > 0 else 0.0
    return Remaining(left, share, _("dừng %(time)s") % {"time": time}, late=left < 0, paused=True)


def _finished(clock: Countdown, calendar: WorkingCalendar) -> Remaining:
    assert clock.stopped_at is not None
    match punctuality(clock.due_at, clock.stopped_at):
        case Punctuality.EARLY:
            return Remaining(0, 0.0, _("xong trước hạn"))
        case Punctuality.ON_TIME:
            return Remaining(0, 0.0, _("xong đúng hạn"))
        case _:
            assert clock.due_at is not None
            words = late_words(clock.due_at, clock.stopped_at, calendar)
            return Remaining(0, 0.0, _("xong, %(late)s") % {"late": words}, late=True)
