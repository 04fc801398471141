"""From a limit, a ledger of events and a working calendar to the due time. Pure: all times are arguments.

Counted on the wall clock of Vietnam in whole minutes: what happens within one minute happens at once."""

from xaso.deadlines.rules.counting import due_of, respond_by
from xaso.deadlines.rules.derivation import Derivation, Line, LineKind, derive
from xaso.deadlines.rules.ledger import Event, EventKind, Ledger, Limit, LimitUnit
from xaso.deadlines.rules.remaining import Countdown, Punctuality, Remaining, punctuality, remaining

__all__ = [
    "Countdown",
    "Derivation",
    "Event",
    "EventKind",
    "Ledger",
    "Limit",
    "LimitUnit",
    "Line",
    "LineKind",
    "Punctuality",
    "Remaining",
    "derive",
    "due_of",
    "punctuality",
    "remaining",
    "respond_by",
]
