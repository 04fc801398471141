"""Units for tests: those of the catalogue by code, and small invented trees that share no code with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xaso.core.actor import Actor
from xaso.units.models import Unit
from xaso.units.queries import unit_on
from xaso.units.rules import Tree, parse_tree

SYSTEM = Actor.system("tests")
BEFORE = date(2024, 5, 1)  # three tiers
AFTER = date(2026, 11, 22)  # two tiers
MERGER = date(2025, 7, 1)

UNIT = ("code", "valid_from", "valid_to", "ended_by")
FACT = ("unit", "name", "kind", "parent", "valid_from", "valid_to", "legal_basis")
SUCCESSOR = ("old", "new", "partial", "on", "legal_basis")


def tree(units: str = "", facts: str = "", successors: str = "") -> Tree:
    """A tree from lines as they stand in the CSV files."""
    return parse_tree(_rows(UNIT, units), _rows(FACT, facts), _rows(SUCCESSOR, successors))


def _rows(header: Iterable[str], lines: str) -> list[dict[str, str]]:
    return [
        dict(zip(header, (cell.strip() for cell in line.split(",")), strict=True))
        for line in lines.strip().splitlines()
    ]


def old_commune(code: str = "31450") -> Unit:
    """A commune of huyện Vị Thủy or its neighbours as it was in 2024; xã Vị Thắng unless said otherwise."""
    return unit_on(code, BEFORE)


def todays_commune(code: str = "31441") -> Unit:
    """A commune of 2026; xã Vị Thủy unless said otherwise."""
    return unit_on(code, AFTER)
