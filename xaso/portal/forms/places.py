"""Provinces and communes of today as choices. Kept in memory for the day: they change a few times in a decade."""

from datetime import date
from functools import lru_cache

from xaso.core import clock
from xaso.ui.controls import Option
from xaso.units.queries import communes_of, provinces_on
from xaso.units.rules import Place


@lru_cache(maxsize=2)
def _provinces(day: date) -> tuple[Place, ...]:
    return provinces_on(day)


@lru_cache(maxsize=80)
def _communes(province: int, day: date) -> tuple[Place, ...]:
    return communes_of(province, day)


def communes_in(province: str) -> list[tuple[str, str]]:
    """(code, name) of the communes of a province of today; empty for a code nobody has."""
    today = clock.today()
    found = next((one for one in _provinces(today) if one.code == province), None)
    return [(one.code, _named(one)) for one in _communes(found.id, today)] if found else []


def province_options(chosen: str) -> tuple[Option, ...]:
    return tuple(Option(one.code, _named(one), chosen=one.code == chosen) for one in _provinces(clock.today()))


def commune_options(province: str, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(code, name, chosen=code == chosen) for code, name in communes_in(province))


def _named(place: Place) -> str:
    text = place.title
    return text[:1].upper() + text[1:]
