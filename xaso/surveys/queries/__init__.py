"""Reading what people answered."""

from xaso.surveys.queries.questionnaires import (
    answered,
    is_answered,
    open_questionnaires,
    questionnaires_page,
)
from xaso.surveys.queries.ratings import (
    Results,
    rated_among,
    rating_of,
    results,
)

__all__ = [
    "Results",
    "answered",
    "is_answered",
    "open_questionnaires",
    "questionnaires_page",
    "rated_among",
    "rating_of",
    "results",
]
