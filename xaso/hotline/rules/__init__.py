"""Values of the hotline: calls, promises, duty. Time is an argument."""

from xaso.hotline.rules.calls import (
    ASKED_WITHIN,
    GIVEN_UP_AFTER,
    LIVE,
    MISSED_AFTER,
    RINGS_FOR_ALL_AFTER,
    CallState,
    Kind,
    Language,
    News,
    Source,
    Standing,
    merged,
)
from xaso.hotline.rules.promises import (
    LATEST,
    LIMITS,
    UNHAPPY_SEEN_BY,
    PromiseKind,
    PromiseState,
    Within,
    work_begins,
)
from xaso.hotline.rules.roster import AHEAD, Gap, Slot, gaps_of, needed_slots

__all__ = [
    "AHEAD",
    "ASKED_WITHIN",
    "GIVEN_UP_AFTER",
    "LATEST",
    "LIMITS",
    "LIVE",
    "MISSED_AFTER",
    "RINGS_FOR_ALL_AFTER",
    "UNHAPPY_SEEN_BY",
    "CallState",
    "Gap",
    "Kind",
    "Language",
    "News",
    "PromiseKind",
    "PromiseState",
    "Slot",
    "Source",
    "Standing",
    "Within",
    "gaps_of",
    "merged",
    "needed_slots",
    "work_begins",
]
