"""The rows of surveys."""

from xaso.surveys.models.ratings import (
    Rating,
    RatingQuerySet,
)

__all__ = [
    "Rating",
    "RatingQuerySet",
]
