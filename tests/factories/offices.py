"""Calendars, and offices of the units the reference data knows."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from pathlib import Path

import yaml

from tests.factories.units import todays_commune
from xaso.core.actor import Actor
from xaso.core.identifiers import uuid7
from xaso.offices import actions
from xaso.offices.actions import OFFICE_WEEK
from xaso.offices.models import Office
from xaso.offices.rules import Hours, OfficeKind, Role, WorkingCalendar, YearPlan
from xaso.people.actions import register_person
from xaso.people.models import Person

BY = Actor.system("tests")
CALENDAR_FILES = Path(__file__).resolve().parents[2] / "catalogue" / "calendar"
SATURDAY_MORNING = Hours(5, time(7), time(11))


@lru_cache
def plans() -> tuple[YearPlan, ...]:
    return tuple(YearPlan.parse(yaml.safe_load(path.read_text())) for path in sorted(CALENDAR_FILES.glob("*.yaml")))


def calendar(*reception: Hours) -> WorkingCalendar:
    """The calendar as the files have it, for an office with these reception hours (else the standard ones)."""
    days = {day: fact for plan in plans() for day, fact in plan.days.items()}
    return WorkingCalendar(tuple(reception), days, frozenset(plan.year for plan in plans()))


def day(text: str) -> date:
    return date.fromisoformat(text)


def open_office(*, kind: OfficeKind = OfficeKind.ONE_STOP, hours: tuple[Hours, ...] = OFFICE_WEEK) -> Office:
    """The one-stop office of today's xã Vị Thủy unless said otherwise, with the number residents call."""
    return actions.open_office(
        todays_commune(),
        name="Trung tâm Phục vụ hành chính công thử nghiệm",
        short_name="Một cửa thử nghiệm",
        kind=kind,
        agency_code="H13.31441",
        phone="0912 345 678",
        hours=hours,
        by=BY,
    )


def official(name: str = "Lê Văn Phúc") -> Person:
    return register_person(full_name=name, invented=True, by=BY)


def manager_of(unit: int) -> Actor:
    return Actor(account=uuid7(), post=1, unit=unit, roles=frozenset({Role.MANAGER}))


def administrator_of(unit: int) -> Actor:
    return Actor(account=uuid7(), post=1, unit=unit, roles=frozenset({Role.ADMINISTRATOR}))
