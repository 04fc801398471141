"""Asking once, rating once; writing, opening, answering questionnaires."""

from xaso.surveys.actions.questionnaires import (
    Paper,
    answer_questionnaire,
    close_questionnaire,
    discard_questionnaire,
    open_questionnaire,
    revise_questionnaire,
    settle_questionnaires,
    write_questionnaire,
)
from xaso.surveys.actions.ratings import (
    add_words,
    ask_for_rating,
    forget_ratings,
    hand_link,
    rate,
    rate_subject,
    wish_call,
)

__all__ = [
    "Paper",
    "add_words",
    "answer_questionnaire",
    "ask_for_rating",
    "close_questionnaire",
    "discard_questionnaire",
    "forget_ratings",
    "hand_link",
    "open_questionnaire",
    "rate",
    "rate_subject",
    "revise_questionnaire",
    "settle_questionnaires",
    "wish_call",
    "write_questionnaire",
]
