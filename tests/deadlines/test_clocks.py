"""Clocks on the database: what is stored is what the ledger gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.deadlines import at
from tests.factories.offices import BY, day, open_office
from xaso.core.refused import Refused, Stale
from xaso.deadlines import actions
from xaso.deadlines.models import Clock, ClockEvent
from xaso.deadlines.queries import explain, time_left
from xaso.deadlines.rules import Limit, LimitUnit
from xaso.deadlines.signals import due_times_moved
from xaso.journal.models import Entry
from xaso.offices.actions import set_calendar_day
from xaso.offices.queries import calendar_of, forget_calendars

LIMIT = Limit(3, LimitUnit.WORKING_DAY, "Nghị định 123/2015/NĐ-CP, điều 22")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_calendars()


def started(moment: str = "2026-11-19 09:12", limit: Limit = LIMIT) -> Clock:
    return actions.start_clock(office_id=open_office().pk, limit=limit, at=at(moment), by=BY)


def statements(run: Callable[[], object]) -> int:
    """Statements of the action itself, without the marks of its transaction."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        run()
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def matches_its_ledger(clock: Clock) -> bool:
    stored, found = Clock.objects.get(pk=clock.pk), explain(clock)
    return (stored.due_at, stored.paused_at, stored.stopped_at, stored.used_minutes, stored.total_minutes) == (
        found.due,
        found.paused_at,
        found.stopped_at,
        found.used_minutes,
        found.total_minutes,
    )


@pytest.mark.django_db
def test_whole_life_of_a_clock_is_stored_as_it_is_explained() -> None:
    clock = started()
    assert clock.due_at == at("2026-11-25 17:00")
    actions.pause_clock(clock, at=at("2026-11-20 10:05"), reason="Thiếu trang 2", by=BY)
    assert (clock.due_at, matches_its_ledger(clock)) == (None, True)
    actions.resume_clock(clock, at=at("2026-11-23 08:30"), by=BY)
    assert (clock.due_at, matches_its_ledger(clock)) == (at("2026-11-26 17:00"), True)
    actions.pause_clock(clock, at=at("2026-11-25 08:00"), by=BY)
    actions.resume_clock(clock, at=at("2026-11-26 08:00"), by=BY)
    assert clock.due_at == at("2026-11-27 17:00")
    actions.stop_clock(clock, at=at("2026-11-27 09:00"), by=BY)
    assert (clock.due_at, clock.events, matches_its_ledger(clock)) == (at("2026-11-27 17:00"), 6, True)
    assert time_left(clock, at("2026-11-30 09:00")).text == "xong đúng hạn"


@pytest.mark.django_db
def test_clock_moves_cost_at_most_three_statements() -> None:
    office = open_office()
    calendar_of(office.pk)
    clock = started_in(office.pk)
    counts = [
        statements(lambda: started_in(office.pk)),
        statements(lambda: actions.pause_clock(clock, at=at("2026-11-20 10:05"), by=BY)),
        statements(lambda: actions.resume_clock(clock, at=at("2026-11-23 08:30"), by=BY)),
        statements(lambda: actions.stop_clock(clock, at=at("2026-11-25 08:30"), by=BY)),
    ]
    assert counts == [2, 3, 3, 3]


def started_in(office_id: int) -> Clock:
    return actions.start_clock(office_id=office_id, limit=LIMIT, at=at("2026-11-19 09:12"), by=BY)


@pytest.mark.django_db
@pytest.mark.parametrize("move", [actions.resume_clock, actions.pause_clock, actions.stop_clock])
def test_finished_clock_refuses_every_move(move: Callable[..., Clock]) -> None:
    clock = actions.stop_clock(started(), at=at("2026-11-20 09:00"), by=BY)
    with pytest.raises(Refused, match="Thời hạn"):
        move(clock, at=at("2026-11-20 10:00"), by=BY)
    assert ClockEvent.objects.filter(clock=clock).count() == 2


@pytest.mark.django_db
def test_event_of_a_clock_set_back_stands_where_the_last_one_did() -> None:
    clock = started()
    paused = actions.pause_clock(clock, at=at("2026-11-19 09:11"), by=BY)
    assert paused.paused_at == clock.started_at
    assert len(set(ClockEvent.objects.filter(clock=clock).values_list("at", flat=True))) == 1


@pytest.mark.django_db
def test_extension_is_in_the_ledger_and_survives_a_recount() -> None:
    clock = started()
    actions.pause_clock(clock, at=at("2026-11-20 10:05"), by=BY)
    actions.resume_clock(clock, at=at("2026-11-23 08:30"), by=BY)
    actions.extend_clock(clock, amount=2, at=at("2026-11-24 09:00"), reason="Phải hỏi nơi khác", by=BY)
    assert (clock.due_at, clock.extended, matches_its_ledger(clock)) == (at("2026-11-30 17:00"), 2, True)
    line = next(line for line in explain(clock).lines if line.kind == "extended")
    assert (line.text, line.article, line.note) == (
        "09:00 xã gia hạn một lần, thêm 2 ngày làm việc",
        LIMIT.basis,
        "Phải hỏi nơi khác",
    )
    set_calendar_day(day("2026-11-30"), is_workday=False, name="Nghỉ tránh bão", source="Công điện 1/CĐ-UBND", by=BY)
    assert actions.recompute_clocks(by=BY) == 1
    assert Clock.objects.get(pk=clock.pk).due_at == at("2026-12-01 17:00")


