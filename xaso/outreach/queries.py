"""What the public knows of the days to come, and how many came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date, show_time, weekday_name
from xaso.core.paging import Page, page_by_key
from xaso.core.text import search_key
from xaso.messages.queries import short_names
from xaso.outreach.access import days_for, visits_for
from xaso.outreach.models import SupportDay
from xaso.surveys.access import reads_results
from xaso.surveys.queries import rated_among
from xaso.surveys.rules import SMALLEST, Quarter
from xaso.units.models import Unit

LISTED = 30


@dataclass(frozen=True, slots=True)
class Came:
    """`finished` of those who came were helped to the end; `rated` as many as make whole fives (surveys.rules.SMALLEST)."""

    came: int
    finished: int
    rated: int


@dataclass(frozen=True, slots=True)
class Quarterly:
    """Days of one quarter, the newest first, each with who came; and all of them."""

    days: list[tuple[SupportDay, Came]]
    all: Came
    by_topic: list[tuple[str, int]]


def days_to_come(unit: int, now: datetime, *, text: str = "", after: str = "", size: int = LISTED) -> Page[SupportDay]:
    """Of a unit, for everybody: the next first, those called off with them; with words typed, only where place, help or partner
    says all of them, accents or not. One query, one more for words."""
    rows = SupportDay.objects.filter(unit=unit).coming(at=now)
    if words := search_key(text).split():
        said = rows.order_by("pk").values_list("pk", "place", "helps", "partner")
        found = [key for key, *texts in said if all(word in search_key(" ".join(texts)) for word in words)]
        rows = rows.filter(pk__in=found)
    return page_by_key(rows, order=("starts_at", "id"), after=after, size=size)


def units_with_days(now: datetime) -> dict[str, str]:
    """Names of the units that help on days to come, by their codes. Two statements."""
    coming = SupportDay.objects.coming(at=now).values("unit")
    codes = dict(Unit.objects.filter(pk__in=coming, code__isnull=False).order_by("code").values_list("pk", "code"))
    return {codes[key] or "": name for key, name in short_names(codes, clock.local(now).date()).items()}


def days_of_today(actor: Actor) -> list[SupportDay]:
    """Of the actor's unit, those that are not over. One query."""
    now = clock.now()
    tomorrow = clock.midnight(clock.local(now).date() + timedelta(days=1))
    return list(days_for(actor).standing().coming(at=now).filter(starts_at__lt=tomorrow).order_by("starts_at", "id"))


def hours_of(day: SupportDay) -> str:
    """thứ Hai 30/11/2026, 07:30 đến 11:00"""
    date = clock.local(day.starts_at).date()
    return _("%(day)s, %(since)s đến %(until)s") % {
        "day": f"{weekday_name(date)} {show_date(date)}",
        "since": show_time(day.starts_at),
        "until": show_time(day.ends_at),
    }


def latest_day(actor: Actor) -> SupportDay | None:
    """What the next one is copied from."""
    return days_for(actor).order_by("-made_at", "-starts_at").first()


def came_to(actor: Actor, day: SupportDay) -> Came:
    """Two queries."""
    return _counted(actor, [day])[day.pk]


def quarterly(actor: Actor, quarter: Quarter) -> Quarterly:
    """Of the actor's unit, days that have begun. Four queries."""
    span = (clock.midnight(quarter.first), min(clock.midnight(quarter.after), clock.now()))
    begun = days_for(actor).standing().filter(starts_at__gte=span[0], starts_at__lt=span[1])
    days = list(begun.order_by("-starts_at", "-id"))
    counted = _counted(actor, days)
    visits = visits_for(actor).filter(day__in=days).order_by()
    topics = visits.values_list("topic").annotate(times=Count("id")).order_by("-times", "topic")
    answers = rated_among("visit", {"all": [str(one) for one in visits.values_list("pk", flat=True)]})["all"]
    sums = Came(
        sum(one.came for one in counted.values()), sum(one.finished for one in counted.values()), _whole(answers)
    )
    return Quarterly([(one, counted[one.pk]) for one in days], sums, list(topics))


def codes_by_officer(actor: Actor, quarter: Quarter) -> list[tuple[str, int, int]]:
    """Whoever handed codes over on days of this quarter: how many, and as many as make whole fives of which a rating came. For
    those who read what people thought; nobody else. Two queries."""
    if not reads_results(actor):
        return []
    since, until = clock.midnight(quarter.first), clock.midnight(quarter.after)
    coded = visits_for(actor).filter(day__starts_at__gte=since, day__starts_at__lt=until).exclude(code="")
    handed: dict[str, list[str]] = {}
    for name, key in coded.order_by("noted_by__holder_name", "pk").values_list("noted_by__holder_name", "pk"):
        handed.setdefault(name, []).append(str(key))
    given = rated_among("visit", handed)
    return [(name, len(keys), _whole(given[name])) for name, keys in handed.items()]


def _counted(actor: Actor, days: Iterable[SupportDay]) -> dict[int, Came]:
    visits: dict[int, list[str]] = {one.pk: [] for one in days}
    finished = dict.fromkeys(visits, 0)
    rows = visits_for(actor).filter(Q(day__in=list(visits))).order_by()
    for day, key, done in rows.values_list("day", "pk", "finished"):
        visits[day].append(str(key))
        finished[day] += done
    given = rated_among("visit", visits)
    return {day: Came(len(keys), finished[day], _whole(given[day])) for day, keys in visits.items()}


def _whole(count: int) -> int:
    return count - count % SMALLEST
