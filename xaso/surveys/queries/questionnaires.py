"""Which questionnaires are open, and what people answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import as_machine
from xaso.forms.rules import Field
from xaso.messages.rules import forgotten
from xaso.surveys.access import questionnaires_for
from xaso.surveys.models import Questionnaire, Reply
from xaso.surveys.rules import SMALLEST, Share
from xaso.surveys.rules.questionnaires import Answered, questions_of


def open_questionnaires(*units: int | None, after: str = "", size: int = 30) -> Page[Questionnaire]:
    """What these units ask today, what ends first before the rest. One statement."""
    asked = Questionnaire.objects.open_on(clock.today()).filter(unit__in=[one for one in units if one])
    return page_by_key(asked.select_related("unit"), order=("closes_on", "id"), after=after, size=size)


def questionnaires_page(actor: Actor, *, after: str) -> Page[Questionnaire]:
    """Those of the actor's unit, the newest first. One statement."""
    return page_by_key(questionnaires_for(actor), order=("-id",), after=after, size=30)


def is_answered(questionnaire: Questionnaire, keys: list[str]) -> bool:
    """Whether whoever has these keys (access.keys_of_reply) answered it. One statement."""
    with as_machine("answers are nobody's to see, not even one's own"):
        return Reply.objects.filter(questionnaire=questionnaire, whose__in=keys).exists()


def answered(questionnaire: Questionnaire) -> list[Answered]:
    """What came of each question, of a questionnaire its reader was given by access. Of each the first whole fives of those who
    answered it: what one more person adds is never seen alone. One statement, over all replies."""
    fields = questions_of(questionnaire.form).fields
    with as_machine("what many people answered: of five of them at least, never of one"):
        rows = Reply.objects.filter(questionnaire=questionnaire).order_by("id").values_list("answers", flat=True)
        said = list(rows)
    return [_answered(one, [row[one.key] for row in said if one.key in row]) for one in fields]


def _answered(field: Field, said: list[Any]) -> Answered:
    whole = said[: len(said) - len(said) % SMALLEST]
    given = len(whole)
    if field.kind == "choice":
        counted = Counter(whole)
        shares = tuple((one.label, Share(given, counted[one.value])) for one in field.options)
        return Answered(field.label, field.kind, given, shares=shares if given else ())
    if field.kind == "number":
        return Answered(field.label, field.kind, given, mean=sum(whole) / given if given else None)
    return Answered(field.label, field.kind, given, words=_words(whole))


def _words(said: Iterable[str]) -> tuple[str, ...]:
    """Without the long numbers that somebody may have written all the same, in the order of the alphabet: not of the days."""
    return tuple(sorted(forgotten(one) for one in said))
