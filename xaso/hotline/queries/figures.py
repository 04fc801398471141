"""The hotline in numbers: plain counts of its own rows, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, F, FloatField, Q
from django.db.models.functions import Extract, ExtractHour

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline.access import calls_for, promises_for
from xaso.hotline.models import Given
from xaso.hotline.rules import CallState, PromiseState, Source

WITHIN = timedelta(days=30)
TOP = 5


class _Median(Aggregate):
    """The middle one: a single caller who waited long does not move it."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class HotlineFigures:
    """Of one unit since a day. `seconds`: half of the answered calls were answered sooner; of calls that a telephone system
    reported, typed ones have no ringing. `solved` of `judged`: those of which somebody said whether it was. Calls with a withheld
    number count as missed but are promised nothing."""

    calls: int
    answered: int
    missed: int
    seconds: int | None
    judged: int
    solved: int
    promised: int
    due: int
    kept: int
    kept_in_time: int
    questions: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Hour:
    """The calls of one hour of the day, of all days together, by the clock of Vietnam."""

    hour: int
    answered: int
    missed: int


def calls_by_hour(actor: Actor, now: datetime, *, since: datetime | None = None) -> list[Hour]:
    """All 24, also those without a call: whoever draws a roster sees where somebody is missing. One statement."""
    rang = calls_for(actor).filter(began_at__gte=since or now - WITHIN, began_at__lte=now).order_by()
    counted = rang.values(hour=ExtractHour("began_at", tzinfo=clock.VN)).annotate(
        answered=Count("id", filter=Q(answered_at__isnull=False)),
        missed=Count("id", filter=Q(state=CallState.MISSED)),
    )
    found = {one["hour"]: Hour(**one) for one in counted}
    return [found.get(hour) or Hour(hour, 0, 0) for hour in range(24)]


def hotline_figures(actor: Actor, now: datetime, *, since: datetime | None = None) -> HotlineFigures:
    """Three statements."""
    begins = since or now - WITHIN
    rang = calls_for(actor).filter(began_at__gte=begins, began_at__lte=now).order_by()
    waited = Extract(F("answered_at") - F("began_at"), "epoch")
    reported = Q(answered_at__isnull=False) & ~Q(source=Source.TYPED)
    calls = rang.aggregate(
        calls=Count("id"),
        answered=Count("id", filter=Q(answered_at__isnull=False)),
        missed=Count("id", filter=Q(state=CallState.MISSED)),
        seconds=_Median(waited, filter=reported),
        judged=Count("id", filter=Q(solved__isnull=False)),
        solved=Count("id", filter=Q(solved=True)),
    )
    made = promises_for(actor).filter(made_at__gte=begins, made_at__lte=now).order_by()
    is_kept = Q(state=PromiseState.KEPT)
    promises = made.aggregate(
        promised=Count("id"),
        due=Count("id", filter=~Q(state=PromiseState.DROPPED) & (is_kept | Q(due_at__lte=now))),
        kept=Count("id", filter=is_kept),
        kept_in_time=Count("id", filter=is_kept & Q(ended_at__lte=F("due_at"))),
    )
    given = Given.objects.filter(call__in=rang).order_by().values_list("answer__title").annotate(times=Count("id"))
    top = [(title, times) for title, times in given.order_by("-times", "answer__title")[:TOP]]
    seconds = calls.pop("seconds")
    return HotlineFigures(**calls, **promises, seconds=round(seconds) if seconds is not None else None, questions=top)
