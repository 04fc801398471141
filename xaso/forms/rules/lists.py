"""Closed lists people choose from, read once from `catalogue/lists/`."""

from __future__ import annotations

from functools import cache

import yaml
from django.conf import settings

from xaso.core.text import search_key, tone_canonical


@cache
def ethnicities() -> tuple[str, ...]:
    """The 54 peoples of Vietnam as registers spell them, with the spellings that count as their own."""
    return _read("ethnicities")


@cache
def nationalities() -> tuple[str, ...]:
    return _read("nationalities")


def _read(name: str) -> tuple[str, ...]:
    path = settings.XASO_CATALOGUE / "lists" / f"{name}.yaml"
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8"))["names"])


@cache
def _by_key(name: str) -> dict[str, str]:
    """Spelling without diacritics → the list's spelling, where only one name has it."""
    found: dict[str, list[str]] = {}
    for entry in _read(name):
        found.setdefault(search_key(entry), []).append(entry)
    return {key: names[0] for key, names in found.items() if len(names) == 1}


def find(name: str, text: str) -> str | None:
    """The list's spelling of what was typed, forgiving case, tone placement and missing diacritics."""
    canonical = tone_canonical(text).casefold()
    for entry in _read(name):
        if tone_canonical(entry).casefold() == canonical:
            return entry
    return _by_key(name).get(search_key(text))
