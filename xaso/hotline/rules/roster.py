"""Who has to be on duty when, and where nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xaso.core.clock import VN, midnight
from xaso.offices.rules import DAY, WorkingCalendar

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of time, the end not in it."""

    starts_at: datetime
    ends_at: datetime


class Gap(Slot):
    """A stretch in which somebody should answer and nobody is named."""


def needed_slots(calendar: WorkingCalendar, *, around_the_clock: bool, since: datetime, until: datetime) -> list[Slot]:
    """When somebody has to answer: always, or while the office receives people."""
    if around_the_clock:
        return [Slot(since, until)]
    return [
        Slot(max(slot.starts_at, since), min(slot.ends_at, until))
        for day in _days(since.astimezone(VN).date(), until.astimezone(VN).date())
        for slot in _reception(calendar, day)
        if slot.ends_at > since and slot.starts_at < until
    ]


def gaps_of(needed: Iterable[Slot], named: Iterable[Slot]) -> list[Gap]:
    """What of the needed time is covered by nobody, in order."""
    covered = sorted(named)
    found: list[Gap] = []
    for need in sorted(needed):
        at = need.starts_at
        for slot in covered:
            if slot.ends_at <= at:
                continue
            if slot.starts_at >= need.ends_at:
                break
            if slot.starts_at > at:
                found.append(Gap(at, slot.starts_at))
            at = max(at, slot.ends_at)
        if at < need.ends_at:
            found.append(Gap(at, need.ends_at))
    return found


def held_until(gone: date | None, ends_at: datetime) -> datetime:
    """Until when somebody is there who does not hold the post any more from the day `gone` on."""
    return min(ends_at, midnight(gone)) if gone else ends_at


def _reception(calendar: WorkingCalendar, day: date) -> list[Slot]:
    start = midnight(day)
    return [
        Slot(
            start + timedelta(hours=opens.hour, minutes=opens.minute),
            start + timedelta(hours=closes.hour, minutes=closes.minute),
        )
        for opens, closes in calendar.reception_hours(day)
    ]


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY
