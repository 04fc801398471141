"""What ratings and questionnaires are made of."""

from xaso.surveys.rules.ratings import (
    ASKED_AFTER,
    BAD,
    GOOD,
    LINK_LIVES,
    SCORES,
    SMALLEST,
    TARGET,
    WORDS,
    About,
    Quarter,
    Share,
    quarters,
    wilson,
)

__all__ = [
    "ASKED_AFTER",
    "BAD",
    "GOOD",
    "LINK_LIVES",
    "SCORES",
    "SMALLEST",
    "TARGET",
    "WORDS",
    "About",
    "Quarter",
    "Share",
    "quarters",
    "wilson",
]
