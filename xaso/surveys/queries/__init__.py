"""Reading what people answered."""

from xaso.surveys.queries.ratings import (
    Results,
    rating_of,
    results,
)

__all__ = [
    "Results",
    "rating_of",
    "results",
]
