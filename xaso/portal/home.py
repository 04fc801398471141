"""Whose portal this is: the home unit of the settings, its one-stop office, and what stands at the head of each page."""

import time
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.identifiers import show_phone
from xaso.core.refused import NotFound
from xaso.hotline.queries import public_lines
from xaso.offices.models import Office
from xaso.offices.queries import calendar_of, one_stop_of
from xaso.offices.rules import reception_words
from xaso.units.models import Unit
from xaso.units.queries import full_name, unit_on
from xaso.units.rules import shortened

FRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """The home unit and its one-stop office, as people call them. `parent` is short enough for a phone's head: TP. Cần Thơ."""

    name: str = "Xã Số"
    parent: str = ""
    office: str = ""
    phone: str = ""
    shown_phone: str = ""
    address: str = ""
    hours: str = ""
    on_duty: bool = False
    calls_back: bool = False
    unit: int = 0


def home_unit() -> Unit:
    """The unit whose portal this is, as it stands today."""
    return unit_on(settings.XASO_HOME_UNIT, clock.today())


def unit_asked(code: str) -> Unit:
    """The unit of this code, whose things somebody wants to see; for what is no code the home unit. Raises NotFound for a code
    that no unit bears today."""
    return unit_on(code, clock.today()) if code.isascii() and code.isdigit() and len(code) <= 5 else home_unit()


def home_office() -> Office:
    """Where what is sent here arrives. Raises NotFound while no office has been opened."""
    office = one_stop_of(home_unit(), clock.today())
    if office is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa trên mạng. Ông/bà gọi hoặc đến xã giúp."), "no_office")
    return office


def place_of_today() -> Place:
    """Kept for a minute in this process: no query on most pages."""
    return _place(
        connection.settings_dict["NAME"], clock.today(), int(time.monotonic() // FRESH_SECONDS), get_language()
    )


@lru_cache(maxsize=4)
def _place(database: str, day: date, minute: int, language: str | None) -> Place:
    unit = unit_on(settings.XASO_HOME_UNIT, day)
    name, _comma, parent = full_name(unit, day).partition(", ")
    named = Place(name=name[:1].upper() + name[1:], parent=shortened(parent), unit=unit.pk)
    office = one_stop_of(unit, day)
    return named if office is None else _with_hotline(_with_office(named, office), unit)


def _with_hotline(place: Place, unit: Unit) -> Place:
    """The number to call is that of the first line, where the commune has one; somebody is on duty, or nobody."""
    lines = public_lines(unit, clock.now())
    if not lines:
        return place
    number = lines[0].line.number
    shown, on_duty = show_phone(number), bool(lines[0].title)
    return replace(place, phone=number, shown_phone=shown, on_duty=on_duty, calls_back=True)


def _with_office(named: Place, office: Office) -> Place:
    return Place(
        name=named.name,
        parent=named.parent,
        unit=named.unit,
        office=office.name,
        phone=office.phone,
        shown_phone=show_phone(office.phone) if office.phone else "",
        address=office.address,
        hours=reception_words(calendar_of(office.pk), clock.today()),
    )


def forget_place() -> None:
    """Asks anew on the next page, as after an office has been opened."""
    _place.cache_clear()
