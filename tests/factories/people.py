"""Invented people, made through the public door."""

from __future__ import annotations

import itertools
from typing import Any

from xaso.core.actor import Actor
from xaso.people.actions import register_person
from xaso.people.models import Person

_serial = itertools.count(1)


def citizen_number(serial: int | None = None) -> str:
    """A well-formed number of nobody: Hậu Giang, female, 1990."""
    return f"093190{next(_serial) if serial is None else serial:06d}"


def make_person(full_name: str = "Nguyễn Thị Hoa", **values: Any) -> Person:
    values.setdefault("id_number", citizen_number())
    return register_person(full_name=full_name, invented=True, by=Actor.system("tests"), **values)
