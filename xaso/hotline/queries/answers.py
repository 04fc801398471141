"""Finding answers as people ask, and what of them needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.hotline.access import answers_for, questions_for
from xaso.hotline.models import Answer, Question
from xaso.hotline.rules.answers import GOOD_ENOUGH
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import speech
from xaso.procedures.rules.finding import Entry, Index, Speech


@dataclass(frozen=True, slots=True)
class _Snapshot:
    stamp: tuple[int, datetime | None]
    index: Index


_snapshots: dict[tuple[str, int], _Snapshot] = {}  # by database and unit; replaced, never changed


def answers_of(unit_id: int) -> QuerySet[Answer]:
    """Those that stand, with the procedure: what everybody may read."""
    return Answer.objects.filter(unit=unit_id, withdrawn_at=None).select_related("procedure").order_by("id")


def found_answers(unit_id: int, text: str, *, most: int = 8) -> list[Answer]:
    """Best first, with `stale` said of each; none when nothing fits well enough to be called an answer. Three statements, four
    when an answer changed."""
    index = _index(unit_id)
    hits = [code for code, _score in index.search(text, limit=most)]
    wanted = [int(code) for code in hits if index.coverage(code, text) >= GOOD_ENOUGH]
    rows = answers_of(unit_id).in_bulk(wanted) if wanted else {}
    found = [rows[key] for key in wanted if key in rows]
    _mark(found, clock.today())
    return found


def _index(unit_id: int) -> Index:
    standing = Answer.objects.filter(unit=unit_id, withdrawn_at=None)
    counted = standing.aggregate(count=Count("id"), newest=Max("checked_at"))
    stamp = (counted["count"], counted["newest"])
    key = (str(standing.db), unit_id)
    kept = _snapshots.get(key)
    if kept is None or kept.stamp != stamp:
        entries = [_entry(answer) for answer in answers_of(unit_id)]
        if len(_snapshots) > 200:
            _snapshots.clear()
        kept = _snapshots[key] = _Snapshot(stamp, Index(entries, Speech(speech().rewrites, speech().empty)))
    return kept.index


def _entry(answer: Answer) -> Entry:
    phrases = [(3.0, answer.title), (1.0, answer.body)]
    phrases += [(3.0, one.strip()) for one in answer.also.split(";") if one.strip()]
    if answer.procedure:
        phrases.append((1.5, answer.procedure.plain_name))
    return Entry(str(answer.pk), tuple(phrases))


def stale_answers(rows: QuerySet[Answer], day: date) -> QuerySet[Answer]:
    """Those whose procedure has another version in force than the one they were checked against, or whose time to be looked at
    again has come."""
    versions = ProcedureVersion.objects.in_force(day).filter(procedure=OuterRef("procedure")).order_by("-number")
    known = rows.annotate(version_now=Subquery(versions.values("id")[:1]))
    changed = Q(procedure__isnull=False) & (Q(version_now=None) | Q(version=None) | ~Q(version_now=F("version")))
    return known.filter(changed | Q(review_by__lte=day))


def answers_about(actor: Actor, day: date, *, only_stale: bool, after: str = "", size: int = 50) -> Page[Answer]:
    """The unit's answers for whoever looks after them, with `stale` said of each. Two statements."""
    rows = answers_for(actor).select_related("procedure", "owner")
    page = page_by_key(stale_answers(rows, day) if only_stale else rows, order=("id",), after=after, size=size)
    _mark(page.rows, day)
    return page


def public_answers(unit_id: int, *, only: int = 0, after: str = "", size: int = 50) -> Page[Answer]:
    """What everybody may read, in the order of titles, with `stale` said of each; `only` one of them. Two statements."""
    rows = answers_of(unit_id)
    page = page_by_key(rows.filter(pk=only) if only else rows, order=("title", "id"), after=after, size=size)
    _mark(page.rows, clock.today())
    return page


def _mark(rows: Sequence[Answer], day: date) -> None:
    if not rows:
        return
    stale = set(stale_answers(Answer.objects.filter(pk__in=[one.pk for one in rows]), day).values_list("pk", flat=True))
    for one in rows:
        one.stale = one.pk in stale  # type: ignore[attr-defined]


def questions_open(actor: Actor, *, most: int = 100) -> list[Question]:
    """Asked and not answered, the most frequent first. One statement."""
    return list(questions_for(actor).order_by("-times", "id")[:most])
