"""Answers of the office: written, revised, found right again, withdrawn; and the questions that found none."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Stale, Trace
from xaso.core.scope import as_machine
from xaso.core.text import clean, clean_lines, normalise, search_key
from xaso.hotline.access import answers_for, questions_for, require_answering
from xaso.hotline.models import Answer, Question
from xaso.hotline.rules.answers import REVIEWED_EVERY, without_numbers
from xaso.journal.actions import atomic_action, record
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import current_version
from xaso.units.models import Unit

OPEN_QUESTIONS_AT_MOST = 2000


@atomic_action
def write_answer(
    *, title: str, body: str, also: str = "", code: str = "", question: Question | None = None, by: Actor
) -> Answer:
    """A new answer of the writer's unit, who owns it; it may settle a question that was open. Raises Invalid."""
    post = require_answering(by, action="hotline.write_answer", subject=("unit", str(by.unit)), unit=by.unit or 0)
    texts, version = _checked(title, body, also, code)
    answer = Answer.objects.create(
        unit_id=by.unit or 0,
        owner_id=post,
        procedure=version.procedure if version else None,
        version=version,
        checked_at=clock.now(),
        review_by=clock.today() + REVIEWED_EVERY,
        **texts,
    )
    record(action="hotline.write_answer", subject=("answer", str(answer.pk)), by=by, detail={"procedure": code})
    if question is not None:
        settle_question(question, answer=answer, by=by)
    return answer


@atomic_action
def revise_answer(answer: Answer, *, title: str, body: str, also: str = "", code: str = "", by: Actor) -> Answer:
    """Other words, found right today. What it said before stays in the journal. Raises Invalid, and Stale where it is not as it
    was read any more."""
    _require_own(answer, "hotline.revise_answer", by)
    texts, version = _checked(title, body, also, code)
    before = {"title": answer.title, "body": answer.body}
    now, today = clock.now(), clock.today()
    changed: dict[str, Any] = {**texts, "procedure": version.procedure if version else None, "version": version}
    changed |= {"checked_at": now, "review_by": today + REVIEWED_EVERY, "owner": by.post}
    if not _as_read(answer, by).update(**changed):
        raise Stale(_("Người khác vừa sửa câu trả lời này. Xin mở lại để xem."), "answer_changed")
    record(action="hotline.revise_answer", subject=("answer", str(answer.pk)), by=by, detail=before)
    return Answer.objects.get(pk=answer.pk)


@atomic_action
def confirm_answer(answer: Answer, *, by: Actor) -> None:
    """Found right as it stands, under the rules of today. Raises Stale where it is not as it was read any more."""
    _require_own(answer, "hotline.confirm_answer", by)
    today = clock.today()
    version = current_version(answer.procedure.code, today) if answer.procedure else None
    said = {"checked_at": clock.now(), "review_by": today + REVIEWED_EVERY, "version": version, "owner": by.post}
    if not _as_read(answer, by).update(**said):
        raise Stale(_("Người khác vừa sửa câu trả lời này. Xin mở lại để xem."), "answer_changed")
    record(action="hotline.confirm_answer", subject=("answer", str(answer.pk)), by=by)


@atomic_action
def withdraw_answer(answer: Answer, *, by: Actor) -> None:
    """Nobody finds it any more; what was given stays counted."""
    _require_own(answer, "hotline.withdraw_answer", by)
    if not answers_for(by).filter(pk=answer.pk).update(withdrawn_at=clock.now()):
        raise Stale(_("Câu trả lời này vừa được rút."), "answer_withdrawn")
    record(action="hotline.withdraw_answer", subject=("answer", str(answer.pk)), by=by)


@atomic_action
def note_unanswered(unit: Unit, *, words: str, by: Actor) -> bool:
    """Somebody asked this and found nothing. No journal row: nobody is named, and the list itself is the trace. False where
    there is no question in it."""
    words = without_numbers(clean(normalise(words)[:200], max_length=200))
    key = search_key(words)[:200]
    if len(key) < 4:
        return False
    now = clock.now()
    with as_machine("questions of a unit are counted, whoever asks; the asker reads none"):
        rows = Question.objects.filter(unit=unit, settled_at=None)
        if rows.filter(key=key).update(times=F("times") + 1, last_at=now):
            return True
        if (
            rows.count() >= OPEN_QUESTIONS_AT_MOST
        ):  # whoever asks nonsense all night fills the list, and shuts nobody out
            rows.filter(pk__in=rows.order_by("times", "last_at", "id").values("pk")[:1]).delete()
        try:
            with transaction.atomic():
                Question.objects.create(unit=unit, key=key, words=words, first_at=now, last_at=now)
        except IntegrityError:
            rows.filter(key=key).update(times=F("times") + 1, last_at=now)
    return True


@atomic_action
def settle_question(question: Question, *, answer: Answer | None = None, by: Actor) -> None:
    """It has its answer now, or needs none."""
    subject = ("question", str(question.pk))
    post = require_answering(by, action="hotline.settle_question", subject=subject, unit=question.unit_id)
    done = questions_for(by).filter(pk=question.pk).update(settled_at=clock.now(), settled_by=post, answer=answer)
    if not done:
        raise Stale(_("Câu hỏi này vừa được người khác xem xong."), "question_settled")
    record(action="hotline.settle_question", subject=subject, by=by, detail={"answer": answer.pk if answer else None})


def _as_read(answer: Answer, by: Actor) -> QuerySet[Answer]:
    """Whatever changes an answer says when."""
    return answers_for(by).filter(pk=answer.pk, checked_at=answer.checked_at)


def _require_own(answer: Answer, action: str, by: Actor) -> None:
    subject = ("answer", str(answer.pk))
    require_answering(by, action=action, subject=subject, unit=answer.unit_id)
    if not answers_for(by).filter(pk=answer.pk).exists():
        raise Forbidden(_("Câu trả lời này đã rút."), "answer_withdrawn", trace=Trace(action, subject, by))


def _checked(title: str, body: str, also: str, code: str) -> tuple[dict[str, str], ProcedureVersion | None]:
    texts = {
        "title": clean(title, max_length=200),
        "body": clean_lines(body, max_length=600),
        "also": clean(also, max_length=400),
    }
    version = _version(code, clock.today())
    errors = {}
    if not texts["title"]:
        errors["title"] = _("Xin ghi câu hỏi như người dân hỏi.")
    if not texts["body"]:
        errors["body"] = _("Xin ghi câu trả lời.")
    if code.strip() and version is None:
        errors["code"] = _("Không có thủ tục nào mang mã này. Xin xem lại, ví dụ 1.001193.")
    if errors:
        raise Invalid(errors)
    return texts, version


def _version(code: str, day: date) -> ProcedureVersion | None:
    return current_version(clean(code, max_length=40), day) if code.strip() else None
