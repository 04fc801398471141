"""What must hold for every limit, every ledger and every office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.factories.offices import SATURDAY_MORNING, calendar
from xaso.core.clock import VN
from xaso.deadlines.rules import Event, EventKind, Limit, LimitUnit, LineKind, derive
from xaso.deadlines.rules.counting import days_needed
from xaso.deadlines.rules.ledger import wall
from xaso.offices.rules import Hours, WorkingCalendar

many = settings(max_examples=120)

WEEK = [Hours(n, *span) for n in range(5) for span in ((time(7), time(11)), (time(13), time(17)))]
OFFICES = [
    calendar(),
    calendar(*WEEK, SATURDAY_MORNING),
    calendar(*[Hours(n, time(7, 30), time(14, 30)) for n in range(5)]),
    calendar(*[Hours(n, *span) for n in range(5) for span in ((time(8), time(11, 30)), (time(13, 30), time(20)))]),
]
offices = st.sampled_from(OFFICES)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 30), st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.HOUR])),
    st.builds(Limit, st.integers(1, 3), st.just(LimitUnit.MONTH)),
    st.just(Limit(1, LimitUnit.SAME_DAY)),
)
starts = st.datetimes(datetime(2024, 1, 1), datetime(2027, 6, 1)).map(lambda moment: moment.replace(tzinfo=VN))
# Half of the gaps are within two days, where the closing times and 15:00 are.
gaps = st.one_of(st.integers(0, 60 * 48), st.integers(0, 60 * 24 * 20)).map(lambda minutes: timedelta(minutes=minutes))


@dataclass(frozen=True)
class Case:
    """A ledger as (start, pauses), each pause a gap before it and a gap it lasts."""

    start: datetime
    pauses: tuple[tuple[timedelta, timedelta], ...]

    @property
    def events(self) -> list[Event]:
        events, now = [Event(EventKind.START, self.start)], self.start
        for before, lasting in self.pauses:
            events.append(Event(EventKind.PAUSE, now + before))
            events.append(Event(EventKind.RESUME, now + before + lasting))
            now += before + lasting
        return events


cases = st.builds(Case, starts, st.lists(st.tuples(gaps, gaps), max_size=4).map(tuple))


@many
@given(limits, cases, offices)
def test_due_is_in_office_time_of_a_working_day(limit: Limit, case: Case, office: WorkingCalendar) -> None:
    due = derive(limit, case.events, office).due
    assert due is not None
    there = wall(due)
    assert there >= wall(case.start)
    hours = office.hours(there.date())
    if limit.unit == LimitUnit.HOUR:
        assert any(opens < there.time() <= closes for opens, closes in hours)
    else:
        assert there.time() == hours[-1][1]


@many
@given(limits, starts, gaps, offices)
def test_later_start_is_never_due_earlier(
    limit: Limit, start: datetime, gap: timedelta, office: WorkingCalendar
) -> None:
    first = derive(limit, [Event(EventKind.START, start)], office).due
    second = derive(limit, [Event(EventKind.START, start + gap)], office).due
    assert first is not None
    assert second is not None
    assert first <= second


@many
@given(limits, cases, gaps, offices)
def test_later_start_before_the_same_pauses_is_never_due_earlier(
    limit: Limit, case: Case, gap: timedelta, office: WorkingCalendar
) -> None:
    events = case.events
    room = events[1].at - case.start if len(events) > 1 else gap
    later = [Event(EventKind.START, case.start + min(gap, room)), *events[1:]]
    assume(not _share_the_end_of_a_month(limit, wall(case.start).date(), wall(later[0].at).date()))
    first, second = derive(limit, events, office).due, derive(limit, later, office).due
    assert first is not None
    assert second is not None
    assert first <= second


def _share_the_end_of_a_month(limit: Limit, first: date, second: date) -> bool:
    """By Civil Code 148.3 a month from 29 and from 30 January both end on the last of February. What then pauses on the second
    day takes a counted day from the first alone: for the other it is the day of reception, which does not count."""
    ends = [start + timedelta(days=days_needed(limit, start)) for start in (first, second)]
    return limit.unit == LimitUnit.MONTH and first != second and ends[0] == ends[1]


def test_pause_of_a_day_is_a_day_more_also_at_the_end_of_a_month() -> None:
    def due(*events: Event) -> date:
        found = derive(Limit(1, LimitUnit.MONTH), events, OFFICES[0]).due
        assert found is not None
        return wall(found).date()

    midnight = datetime(2024, 1, 30, tzinfo=VN)
    pause = Event(EventKind.PAUSE, midnight), Event(EventKind.RESUME, midnight + timedelta(hours=17))
    assert due(Event(EventKind.START, midnight - timedelta(minutes=11)), *pause) == date(2024, 3, 1)
    assert due(Event(EventKind.START, midnight), *pause) == date(2024, 2, 29)


@many
@given(limits, cases, gaps, gaps, offices)
def test_one_more_pause_never_shortens(
    limit: Limit, case: Case, before: timedelta, lasting: timedelta, office: WorkingCalendar
) -> None:
    more = Case(case.start, (*case.pauses, (before, lasting)))
    first, second = derive(limit, case.events, office).due, derive(limit, more.events, office).due
    assert first is not None
    assert second is not None
    assert first <= second


@many
@given(limits, cases, gaps, st.integers(0, 59), offices)
def test_pause_within_one_minute_changes_nothing(
    limit: Limit, case: Case, before: timedelta, seconds: int, office: WorkingCalendar
) -> None:
    events = case.events
    begin = (events[-1].at + before).replace(second=0, microsecond=0)
    begin = max(begin, events[-1].at)
    end = begin.replace(second=max(seconds, begin.second))
    pause = [Event(EventKind.PAUSE, begin), Event(EventKind.RESUME, end)]
    assert derive(limit, [*events, *pause], office).due == derive(limit, events, office).due


@many
@given(st.integers(1, 30), cases, offices)
def test_nth_supplement_gives_back_exactly_the_days_it_took(amount: int, case: Case, office: WorkingCalendar) -> None:
    """Counted by brute force, day by day: working days after the start at whose closing time nothing was pausing."""
    events = case.events
    pauses = [(wall(events[n].at), wall(events[n + 1].at)) for n in range(1, len(events), 2)]
    due = derive(Limit(amount, LimitUnit.WORKING_DAY), events, office).due
    assert due is not None
    last, used = wall(due), 0
    day = wall(case.start).date() + timedelta(days=1)
    while day <= last.date():
        closing = datetime.combine(day, office.closing(day))
        used += office.is_workday(day) and not any(begin < closing <= end for begin, end in pauses)
        day += timedelta(days=1)
    assert used == amount


@many
@given(limits, cases, offices)
def test_lines_add_up_to_the_limit(limit: Limit, case: Case, office: WorkingCalendar) -> None:
    found = derive(limit, case.events, office)
    total = sum(line.counted for line in found.lines)
    last = [line for line in found.lines if line.kind == LineKind.DUE]
    assert len(last) == 1
    assert last[0].at == found.due
    if limit.unit in (LimitUnit.WORKING_DAY, LimitUnit.DAY):
        assert total == limit.amount
    elif limit.unit == LimitUnit.HOUR:
        assert total == limit.amount * 60
    elif limit.unit == LimitUnit.SAME_DAY:
        assert total == 1
    assert all(line.article and line.text for line in found.lines)


@many
@given(limits, cases, gaps, offices)
def test_hanging_pause_only_opens_the_due_time_or_leaves_it(
    limit: Limit, case: Case, gap: timedelta, office: WorkingCalendar
) -> None:
    running = derive(limit, case.events, office)
    pause = Event(EventKind.PAUSE, case.events[-1].at + gap)
    held = derive(limit, [*case.events, pause], office)
    assert held.paused
    assert running.due is not None
    assert held.due == (None if wall(pause.at) < wall(running.due) else running.due)
    assert held.used_minutes >= 0
    assert held.total_minutes <= running.total_minutes or held.due is None


@many
@given(limits, cases, offices)
def test_total_is_the_office_time_between_start_and_due_without_pauses(
    limit: Limit, case: Case, office: WorkingCalendar
) -> None:
    found = derive(limit, case.events, office)
    if limit.unit == LimitUnit.HOUR:
        assert found.total_minutes == limit.amount * 60
    assert found.total_minutes >= 0


def extended(case: Case, amount: int) -> list[Event]:
    """Extended as soon as the last pause is over."""
    return [*case.events, Event(EventKind.EXTEND, case.events[-1].at, amount=amount)]


@many
@given(limits.filter(lambda limit: limit.unit != LimitUnit.SAME_DAY), st.integers(1, 30), cases, offices)
def test_extended_limit_is_due_when_the_longer_one_would_be(
    limit: Limit, amount: int, case: Case, office: WorkingCalendar
) -> None:
    found = derive(limit, extended(case, amount), office)
    longer = derive(Limit(limit.amount + amount, limit.unit), case.events, office)
    assert (found.due, found.limit, found.total_minutes) == (longer.due, longer.limit, longer.total_minutes)
    assert [line.day for line in found.lines if line.kind == LineKind.EXTENDED] == [wall(case.events[-1].at).date()]


@many
@given(st.integers(1, 30), st.integers(1, 30), starts, offices)
def test_extension_in_days_is_counted_by_the_calendar(
    limit: int, amount: int, start: datetime, office: WorkingCalendar
) -> None:
    """By brute force: so many days after the first one, and on to the next working day."""
    day = wall(start).date() + timedelta(days=limit + amount)
    while not office.is_workday(day):
        day += timedelta(days=1)
    due = derive(Limit(limit, LimitUnit.DAY), extended(Case(start, ()), amount), office).due
    assert due is not None
    assert wall(due) == datetime.combine(day, office.closing(day))


@many
@given(limits, cases, gaps)
def test_second_extension_and_one_of_what_does_not_run_are_no_ledger(limit: Limit, case: Case, gap: timedelta) -> None:
    at = case.events[-1].at + gap
    again = [*extended(case, 1), Event(EventKind.PAUSE, at), Event(EventKind.RESUME, at)]
    paused = [*case.events, Event(EventKind.PAUSE, at)]
    stopped = [*case.events, Event(EventKind.STOP, at)]
    for events in (again, paused, stopped):
        with pytest.raises(ValueError, match="cannot extend"):
            derive(limit, [*events, Event(EventKind.EXTEND, at, amount=1)], OFFICES[0])
