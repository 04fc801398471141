"""The derivation of a stored clock, and what is left of it."""

from __future__ import annotations

from datetime import date, datetime

from xaso.deadlines.models import Clock
from xaso.deadlines.rules import Derivation, Event, EventKind, Remaining, derive, remaining
from xaso.offices.queries import calendar_of


def ledger_of(clock: Clock) -> list[Event]:
    """The clock's events in their order. One statement, none if prefetched."""
    rows = clock.ledger.all()
    return [row.value for row in sorted(rows, key=lambda row: row.place)]


def explain(clock: Clock, *, today: date | None = None) -> Derivation:
    """Counts the clock anew from its ledger: equals what is stored. `today` names that day's line "Hôm nay". One
    statement, and the office's calendar."""
    return derive(clock.limit, ledger_of(clock), calendar_of(clock.office_id), today)


def due_if_extended(clock: Clock, amount: int, at: datetime) -> datetime | None:
    """When it would be due with so many more of its unit. One statement, and the office's calendar."""
    ledger = [*ledger_of(clock), Event(EventKind.EXTEND, at, amount=amount)]
    return derive(clock.limit, ledger, calendar_of(clock.office_id)).due


def time_left(clock: Clock, now: datetime) -> Remaining:
    """What is left, for a row of a list. No statement once the office's calendar is known."""
    return remaining(clock, now, calendar_of(clock.office_id))
