"""Which days and minutes count, and when the last one is used up. Wall-clock time without zone inside."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from xaso.core.clock import VN
from xaso.deadlines.rules.ledger import Event, EventKind, Ledger, Limit, LimitUnit, Run
from xaso.offices.rules import DAY, WorkingCalendar

# By law what is received after 15:00 and cannot be solved the same day is due the next working day (Decree 23/2015, art. 7).
SAME_DAY_UNTIL = time(15)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Count:
    """The due time, and what each day contributed: days, or minutes for a limit in hours."""

    due: datetime | None
    counted: dict[date, int]
    needed: int


def count(limit: Limit, start: datetime, runs: tuple[Run, ...], calendar: WorkingCalendar) -> Count:
    if limit.unit == LimitUnit.HOUR:
        return _count_minutes(limit.amount * 60, runs, calendar)
    if limit.unit == LimitUnit.SAME_DAY:
        return _count_days(1, same_day_start(start, calendar), runs, calendar, working=True)
    if limit.unit == LimitUnit.WORKING_DAY:
        return _count_days(limit.amount, start.date() + DAY, runs, calendar, working=True)
    return _count_days(days_needed(limit, start.date()), start.date() + DAY, runs, calendar, working=False)


def days_needed(limit: Limit, start: date) -> int:
    """Calendar days; months end on the day of the same number, or the last of the month (Civil Code 148.3)."""
    if limit.unit == LimitUnit.DAY:
        return limit.amount
    years, month = divmod(start.month - 1 + limit.amount, 12)
    year, month = start.year + years, month + 1
    return (date(year, month, min(start.day, gregorian.monthrange(year, month)[1])) - start).days


def same_day_start(start: datetime, calendar: WorkingCalendar) -> date:
    """The working day on which something to be done the same day is due if nothing pauses it.

    Received outside office hours means received at the next opening, so that an earlier start is never due later."""
    day = start.date()
    if not calendar.is_workday(day):
        return calendar.next_workday(day)
    spans = calendar.hours(day)
    received = next((max(opens, start.time()) for opens, closes in spans if start.time() < closes), None)
    if received is None or received > SAME_DAY_UNTIL:
        return calendar.next_workday(day)
    return day


def _count_days(needed: int, first: date, runs: tuple[Run, ...], calendar: WorkingCalendar, *, working: bool) -> Count:
    """A day is used up if the clock ran at its closing time; the last one moves to a working day (Civil Code 148.5)."""
    counted: dict[date, int] = {}
    for day in _days(first, runs):
        closing = datetime.combine(day, calendar.closing(day))
        if not any(run.holds_up_to(closing) for run in runs):
            continue
        workday = calendar.is_workday(day)
        if len(counted) < needed and (workday or not working):
            counted[day] = 1
        if len(counted) == needed and workday:
            return Count(closing, counted, needed)
    return Count(None, counted, needed)


def _count_minutes(needed: int, runs: tuple[Run, ...], calendar: WorkingCalendar) -> Count:
    counted: dict[date, int] = {}
    left = needed
    for day in _days(runs[0].since.date(), runs):
        for since, until in _running_office_time(day, runs, calendar):
            minutes = int((until - since).total_seconds() // 60)
            taken = min(minutes, left)
            counted[day] = counted.get(day, 0) + taken
            left -= taken
            if left == 0:
                return Count(until - (minutes - taken) * MINUTE, counted, needed)
    return Count(None, counted, needed)


def _running_office_time(
    day: date, runs: tuple[Run, ...], calendar: WorkingCalendar
) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in calendar.hours(day):
        begins, ends = datetime.combine(day, opens), datetime.combine(day, closes)
        for run in runs:
            since, until = max(run.since, begins), min(run.until or ends, ends)
            if since < until:
                yield since, until


def _days(first: date, runs: tuple[Run, ...]) -> Iterator[date]:
    """From the first day to the end of the last run; for ever while the clock runs."""
    end = runs[-1].until
    day = first
    while end is None or day <= end.date():
        yield day
        day += DAY


def office_minutes(runs: tuple[Run, ...], until: datetime, calendar: WorkingCalendar) -> int:
    """Office minutes during which the clock ran, up to a moment."""
    return sum(calendar.minutes_between(run.since, min(run.until or until, until)) for run in runs if run.since < until)


def due_of(limit: Limit, at: datetime, calendar: WorkingCalendar) -> datetime:
    """The due time of a limit that starts at this moment and is never paused. Aware, as stored."""
    ledger = Ledger.of([Event(EventKind.START, at)])
    due = count(limit, ledger.start, ledger.runs(), calendar).due
    assert due is not None  # a clock that runs for ever gets there
    return stored(due)


def stored(moment: datetime) -> datetime:
    """A wall-clock moment as it is stored."""
    return moment.replace(tzinfo=VN).astimezone(UTC)


def respond_by(at: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    """When an answer promised within so many office hours is due."""
    return due_of(Limit(hours, LimitUnit.HOUR), at, calendar)
