"""The rows of surveys."""

from xaso.surveys.models.questionnaires import (
    Questionnaire,
    QuestionnaireQuerySet,
    Reply,
)
from xaso.surveys.models.ratings import (
    Rating,
    RatingQuerySet,
)

__all__ = [
    "Questionnaire",
    "QuestionnaireQuerySet",
    "Rating",
    "RatingQuerySet",
    "Reply",
]
