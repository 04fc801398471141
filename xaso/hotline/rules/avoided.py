"""Whether a message that says how a dossier stands spares its owner a call: dossiers that stood as still, told beside not told.
Before beside after would not say: people call when it has stood still for long, and less once they have called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt

ENOUGH = 30  # dossiers on either side
Z = 1.96  # 95 times in 100
Kind = Hashable  # procedure and state: what makes two silences alike


@dataclass(frozen=True, slots=True)
class Side:
    """`per_100`: calls about a hundred dossiers; `error` is its standard error. `worth`: so many dossiers, all counting alike,
    would say as much."""

    dossiers: int
    calls: int
    per_100: float = 0
    error: float = 0
    worth: float = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """Only kinds that both sides have. Of those who were not told each kind counts as much as it does among those who were."""

    told: Side
    untold: Side

    @property
    def is_enough(self) -> bool:
        return min(self.told.worth, self.untold.worth) >= ENOUGH

    @property
    def avoided(self) -> float | None:
        """Calls fewer about a hundred dossiers; none where it is not enough to say."""
        return round(self.untold.per_100 - self.told.per_100, 1) if self.is_enough else None

    @property
    def between(self) -> tuple[float, float] | None:
        """Between which two the true number lies, 95 times in 100."""
        if not self.is_enough:
            return None
        middle, half = self.untold.per_100 - self.told.per_100, Z * sqrt(self.told.error**2 + self.untold.error**2)
        return round(middle - half, 1), round(middle + half, 1)

    @property
    def is_sure(self) -> bool:
        return self.between is not None and self.between[0] > 0


def compared(told: Iterable[tuple[Kind, int]], untold: Iterable[tuple[Kind, int]]) -> Compared:
    """Of each dossier its kind, and how many calls there were about it."""
    told, untold = list(told), list(untold)
    counts, others = Counter(kind for kind, _calls in told), Counter(kind for kind, _calls in untold)
    weighed = [(counts[kind] / others[kind], calls) for kind, calls in untold if kind in counts]
    return Compared(_side([(1.0, calls) for kind, calls in told if kind in others]), _side(weighed))


def _side(rows: list[tuple[float, int]]) -> Side:
    """The weighted mean. To its variance that of one call more is added: where nobody called yet, nobody is sure of none."""
    total = sum(weight for weight, _calls in rows)
    if not total:
        return Side(0, 0)
    worth = total**2 / sum(weight**2 for weight, _calls in rows)
    mean = sum(weight * calls for weight, calls in rows) / total
    spread = sum((weight / total * (calls - mean)) ** 2 for weight, calls in rows) + worth**-2
    return Side(len(rows), sum(calls for _weight, calls in rows), round(100 * mean, 1), 100 * sqrt(spread), worth)
