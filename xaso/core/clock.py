"""What time it is. Only actions and jobs ask; rules are given the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The present moment in UTC."""
    return _travelled.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Vietnam, not the last 24 hours and not the day in UTC."""
    return now().astimezone(VN).date()


def local(moment: datetime) -> datetime:
    """The same moment as wall-clock time in Vietnam."""
    return moment.astimezone(VN)


def midnight(day: date) -> datetime:
    """When a day begins in Vietnam."""
    return datetime.combine(day, time(), VN)


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Everything inside happens at `to` (aware). For the sample district and for tests; per thread and task."""
    token = _travelled.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)
