"""Asking once, rating once; writing, opening, answering questionnaires."""

from xaso.surveys.actions.ratings import (
    add_words,
    ask_for_rating,
    forget_ratings,
    rate,
    rate_subject,
    wish_call,
)

__all__ = [
    "add_words",
    "ask_for_rating",
    "forget_ratings",
    "rate",
    "rate_subject",
    "wish_call",
]
