"""When an office works, who holds which post, whom to call. Answers asked on every request are kept in the process for a
minute, so that they cost no statement; a change made in this process is seen at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xaso.core import clock
from xaso.offices.models import CalendarDay, CalendarYear, Office, OfficeHours, Post
from xaso.offices.rules import DayFact, OfficeKind, Role, WorkingCalendar, calendar_from
from xaso.units.models import Unit

KEPT_SECONDS = 60.0
MOST_POSTS = 200

Answer = TypeVar("Answer")
_kept: dict[tuple[object, ...], tuple[float, Any]] = {}


@dataclass(frozen=True, slots=True)
class Duty:
    """Whom to call now. `phone` is E.164."""

    office: int
    name: str
    phone: str


def calendar_of(office_id: int) -> WorkingCalendar:
    """The office's working calendar. Three statements at most, none within a minute of the last."""

    def fetch() -> WorkingCalendar:
        days, announced = _keep(("days",), _days_and_years)
        hours = OfficeHours.objects.filter(office=office_id).order_by("weekday", "opens")
        return calendar_from((row.value for row in hours), days, announced)

    return _keep(("calendar", office_id), fetch)


def forget_calendars() -> None:
    """Drops what this process has kept; other processes follow within a minute."""
    _kept.clear()


def short_names(offices: Iterable[int]) -> dict[int, str]:
    """What these offices are called where room is short, by their id. One statement."""
    return dict(Office.objects.filter(pk__in=offices).values_list("pk", "short_name"))


def posts_of(person_id: UUID, day: date) -> list[Post]:
    """Posts the person holds on this day, with their office, oldest first. One statement."""
    return list(Post.objects.valid(on=day).filter(person=person_id).select_related("office").order_by("id"))


def holders_of(office_id: int, role: str, day: date) -> list[Post]:
    """Who holds the role in the office on this day, in the order of appointment. One statement."""
    return list(Post.objects.valid(on=day).filter(office=office_id, role=role).order_by("valid_from", "id"))


def working_posts(unit_id: int, day: date) -> list[Post]:
    """Who does the work of a unit that day, in the order of names: no administrators, no auditors. One statement."""
    rows = Post.objects.valid(on=day).filter(office__unit=unit_id).exclude(role__in=(Role.ADMINISTRATOR, Role.AUDITOR))
    return list(rows.select_related("office").order_by("holder_sort_key", "id")[:MOST_POSTS])


def people_in(unit_id: int, roles: Iterable[str], day: date) -> list[tuple[UUID, str]]:
    """Who holds one of these roles in the unit that day, each once, with their telephone (E.164; empty where none is known). One
    statement."""
    posts = Post.objects.valid(on=day).filter(office__unit=unit_id, role__in=[*roles])
    found = posts.order_by("person").values_list("person", "person__phone").distinct()
    return [(person, phone or "") for person, phone in found]


def one_stop_of(unit: Unit, day: date) -> Office | None:
    """The one-stop office of the unit on this day; the first opened, where there are several."""
    return Office.objects.valid(on=day).filter(unit=unit, kind=OfficeKind.ONE_STOP).order_by("id").first()


def office_on_duty(unit: Unit, day: date | None = None) -> Duty | None:
    """The number residents of the unit call (today unless said): the one-stop office's, else any office's that has one.
    No statement within a minute of the last."""
    on = day or clock.today()

    def fetch() -> Duty | None:
        callable_ = Office.objects.valid(on=on).filter(~Q(phone=""), unit=unit)
        office = callable_.filter(kind=OfficeKind.ONE_STOP).order_by("id").first() or callable_.order_by("id").first()
        return Duty(office.pk, office.name, office.phone) if office else None

    return _keep(("duty", unit.pk, on), fetch)


def _days_and_years() -> tuple[dict[date, DayFact], frozenset[int]]:
    days = {
        row.day: DayFact(row.is_workday, row.name, row.source, row.in_place_of)
        for row in CalendarDay.objects.order_by("day")
    }
    return days, frozenset(CalendarYear.objects.order_by("year").values_list("year", flat=True))


def _keep(key: tuple[object, ...], fetch: Callable[[], Answer]) -> Answer:
    """The kept answer, or a fresh one. Keyed by database as well: one process may meet several in its life."""
    whole = (connection.settings_dict["NAME"], *key)
    now = time.monotonic()
    kept = _kept.get(whole)
    if kept and now - kept[0] < KEPT_SECONDS:
        answer: Answer = kept[1]
        return answer
    if len(_kept) > 5000:
        _kept.clear()
    answer = fetch()
    _kept[whole] = (now, answer)
    return answer
