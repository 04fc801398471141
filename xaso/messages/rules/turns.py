"""Which of several carriers of one channel takes the next message: the first that is well. Three troubles in a row, and it
rests, each time twice as long; then one message tries it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SLOW: Final = timedelta(seconds=5)  # taken, but so late is trouble, too
_PATIENCE, _ILL = 3, 5
_REST, _LONGEST = timedelta(minutes=1), timedelta(minutes=32)


@dataclass(frozen=True, slots=True)
class Health:
    """`troubles` in a row, and until when it rests."""

    troubles: int = 0
    rests_until: datetime | None = None


def after_trouble(health: Health, now: datetime) -> Health:
    troubles = health.troubles + 1
    if troubles < _PATIENCE:
        return Health(troubles)
    return Health(troubles, now + min(_LONGEST, _REST * 2 ** min(troubles - _PATIENCE, 6)))


def after_success(health: Health, took: timedelta, now: datetime) -> Health:
    return after_trouble(health, now) if took > SLOW else Health()


def ill_until(health: Health, now: datetime) -> datetime:
    """Until when asking it is in vain; now, for one that is well, and for one that stumbled a few times: it may only be
    throttling."""
    if health.troubles < _ILL or health.rests_until is None:
        return now
    return max(health.rests_until, now)


def in_turn(names: Sequence[str], health: Mapping[str, Health], now: datetime) -> list[str]:
    """All of them, the well ones first, each group as configured: with everybody ill the first is asked all the same."""

    def rests(name: str) -> bool:
        until = health.get(name, Health()).rests_until
        return until is not None and until > now

    return sorted(names, key=rests)