@pytest.mark.django_db
def test_clock_is_extended_once_and_before_it_is_late() -> None:
    clock = started()
    with pytest.raises(Refused, match="quá hạn"):
        actions.extend_clock(clock, amount=2, at=at("2026-11-25 17:01"), reason="Muộn", by=BY)
    actions.extend_clock(clock, amount=2, at=at("2026-11-25 17:00"), reason="Vừa kịp", by=BY)
    with pytest.raises(Refused, match="một lần"):
        actions.extend_clock(clock, amount=2, at=at("2026-11-26 17:00"), reason="Nữa", by=BY)
    paused = actions.pause_clock(started_in(clock.office_id), at=at("2026-11-20 09:00"), by=BY)
    with pytest.raises(Refused, match="khi đang chạy"):
        actions.extend_clock(paused, amount=2, at=at("2026-11-20 10:00"), reason="Đang dừng", by=BY)
    with pytest.raises(IntegrityError, match="only_an_extension_gives_more"), transaction.atomic():
        ClockEvent.objects.filter(clock=paused, kind="start").update(amount=3)


@pytest.mark.django_db
def test_copy_read_before_another_change_is_stale() -> None:
    clock = started()
    old = Clock.objects.get(pk=clock.pk)
    actions.pause_clock(clock, at=at("2026-11-20 10:05"), by=BY)
    actions.resume_clock(clock, at=at("2026-11-20 10:06"), by=BY)
    with pytest.raises(Stale):
        actions.pause_clock(old, at=at("2026-11-20 11:00"), by=BY)
    assert matches_its_ledger(clock)


def test_two_pauses_at_once_one_wins(committed_db: Callable[[], None]) -> None:
    clock = started()
    barrier, outcomes = Barrier(2), []

    def pause() -> None:
        mine = Clock.objects.get(pk=clock.pk)
        barrier.wait(timeout=20)
        try:
            actions.pause_clock(mine, at=at("2026-11-20 10:05"), by=BY)
            outcomes.append("paused")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=pause) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["paused", "refused"]
    assert ClockEvent.objects.filter(clock=clock).count() == 2


@pytest.mark.django_db
def test_calendar_changed_afterwards_moves_running_clocks_and_tells() -> None:
    clock, other = started(), None
    other = actions.stop_clock(started_in(clock.office_id), at=at("2026-11-20 09:00"), by=BY)
    heard: list[dict[int, object]] = []

    def hear(moved: dict[int, object], **_: object) -> None:
        heard.append(moved)

    due_times_moved.connect(hear)
    set_calendar_day(day("2026-11-23"), is_workday=False, name="Nghỉ tránh bão", source="Công điện 1/CĐ-UBND", by=BY)
    moved = actions.recompute_clocks(by=BY)
    due_times_moved.disconnect(hear)
    assert (moved, heard) == (1, [{clock.pk: at("2026-11-26 17:00")}])
    assert matches_its_ledger(clock)
    assert Clock.objects.get(pk=other.pk).due_at == at("2026-11-25 17:00")
    assert any(line.article == "Công điện 1/CĐ-UBND" for line in explain(clock).lines)
    assert Entry.objects.filter(action="deadlines.recompute").count() == 1
    assert actions.recompute_clocks(by=BY) == 0


@pytest.mark.django_db
def test_unannounced_year_is_marked_until_it_is_announced() -> None:
    assert started("2026-12-30 09:00").provisional


@pytest.mark.django_db
def test_many_clocks_at_once_equal_single_ones() -> None:
    office = open_office()
    starts = [(office.pk, LIMIT, at("2024-05-06 09:00") + timedelta(hours=n)) for n in range(30)]
    calendar_of(office.pk)
    made: list[Clock] = []
    assert statements(lambda: made.extend(actions.start_clocks(starts, by=BY))) == 2
    assert all(matches_its_ledger(clock) for clock in made)
    assert sorted(clock.due_at for clock in made if clock.due_at)[0] == at("2024-05-09 17:00")


@pytest.mark.django_db
def test_late_clocks_are_found() -> None:
    clock = started()
    assert list(Clock.objects.late(at=at("2026-11-25 17:01"))) == [clock]
    assert list(Clock.objects.late(at=at("2026-11-25 17:00"))) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"due_at": None}, "running_clock_has_a_due_time"),
        ({"paused_at": at("2026-11-18 09:00")}, "clock_pauses_after_it_starts"),
        ({"stopped_at": at("2026-11-18 09:00")}, "clock_stops_after_it_starts"),
        ({"due_at": at("2026-11-18 09:00")}, "clock_is_due_after_it_starts"),
        ({"limit_unit": "week"}, "limit_has_a_known_unit"),
    ],
)
def test_impossible_clock_is_impossible_in_the_database(change: dict[str, object], rule: str) -> None:
    clock = started()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**change)


@pytest.mark.django_db
def test_second_start_is_impossible_in_the_database() -> None:
    clock = started()
    with pytest.raises(IntegrityError, match="ledger_begins"), transaction.atomic():
        ClockEvent.objects.create(clock=clock, place=2, kind="start", at=at("2026-11-20 09:00"))


@pytest.mark.django_db
@settings(max_examples=25)
@given(
    st.integers(1, 20),
    st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.HOUR]),
    st.lists(st.integers(0, 60 * 24 * 6), max_size=7),
)
def test_recount_from_the_ledger_equals_what_is_stored(amount: int, unit: LimitUnit, gaps: list[int]) -> None:
    with transaction.atomic():
        clock, now = started(limit=Limit(amount, unit)), at("2026-11-19 09:12")
        for place, gap in enumerate(gaps):
            now += timedelta(minutes=gap)
            (actions.resume_clock if place % 2 else actions.pause_clock)(clock, at=now, by=BY)
            assert matches_its_ledger(clock)
        transaction.set_rollback(True)
