"""The map of today, as forms need it. `forms.queries` has the real one; a form without it keeps codes unchecked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today. `text` is "xã Vị Thủy, thành phố Cần Thơ"."""

    province: str
    commune: str
    text: str


class Places(Protocol):
    def province_name(self, province: str) -> str | None:
        """Name of a province of today, or None when there is none with this code."""

    def place(self, province: str, commune: str) -> Place | None:
        """The commune, or None when it is not in that province today."""

    def of_old(self, text: str) -> tuple[Place, ...]:
        """Today's communes for an address that ends in an old commune, district and province; more than one when split."""


class NoPlaces:
    """Knows nothing and contradicts nobody."""

    def province_name(self, province: str) -> str | None:
        return province

    def place(self, province: str, commune: str) -> Place | None:
        return Place(province, commune, "")

    def of_old(self, text: str) -> tuple[Place, ...]:
        return ()
