"""Starting, pausing, resuming, extending and stopping clocks.

These are the low-level moves of whoever owns the clock. The owner (a dossier) has checked who may do it and writes the
journal's entry of the whole deed in the same transaction; here the ledger itself is the trace, so no journal row is
added. Three statements at most each: the ledger is read, the clock changed only if it is still as read, one event added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Refused, Stale
from xaso.deadlines.models import Clock, ClockEvent, ClockQuerySet
from xaso.deadlines.queries import ledger_of
from xaso.deadlines.rules import Derivation, Event, EventKind, Limit, derive
from xaso.deadlines.rules.ledger import may_follow
from xaso.deadlines.signals import due_times_moved
from xaso.journal.actions import atomic_action, record
from xaso.offices.queries import calendar_of

AT_A_TIME = 500
COMPUTED = ("due_at", "used_minutes", "total_minutes", "provisional")


@atomic_action
def start_clock(*, office_id: int, limit: Limit, at: datetime, by: Actor, reason: str = "") -> Clock:
    """A new clock, running. Two statements. No journal row: see the module."""
    clock = _started(office_id, limit, at)
    clock.save(force_insert=True)
    _enter(clock, Event(EventKind.START, at, reason), by)
    return clock


@atomic_action
def start_clocks(starts: Iterable[tuple[int, Limit, datetime]], *, by: Actor) -> list[Clock]:
    """Many clocks at once (office, limit, start), for the import of old registers. Two statements for each 500."""
    clocks = []
    pending = iter(starts)
    while batch := list(islice(pending, AT_A_TIME)):
        made = [_started(office_id, limit, at) for office_id, limit, at in batch]
        Clock.objects.bulk_create(made)
        ClockEvent.objects.bulk_create([_entry(clock, Event(EventKind.START, clock.started_at), by) for clock in made])
        clocks += made
    return clocks


@atomic_action
def pause_clock(clock: Clock, *, at: datetime, by: Actor, reason: str = "") -> Clock:
    """Holds the clock: the office waits for the resident. Refuses one that is not running. No journal row."""
    return _happen(clock, Event(EventKind.PAUSE, at, reason), by)


@atomic_action
def resume_clock(clock: Clock, *, at: datetime, by: Actor, reason: str = "") -> Clock:
    """Lets the clock run on. Refuses one that is not paused. No journal row."""
    return _happen(clock, Event(EventKind.RESUME, at, reason), by)


@atomic_action
def extend_clock(clock: Clock, *, amount: int, at: datetime, by: Actor, reason: str) -> Clock:
    """Gives it so many more of its unit, where the law allows that: once, while it runs, before it is late. Refuses
    otherwise. No journal row."""
    if clock.due_at is not None and clock.due_at < at:
        raise Refused(_("Đã quá hạn nên không gia hạn được nữa. Xin trả lời và xin lỗi người dân."), "clock_late")
    return _happen(clock, Event(EventKind.EXTEND, at, reason, amount), by)


@atomic_action
def stop_clock(clock: Clock, *, at: datetime, by: Actor, reason: str = "") -> Clock:
    """Ends the clock; its due time stays to be compared with. Refuses one that has ended. No journal row."""
    return _happen(clock, Event(EventKind.STOP, at, reason), by)


@atomic_action
def recompute_clocks(*, by: Actor, clocks: ClockQuerySet | None = None) -> int:
    """Counts unfinished clocks anew from their ledgers, after the calendar or the office hours changed. Returns how many
    moved; one journal row when any did. Whoever keeps a copy of the due time hears of it (`due_times_moved`)."""
    unfinished = (clocks if clocks is not None else Clock.objects.all()).unfinished()
    ordered = ClockEvent.objects.order_by("place")
    rows = unfinished.select_for_update(of=("self",)).prefetch_related(Prefetch("ledger", ordered)).order_by("pk")
    moved: dict[int, datetime | None] = {}
    for batch in _batches(rows):
        changed = [clock for clock in batch if _recount(clock)]
        Clock.objects.bulk_update(changed, COMPUTED)
        moved |= {clock.pk: clock.due_at for clock in changed}
    if moved:
        due_times_moved.send(Clock, moved=moved)
        record(action="deadlines.recompute", subject=("deadlines", "all"), by=by, detail={"moved": len(moved)})
    return len(moved)


@atomic_action
def forget_reasons(clock: Clock, *, by: Actor) -> None:
    """Takes the words out of the ledger, which may be a person's; kinds and times stay. No journal row: see the module."""
    ClockEvent.objects.filter(clock=clock).exclude(reason="").update(reason="")


