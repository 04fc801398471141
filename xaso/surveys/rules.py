"""What a mark means, how long a link lives, how sure a share is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Final

SCORES: Final = range(1, 6)
BAD: Final = 2  # and below: they may ask to be called
GOOD: Final = 4  # and above: satisfied
WORDS: Final = 1000
LINK_LIVES: Final = timedelta(days=14)
ASKED_AFTER: Final = timedelta(hours=1)  # not in the same breath as the result
Z: Final = 1.959964  # of 95 in 100


@dataclass(frozen=True, slots=True)
class About:
    """What a rating is counted under: the unit and the office that did it, the code of the procedure, the way it came in."""

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
