"""Writing a questionnaire, opening and closing it, answering it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.core.scope import as_machine
from xaso.core.text import clean, clean_lines
from xaso.forms.queries import places
from xaso.forms.rules import check_page
from xaso.journal.actions import atomic_action, record
from xaso.surveys.access import keys_of_reply, open_questionnaire_of, require_asker
from xaso.surveys.models import Questionnaire, QuestionnaireQuerySet, Rating, Reply
from xaso.surveys.queries import is_answered
from xaso.surveys.rules.questionnaires import KEPT_FOR, MOST_DAYS, PAGE, TEXT_LENGTH, TITLE_LENGTH, form_of


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written: the questions in the words of rules.questionnaires, open on these days, both counted."""

    title: str
    text: str
    opens_on: date
    closes_on: date


@atomic_action
def write_questionnaire(paper: Paper, *, by: Actor) -> Questionnaire:
    """A draft of the actor's unit. Raises Invalid by field, Forbidden."""
    unit, post = require_asker(by, "survey.write")
    written = Questionnaire(unit_id=unit, written_at=clock.now(), written_by_id=post, **_checked(paper))
    written.save(force_insert=True)
    record(action="survey.write", subject=_subject(written), by=by)
    return written


@atomic_action
def revise_questionnaire(questionnaire: Questionnaire, *, paper: Paper, by: Actor) -> None:
    """Another text of a draft. Raises Invalid by field, Forbidden, Refused once it was opened."""
    found = _of(questionnaire, by, "survey.revise")
    _must_be_draft(found)
    for name, value in _checked(paper).items():
        setattr(found, name, value)
    found.save()
    record(action="survey.revise", subject=_subject(found), by=by)


@atomic_action
def open_questionnaire(questionnaire: Questionnaire, *, by: Actor) -> None:
    """From its first day on anybody may answer; its words stay as they are from now. Raises Forbidden, and Refused where its
    days are over."""
    found = _of(questionnaire, by, "survey.open")
    _must_be_draft(found)
    if found.closes_on < clock.today():
        raise Refused(_("Ngày cuối của phiếu hỏi đã qua. Xin sửa ngày rồi mở."), "days_over")
    found.opened_at, found.opened_by_id = clock.now(), by.post
    found.save(update_fields=["opened_at", "opened_by"])
    record(action="survey.open", subject=_subject(found), by=by)


@atomic_action
def close_questionnaire(questionnaire: Questionnaire, *, by: Actor) -> None:
    """Nobody answers it any more, from this moment. Raises Forbidden, and Refused for one that is not open."""
    found = _of(questionnaire, by, "survey.close")
    if found.opened_at is None or found.is_over(clock.today()):
        raise Refused(_("Phiếu hỏi này không mở."), "not_open")
    found.closed_at = clock.now()
    found.save(update_fields=["closed_at"])
    record(action="survey.close", subject=_subject(found), by=by)


@atomic_action
def discard_questionnaire(questionnaire: Questionnaire, *, by: Actor) -> None:
    """Throws a draft away. Raises Forbidden, Refused once it was opened."""
    found = _of(questionnaire, by, "survey.discard")
    _must_be_draft(found)
    record(action="survey.discard", subject=_subject(found), by=by)
    found.delete()


@atomic_action
def answer_questionnaire(
    questionnaire: Questionnaire, *, raw: Mapping[str, Any], rating: Rating | None = None, by: Actor
) -> None:
    """Keeps what somebody answered, once: by the link of the message that asked about a `rating` of theirs, or by their account.
    `raw` is named as in xaso.forms. Raises Invalid by question, Forbidden where neither is there, NotFound when it is over.

    The journal names nobody: with the order of the rows it would tell who said what."""
    found = open_questionnaire_of(questionnaire.pk)
    whose, *older = keys_of_reply(found, rating, by)
    checked = check_page(found.form, PAGE, raw, today=clock.today(), places=places())
    if checked.errors:
        raise Invalid(checked.errors)
    if older and is_answered(found, older):
        raise _answered()
    said = {key: value for key, value in checked.values.items() if value is not None}
    if not said:
        raise Invalid({"q1": _("Ông/bà chưa trả lời câu nào. Xin trả lời ít nhất một câu.")})
    try:
        with as_machine("answers are nobody's to see, not even one's own"), transaction.atomic():
            Reply(questionnaire=found, whose=whose, answers=said, day=clock.today()).save(force_insert=True)
    except IntegrityError as known:
        raise _answered() from known
    record(action="survey.answer", subject=_subject(found), by=Actor.system("survey.answer"))


def _answered() -> Refused:
    return Refused(_("Ông/bà đã trả lời phiếu này rồi. Xã cảm ơn ông/bà."), "answered_already")


@atomic_action
def settle_questionnaires(*, by: Actor) -> int:
    """Forgets who answered what is over, and what they answered two years later. How many questionnaires were settled."""
    today = clock.today()
    over = _over(today).filter(settled_at=None)
    keys = list(over.select_for_update(skip_locked=True).order_by("closes_on").values_list("pk", flat=True)[:500])
    with as_machine("answers are anybody's, and nobody's to see"):
        # Not of these alone: an answer may have come in while its questionnaire was being closed.
        Reply.objects.filter(questionnaire__in=_over(today)).exclude(whose="").update(whose="")
        Reply.objects.filter(questionnaire__closes_on__lt=today - KEPT_FOR).delete()
    Questionnaire.objects.filter(pk__in=keys).update(settled_at=clock.now())
    for key in keys:
        record(action="survey.settle", subject=("questionnaire", str(key)), by=by)
    return len(keys)


def _over(today: date) -> QuestionnaireQuerySet:
    ended = Q(closes_on__lt=today) | Q(closed_at__isnull=False)
    return Questionnaire.objects.filter(ended, opened_at__isnull=False)


def _checked(paper: Paper) -> dict[str, Any]:
    title, text = clean(paper.title, max_length=TITLE_LENGTH), clean_lines(paper.text, max_length=TEXT_LENGTH)
    if not title:
        raise Invalid({"title": _("Xin ghi tên phiếu hỏi.")})
    form_of(title, text)
    if paper.closes_on < paper.opens_on:
        raise Invalid({"closes_on": _("Ngày cuối đứng trước ngày đầu. Xin ghi lại.")})
    if (paper.closes_on - paper.opens_on).days >= MOST_DAYS:
        raise Invalid({"closes_on": _("Phiếu hỏi mở nhiều nhất %(n)d ngày.") % {"n": MOST_DAYS}})
    return {"title": title, "text": text, "opens_on": paper.opens_on, "closes_on": paper.closes_on}


def _of(questionnaire: Questionnaire, by: Actor, action: str) -> Questionnaire:
    """The row, held to the end of the transaction, where it is of the actor's unit."""
    unit, _post = require_asker(by, action)
    found = Questionnaire.objects.select_for_update().filter(pk=questionnaire.pk, unit=unit).first()
    if found is None:
        raise NotFound(_("Không thấy phiếu hỏi này."), "questionnaire_unknown")
    return found


def _must_be_draft(questionnaire: Questionnaire) -> None:
    if questionnaire.opened_at is not None:
        raise Refused(_("Phiếu hỏi đã mở thì không sửa, không bỏ được nữa. Xin đóng và viết phiếu khác."), "opened")


def _subject(questionnaire: Questionnaire) -> tuple[str, str]:
    return ("questionnaire", str(questionnaire.pk))