def _happen(clock: Clock, event: Event, by: Actor) -> Clock:
    ledger = ledger_of(clock)
    if len(ledger) != clock.events:
        raise _stale()
    last = ledger[-1]
    if not may_follow(ledger, event.kind):
        raise Refused(_REFUSALS[event.kind](), f"clock_{event.kind}")
    event = replace(event, at=max(event.at, last.at))  # a machine's clock that was set back must not turn anybody away
    found = derive(clock.limit, [*ledger, event], calendar_of(clock.office_id))
    _store(clock, found)
    clock.paused_at, clock.stopped_at = found.paused_at, found.stopped_at
    clock.extended = found.limit.amount - clock.limit_amount
    changed = Clock.objects.filter(pk=clock.pk, events=clock.events).update(
        **{field: getattr(clock, field) for field in (*COMPUTED, "paused_at", "stopped_at", "extended")},
        events=clock.events + 1,
    )
    if not changed:
        raise _stale()
    clock.events += 1
    _enter(clock, event, by)
    return clock


_REFUSALS = {
    EventKind.START: lambda: _("Thời hạn đã bắt đầu tính."),
    EventKind.PAUSE: lambda: _("Thời hạn đang dừng hoặc đã kết thúc, không dừng thêm được."),
    EventKind.RESUME: lambda: _("Thời hạn không đang dừng nên không có gì để tính tiếp."),
    EventKind.EXTEND: lambda: _("Thời hạn chỉ gia hạn một lần, khi đang chạy."),
    EventKind.STOP: lambda: _("Thời hạn đã kết thúc."),
}


def _stale() -> Stale:
    return Stale(_("Thời hạn vừa được người khác thay đổi. Xin mở lại hồ sơ rồi làm tiếp."), "clock_stale")


def _store(clock: Clock, found: Derivation) -> None:
    clock.due_at = found.due
    clock.used_minutes, clock.total_minutes = found.used_minutes, found.total_minutes
    clock.provisional = found.provisional


def _recount(clock: Clock) -> bool:
    """Puts the fresh count on the clock; says whether anything changed."""
    before = [getattr(clock, field) for field in COMPUTED]
    _store(clock, derive(clock.limit, ledger_of(clock), calendar_of(clock.office_id)))
    return before != [getattr(clock, field) for field in COMPUTED]


def _started(office_id: int, limit: Limit, at: datetime) -> Clock:
    clock = Clock(
        office_id=office_id,
        limit_amount=limit.amount,
        limit_unit=limit.unit,
        limit_basis=limit.basis,
        started_at=at,
        events=1,
    )
    _store(clock, derive(limit, [Event(EventKind.START, at)], calendar_of(office_id)))
    return clock


def _entry(clock: Clock, event: Event, by: Actor) -> ClockEvent:
    return ClockEvent(
        clock=clock,
        place=clock.events,
        kind=event.kind,
        at=event.at,
        reason=event.reason,
        amount=event.amount,
        by_account=by.account,
        by_post=by.post,
    )


def _enter(clock: Clock, event: Event, by: Actor) -> None:
    _entry(clock, event, by).save(force_insert=True)


def _batches(rows: QuerySet[Clock]) -> Iterator[list[Clock]]:
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:AT_A_TIME]):
        yield batch
        after = batch[-1].pk
