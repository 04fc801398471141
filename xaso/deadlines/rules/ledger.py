"""The values the clock is made of: a limit, events, and the stretches of time during which it ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.clock import VN


class LimitUnit(models.TextChoices):
    SAME_DAY = "same_day", gettext_lazy("trong ngày")
    WORKING_DAY = "working_day", gettext_lazy("ngày làm việc")
    DAY = "day", gettext_lazy("ngày")
    HOUR = "hour", gettext_lazy("giờ làm việc")
    MONTH = "month", gettext_lazy("tháng")


class EventKind(models.TextChoices):
    START = "start", gettext_lazy("bắt đầu")
    PAUSE = "pause", gettext_lazy("dừng")
    RESUME = "resume", gettext_lazy("chạy tiếp")
    EXTEND = "extend", gettext_lazy("gia hạn")
    STOP = "stop", gettext_lazy("kết thúc")


@dataclass(frozen=True, slots=True)
class Limit:
    """What the law gives. `basis` is the article that gives it, quoted in the derivation."""

    amount: int
    unit: LimitUnit
    basis: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", LimitUnit(self.unit))
        if self.amount < 1:
            raise ValueError("a limit is at least one of its unit")

    @property
    def words(self) -> str:
        """3 ngày làm việc; trong ngày."""
        if self.unit == LimitUnit.SAME_DAY:
            return str(self.unit.label)
        return f"{self.amount} {self.unit.label}"

    def extended(self, more: int) -> Limit:
        """So many more of its unit; "the same day" has no more."""
        if more and self.unit == LimitUnit.SAME_DAY:
            raise ValueError("what is due the same day is not extended")
        return replace(self, amount=self.amount + more)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the clock. `reason` is a few plain words, shown beside it; `amount` is how many more of the
    limit's unit an extension gives."""

    kind: EventKind
    at: datetime
    reason: str = ""
    amount: int = 0

    def __post_init__(self) -> None:
        if (self.amount > 0) != (self.kind == EventKind.EXTEND):
            raise ValueError("an extension, and nothing else, says how much it gives")


# What may follow what; None is the beginning.
_NEXT: dict[EventKind | None, tuple[EventKind, ...]] = {
    None: (EventKind.START,),
    EventKind.START: (EventKind.PAUSE, EventKind.EXTEND, EventKind.STOP),
    EventKind.PAUSE: (EventKind.RESUME, EventKind.STOP),
    EventKind.RESUME: (EventKind.PAUSE, EventKind.EXTEND, EventKind.STOP),
    EventKind.EXTEND: (EventKind.PAUSE, EventKind.STOP),
    EventKind.STOP: (),
}


def may_follow(before: Sequence[Event], kind: EventKind) -> bool:
    """Extended is only what runs, and once."""
    if kind == EventKind.EXTEND and any(event.kind == kind for event in before):
        return False
    return kind in _NEXT[before[-1].kind if before else None]


def wall(moment: datetime) -> datetime:
    """Wall-clock minute in Vietnam, without zone: what all counting is done in."""
    return moment.astimezone(VN).replace(second=0, microsecond=0, tzinfo=None)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch during which the clock ran; `until` is None while it runs."""

    since: datetime
    until: datetime | None

    def holds_up_to(self, moment: datetime) -> bool:
        """Ran in the minute that ends at this moment."""
        return self.since < moment and (self.until is None or moment <= self.until)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Events checked for order, and what follows from them on the wall clock."""

    events: tuple[Event, ...]

    @classmethod
    def of(cls, events: Sequence[Event]) -> Ledger:
        last: Event | None = None
        for place, event in enumerate(events):
            if not may_follow(events[:place], event.kind):
                raise ValueError(f"a clock cannot {event.kind} after {last.kind if last else 'nothing'}")
            if last and wall(event.at) < wall(last.at):
                raise ValueError("events of a clock are in the order of time")
            last = event
        if not events:
            raise ValueError("a clock begins with a start")
        return cls(tuple(events))

    @property
    def start(self) -> datetime:
        return wall(self.events[0].at)

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def extension(self) -> int:
        """How many more of the limit's unit were given."""
        return sum(event.amount for event in self.events)

    @property
    def stopped_at(self) -> datetime | None:
        return self.last.at if self.last.kind == EventKind.STOP else None

    @property
    def paused_at(self) -> datetime | None:
        """Since when it is paused; a clock stopped while paused stays so."""
        ends = self.events[-2:] if self.stopped_at else self.events[-1:]
        return ends[0].at if ends[0].kind == EventKind.PAUSE else None

    def runs(self) -> tuple[Run, ...]:
        """Stretches of running, a pause within one minute left out. A stop ends nothing: the due time of what was
        finished is the one it would have had."""
        runs: list[Run] = []
        for event in self.events:
            at = wall(event.at)
            if event.kind == EventKind.PAUSE:
                runs[-1] = Run(runs[-1].since, at)
            elif event.kind == EventKind.RESUME and runs[-1].until == at:
                runs[-1] = Run(runs[-1].since, None)
            elif event.kind in (EventKind.START, EventKind.RESUME):
                runs.append(Run(at, None))
        return tuple(runs)


def endless(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """As if the clock had never been paused the last time: what the due time would be."""
    return (*runs[:-1], Run(runs[-1].since, None))


def duration_words(minutes: int) -> str:
    """4 giờ 35 phút; 35 phút."""
    hours, rest = divmod(minutes, 60)
    parts = [_("%d giờ") % hours] if hours else []
    if rest or not hours:
        parts.append(_("%d phút") % rest)
    return " ".join(parts)
