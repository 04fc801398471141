"""What a mark means, how long a link lives, how sure a share is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Final

SCORES: Final = range(1, 6)
BAD: Final = 2  # and below: they may ask to be called
GOOD: Final = 4  # and above: satisfied
WORDS: Final = 1000
LINK_LIVES: Final = timedelta(days=14)
ASKED_AFTER: Final = timedelta(hours=1)  # not in the same breath as the result
Z: Final = 1.959964  # of 95 in 100
# Answers are counted by fives: five of one cell (the same unit, office, procedure, way, kind) in the order they came, and what is
# left of a quarter that is over by fives of one unit, in those tables alone where all five belong to one line. Every figure is a
# sum of whole fives, so whatever is subtracted from whatever, in one table, between tables, between yesterday and today, leaves
# whole fives again or nothing.
SMALLEST: Final = 5
TARGET: Final = 0.9  # Quyết định 766/QĐ-TTg, chỉ tiêu 5.4: full marks from here on
QUARTERS: Final = 4  # to choose from


@dataclass(frozen=True, slots=True)
class About:
    """What a rating is counted under: the unit and the office that did it; the code of the procedure or what else it
    was about, as the packages above name it; the way it came in."""

    unit: int
    office: int
    topic: str = ""
    way: str = ""


def wilson(good: int, of: int) -> tuple[float, float]:
    """Between which two shares the true one lies, 95 times in 100 (Wilson 1927): honest for few answers, too, where the usual
    formula says that five happy people make everybody happy."""
    if not of:
        return 0.0, 1.0
    share, spread = good / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return min(low, share), max(high, share)  # at 0 and 1 rounding must not push the share itself outside


@dataclass(frozen=True, slots=True)
class Share:
    """Of `given` answers so many were good: the share, and between which two the true one lies."""

    given: int
    good: int

    @property
    def share(self) -> float:
        return self.good / self.given if self.given else 0.0

    @property
    def between(self) -> tuple[float, float]:
        return wilson(self.good, self.given)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months. Answers are counted by the quarter: a span that slid along with the days would show each answer that falls
    out of it."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day that is no part of it."""
        return date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"


def quarters(today: date) -> list[Quarter]:
    """This one and those before it, the newest first."""
    found = [Quarter.of(today)]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found
