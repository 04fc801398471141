"""Reading ratings: one's own, and what many come to."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.messages.rules import forgotten
from xaso.surveys.access import require_reader
from xaso.surveys.models import Rating, RatingQuerySet
from xaso.surveys.rules import GOOD, SMALLEST, Quarter, Share
from xaso.units.queries import ids_below

Key = TypeVar("Key", bound=Hashable)
IN_ORDER = ("rated_at", "id")
# Words may come days after the mark: in the order of the marks they would come between others, seen alone.
AS_SAID = ("worded_at", "id")


def rating_of(subject: tuple[str, str]) -> Rating | None:
    """What its owner gave for one subject, to show it to them. One query."""
    return Rating.objects.given().filter(subject_kind=subject[0], subject_id=subject[1]).first()


def rated_among(kind: str, groups: Mapping[Key, Collection[str]]) -> dict[Key, int]:
    """How many of the subjects of each group were rated; not how. Whoever shows it keeps to whole fives (rules.SMALLEST). One
    query."""
    every = {subject for subjects in groups.values() for subject in subjects}
    with as_machine("how many answered, of many: not what, and not who"):
        given = Rating.objects.given().filter(subject_kind=kind, subject_id__in=every)
        known = set(given.values_list("subject_id", flat=True))
    return {key: len(known.intersection(subjects)) for key, subjects in groups.items()}


@dataclass(frozen=True, slots=True)
class Results:
    """What people thought in one quarter. `asked` by message; `all` and each group as sums of whole fives (rules.SMALLEST).
    `words` of the reader's own unit, in the order of the alphabet: not of the days."""

    asked: int
    all: Share
    by_kind: dict[str, Share]
    by_topic: dict[str, Share]
    by_office: dict[int, Share]
    by_way: dict[str, Share]
    by_unit: dict[int, Share]
    words: list[str]


def results(actor: Actor, quarter: Quarter) -> Results:
    """Of the actor's unit and those below it. Four statements, one more for a quarter that is over. Raises NotFound."""
    unit = require_reader(actor)
    span = (clock.midnight(quarter.first), clock.midnight(quarter.after))
    there = Rating.objects.filter(Q(unit=unit) | Q(unit__in=ids_below(unit)))
    given = there.given().filter(rated_at__gte=span[0], rated_at__lt=span[1])
    with as_machine("what many people thought: of five of them at least, never of one"):
        counted = _cells(given)
        if clock.today() >= quarter.after:
            counted += _left_over(given)
        return Results(
            asked=there.filter(asked_at__gte=span[0], asked_at__lt=span[1]).count(),
            all=_sum(counted),
            by_kind=_by(counted, "subject_kind"),
            by_topic=_by(counted, "topic"),
            by_office=_by(counted, "office"),
            by_way=_by(counted, "way"),
            by_unit=_by(counted, "unit"),
            words=_words(given.filter(unit=unit)),
        )


CELL = ("subject_kind", "topic", "office", "way", "unit")
Counted = tuple[tuple[Any, ...], int, int]  # a cell, how many answered, how many of them well


def _whole(rows: RatingQuerySet, *by: str, order: tuple[str, ...] = IN_ORDER) -> RatingQuerySet:
    """Of each group its first answers, as many fives as are full."""
    groups = [F(one) for one in by] or None
    place = Window(RowNumber(), partition_by=groups, order_by=[F(one).asc() for one in order])
    ranked = rows.order_by().annotate(place=place, many=Window(Count("id"), partition_by=groups))
    return Rating.objects.filter(pk__in=ranked.filter(place__lte=F("many") - F("many") % SMALLEST).values("pk"))


def _cells(rows: RatingQuerySet) -> list[Counted]:
    counted = {"given": Count("id"), "well": Count("id", filter=Q(score__gte=GOOD))}
    found = _whole(rows, *CELL).order_by().values_list(*CELL).annotate(**counted)
    return [(one[: len(CELL)], one[-2], one[-1]) for one in found.order_by(*CELL)]


def _left_over(rows: RatingQuerySet) -> list[Counted]:
    """What fills no five of its cell, by fives of one unit; of a cell's column nothing is kept in which the five differ."""
    left = rows.exclude(pk__in=_whole(rows, *CELL).values("pk")).order_by("unit", *IN_ORDER)
    found = []
    for _unit, group in groupby(left.values_list(*CELL, "score"), key=lambda one: one[CELL.index("unit")]):
        answers = list(group)
        for start in range(0, len(answers) - SMALLEST + 1, SMALLEST):
            five = answers[start : start + SMALLEST]
            cell = tuple(column[0] if len(set(column)) == 1 else None for column in zip(*five, strict=True))
            found.append((cell[: len(CELL)], SMALLEST, sum(one[-1] >= GOOD for one in five)))
    return found


def _sum(counted: Iterable[Counted]) -> Share:
    rows = list(counted)
    return Share(sum(given for _cell, given, _good in rows), sum(good for _cell, _given, good in rows))


def _by(counted: Iterable[Counted], name: str) -> dict[Any, Share]:
    column = CELL.index(name)
    named = [one for one in counted if one[0][column]]
    return {
        key: _sum(one for one in named if one[0][column] == key) for key in sorted({one[0][column] for one in named})
    }


def _words(rows: RatingQuerySet) -> list[str]:
    """Without the long numbers that somebody may have written into them all the same. What was erased keeps its place: nobody
    else's words take it."""
    whole = _whole(rows.filter(worded_at__isnull=False), order=AS_SAID)
    found = whole.exclude(comment="").values_list("comment", flat=True)
    return sorted(forgotten(one) for one in found)
