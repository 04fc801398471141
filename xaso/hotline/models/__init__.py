"""The hotline's rows."""

from xaso.hotline.models.answers import Answer, Given, Question
from xaso.hotline.models.calls import Call, CallQuerySet, Delivery, EarlierNote
from xaso.hotline.models.promises import Promise, PromiseQuerySet
from xaso.hotline.models.roster import Duty, DutyQuerySet, Line
from xaso.hotline.models.wishes import Wish, WishQuerySet

__all__ = [
    "Answer",
    "Call",
    "CallQuerySet",
    "Delivery",
    "Duty",
    "DutyQuerySet",
    "EarlierNote",
    "Given",
    "Line",
    "Promise",
    "PromiseQuerySet",
    "Question",
    "Wish",
    "WishQuerySet",
]
