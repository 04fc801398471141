"""The map of a day for address fields, read from units once and kept: it changes a few times in a decade."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from xaso.core import clock
from xaso.forms.rules import Place
from xaso.units import queries as units
from xaso.units.rules import Place as UnitPlace


class NoUnits(Exception):
    """The units are not loaded; nothing is kept of that."""


class PlacesOn:
    """`Places` of one day. At most one statement for the provinces and one a province, then none."""

    def __init__(self, day: date) -> None:
        self._day = day

    def province_name(self, province: str) -> str | None:
        found = self._provinces().get(province)
        return found.title if found else None

    def place(self, province: str, commune: str) -> Place | None:
        above = self._provinces().get(province)
        found = _communes(above, self._day).get(commune) if above else None
        if above is None or found is None:
            return None
        text = f"{found.title}, {above.title}"
        return Place(province, commune, text)

    def of_old(self, text: str) -> tuple[Place, ...]:
        """Only for what names more than a commune: "ấp 7" alone must not be taken for a place somewhere else."""
        if "," not in text:
            return ()
        codes = [unit.code for unit in units.map_old_address(text, self._day)]
        places = (self.place(province, code) for code in codes if code for province in self._holding(code))
        return tuple(place for place in places if place)

    def _provinces(self) -> dict[str, UnitPlace]:
        try:
            return _provinces(self._day)
        except NoUnits:
            return {}

    def _holding(self, commune: str) -> list[str]:
        return [code for code, above in self._provinces().items() if commune in _communes(above, self._day)]


def places(day: date | None = None) -> PlacesOn:
    """The map of that day; of today when none is named."""
    return PlacesOn(day or clock.today())


@lru_cache(maxsize=8)
def _provinces(day: date) -> dict[str, UnitPlace]:
    found = {place.code: place for place in units.provinces_on(day)}
    if not found:
        raise NoUnits
    return found


@lru_cache(maxsize=256)
def _communes(province: UnitPlace, day: date) -> dict[str, UnitPlace]:
    return {place.code: place for place in units.communes_of(province, day)}
