"""Reading the catalogue: search, lists, and the version in force on a day.

Lists and search come from a snapshot in memory, made when the first version newer than it appears: one query a call, two
when it is made anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from django.conf import settings
from django.db.models import Max

from xaso.core.text import search_key
from xaso.procedures.models import Procedure, ProcedureVersion
from xaso.procedures.rules.finding import Entry, Index, Speech


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure in a list. `common` is its rank on the first page, 0 for none."""

    code: str
    name: str
    plain_name: str
    field: str
    icon: str
    how_long: str
    how_much: str
    can_be_filed_here: bool
    common: int


@dataclass(frozen=True, slots=True)
class _Snapshot:
    stamp: int
    day: date
    hits: dict[str, Hit]
    index: Index


_snapshots: dict[tuple[int, date], _Snapshot] = {}  # a few days at most; replaced, never changed


def search(text: str, *, day: date) -> list[Hit]:
    """Procedures in force that day, best first; at most 20. Constant queries (see the module)."""
    snapshot = _snapshot(day)
    return [snapshot.hits[code] for code, _ in snapshot.index.search(text)]


def common_procedures(day: date) -> list[Hit]:
    """Those most asked for, in the order the catalogue gives."""
    return sorted((hit for hit in _snapshot(day).hits.values() if hit.common), key=lambda hit: hit.common)


def by_field(day: date) -> list[tuple[str, list[Hit]]]:
    """Every procedure under its field; fields as the law orders them, the fullest first."""
    fields: dict[str, list[Hit]] = {}
    for hit in _snapshot(day).hits.values():
        fields.setdefault(hit.field, []).append(hit)
    for hits in fields.values():
        hits.sort(key=lambda hit: (hit.common or 99, search_key(hit.plain_name)))
    return sorted(fields.items(), key=lambda pair: (-len(pair[1]), search_key(pair[0])))


def plain_names(codes: Iterable[str]) -> dict[str, str]:
    """What people call these procedures, by code, those that are no more included. One query."""
    return dict(Procedure.objects.filter(code__in=codes).values_list("code", "plain_name"))


def current_version(code: str, day: date) -> ProcedureVersion | None:
    """The version whose rules a dossier received that day follows, with its procedure. One query."""
    return (
        ProcedureVersion.objects.filter(procedure__code=code)
        .in_force(day)
        .select_related("procedure")
        .order_by("-number")
        .first()
    )


def _snapshot(day: date) -> _Snapshot:
    stamp = ProcedureVersion.objects.aggregate(newest=Max("id"))["newest"] or 0
    found = _snapshots.get((stamp, day))
    if found is None:
        found = _made(stamp, day)
        while len(_snapshots) >= 8:
            _snapshots.pop(next(iter(_snapshots)), None)
        _snapshots[stamp, day] = found
    return found


def _made(stamp: int, day: date) -> _Snapshot:
    versions = ProcedureVersion.objects.in_force(day).select_related("procedure").order_by("procedure__code", "number")
    current = {version.procedure.code: version for version in versions}
    hits = {code: _hit(version) for code, version in current.items()}
    entries = [
        Entry(
            code,
            ((3.0, version.content["plain_name"]), (2.4, version.content["name"]), (0.6, version.content["field"])),
            version.content.get("common", 0),
        )
        for code, version in current.items()
    ]
    return _Snapshot(stamp, day, hits, Index(entries, speech()))


def _hit(version: ProcedureVersion) -> Hit:
    content, plain = version.content, version.content.get("plain", {})
    return Hit(
        code=content["code"],
        name=content["name"],
        plain_name=content["plain_name"],
        field=content["field"],
        icon=content["icon"],
        how_long=plain.get("how_long", ""),
        how_much=plain.get("how_much", ""),
        can_be_filed_here=version.can_be_filed_here,
        common=content.get("common", 0),
    )


@cache
def speech() -> Speech:
    """How people speak, for whatever else is found as procedures are."""
    path = settings.XASO_CATALOGUE / "search.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Speech(
        rewrites={search_key(typed): (typed, search_key(meant)) for typed, meant in data["rewrites"].items()},
        empty=frozenset(search_key(word) for word in data["empty"]),
        said={str(code): tuple(phrases) for code, phrases in data["said"].items()},
    )
