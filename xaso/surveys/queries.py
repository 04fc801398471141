"""Reading ratings: one's own, and what many come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

IN_ORDER = ("rated_at", "id")


def rating_of(subject: tuple[str, str]) -> Rating | None:
    """What its owner gave for one subject, to show it to them. One query."""
    return Rating.objects.given().filter(subject_kind=subject[0], subject_id=subject[1]).first()


@dataclass(frozen=True, slots=True)
class Results:
    """What people thought in one quarter. `asked` by message; `all` and each group only where at least five answered, and of
    these the first five, ten, fifteen … `words` of the reader's own unit, in the order of the alphabet: not of the days."""

    asked: int
    all: Share
    by_kind: dict[str, Share]
    by_topic: dict[str, Share]
    by_office: dict[int, Share]
    by_way: dict[str, Share]
    by_unit: dict[int, Share]
    words: list[str]


def results(actor: Actor, quarter: Quarter) -> Results:
    """Of the actor's unit and those below it. Eight statements. Raises NotFound."""
    unit = require_reader(actor)
    span = (clock.midnight(quarter.first), clock.midnight(quarter.after))
    there = Rating.objects.filter(Q(unit=unit) | Q(unit__in=ids_below(unit)))
    given = there.given().filter(rated_at__gte=span[0], rated_at__lt=span[1])
    with as_machine("what many people thought: of five of them at least, never of one"):
        return Results(
            asked=there.filter(asked_at__gte=span[0], asked_at__lt=span[1]).count(),
            all=_all(given),
            by_kind=_by(given, "subject_kind"),
            by_topic=_by(given.exclude(topic=""), "topic"),
            by_office=_by(given, "office"),
            by_way=_by(given.exclude(way=""), "way"),
            by_unit=_by(given, "unit"),
            words=_words(given.filter(unit=unit)),
        )


def _whole(rows: RatingQuerySet, *by: str) -> RatingQuerySet:
    """Of each group its first answers, as many fives as are full."""
    groups = [F(one) for one in by] or None
    place = Window(RowNumber(), partition_by=groups, order_by=[F(one).asc() for one in IN_ORDER])
    ranked = rows.order_by().annotate(place=place, many=Window(Count("id"), partition_by=groups))
    return Rating.objects.filter(pk__in=ranked.filter(place__lte=F("many") - F("many") % SMALLEST).values("pk"))


COUNTED = {"given": Count("id"), "good": Count("id", filter=Q(score__gte=GOOD))}


def _all(rows: RatingQuerySet) -> Share:
    return Share(**_whole(rows).order_by().aggregate(**COUNTED))


def _by(rows: RatingQuerySet, name: str) -> dict[Any, Share]:
    counted = _whole(rows, name).order_by().values_list(name).annotate(**COUNTED)
    return {key: Share(given, good) for key, given, good in counted.order_by(name)}


def _words(rows: RatingQuerySet) -> list[str]:
    """Without the long numbers that somebody may have written into them all the same."""
    found = _whole(rows.exclude(comment="")).values_list("comment", flat=True)
    return sorted(forgotten(one) for one in found)
