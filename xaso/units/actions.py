"""Bringing units in. Published rows are never altered: only missing ones are added, and open ends closed."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Refused, Trace
from xaso.core.text import clean, search_key
from xaso.journal.actions import atomic_action, record
from xaso.units.models import Unit, UnitFact, UnitSuccessor
from xaso.units.rules import FactRow, Kind, Level, Tree, UnitRow, hamlet_name, level_of_code, parse_tree, problems

_SUBJECT = ("units", "catalogue")
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load added, and how many open ends it closed."""

    units: int = 0
    facts: int = 0
    successors: int = 0
    ended: int = 0

    @property
    def anything(self) -> bool:
        return any(asdict(self).values())


@atomic_action
def load_unit_files(folder: Path, *, by: Actor) -> Loaded:
    """`load_units` from units.csv, facts.csv and successors.csv of a folder."""
    try:
        tree = parse_tree(*(_rows(folder / f"{name}.csv") for name in ("units", "facts", "successors")))
    except (OSError, ValueError, KeyError) as error:
        raise Refused(
            _("Không đọc được danh mục đơn vị hành chính: %(error)s") % {"error": error}, "units_unreadable"
        ) from error
    return load_units(tree, by=by)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@atomic_action
def load_units(tree: Tree, *, by: Actor) -> Loaded:
    """Adds what is missing of the tree; the second time it finds nothing to do and leaves no journal row.

    An end that was open may be closed. Any other difference from what is stored is refused, and nothing is written: what
    was published stays, a correction is a new fact. Two loads at once wait for each other."""
    if not by.is_system:
        raise Forbidden(
            _("Chỉ hệ thống được nạp danh mục đơn vị hành chính."),
            "forbidden",
            trace=Trace("units.load", _SUBJECT, by),
        )
    if wrong := problems(tree):
        raise Invalid(
            {f"row{place}": text for place, text in enumerate(wrong)},
            _("Danh mục đơn vị hành chính có %(count)d chỗ sai, chỗ đầu: %(first)s")
            % {"count": len(wrong), "first": wrong[0]},
        )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('units.load'))")
    stored = {_ref(unit): unit for unit in Unit.objects.filter(code__isnull=False)}
    ended = _close_ends(tree, stored)
    units = _add_units(tree, stored)
    facts = _add_facts(tree.facts, stored)
    successors = _add_successors(tree, stored)
    loaded = Loaded(units, facts, successors, ended)
    if loaded.anything:
        record(action="units.load", subject=_SUBJECT, by=by, detail=asdict(loaded))
    return loaded


def _ref(unit: Unit) -> str:
    return UnitRow(unit.code or "", unit.valid_from, unit.valid_to, unit.ended_by).ref


def _close_ends(tree: Tree, stored: Mapping[str, Unit]) -> int:
    """Facts first: a fact may not outlive its unit. Returns how many units and facts got an end."""
    closed = 0
    facts = {(fact.unit_id, fact.valid_from): fact for fact in UnitFact.objects.filter(unit__in=stored.values())}
    for row in tree.facts:
        fact = facts.get((stored[row.unit].pk, row.valid_from)) if row.unit in stored else None
        if fact and (fact.name, fact.kind) != (row.name, row.kind.value):
            raise _altered(row.unit)
        if fact and _may_close(fact.valid_to, row.valid_to, row.unit):
            closed += UnitFact.objects.filter(pk=fact.pk, valid_to__isnull=True).update(valid_to=row.valid_to)
    for unit_row in tree.units:
        unit = stored.get(unit_row.ref)
        if unit and _may_close(unit.valid_to, unit_row.valid_to, unit_row.ref):
            closed += Unit.objects.filter(pk=unit.pk, valid_to__isnull=True).update(
                valid_to=unit_row.valid_to, ended_by=unit_row.ended_by
            )
    return closed


def _may_close(stored: date | None, wanted: date | None, ref: str) -> bool:
    if stored and wanted and stored != wanted:
        raise _altered(ref)
    return stored is None and wanted is not None


def _altered(ref: str) -> Refused:
    return Refused(
        _("Đơn vị hành chính %(ref)s đã công bố khác với tệp: không được sửa, chỉ được thêm dữ kiện mới.")
        % {"ref": ref},
        "unit_altered",
    )


def _add_units(tree: Tree, stored: dict[str, Unit]) -> int:
    missing = [
        Unit(
            code=row.code,
            level=level_of_code(row.code),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            ended_by=row.ended_by,
        )
        for row in tree.units
        if row.ref not in stored
    ]
    for unit in Unit.objects.bulk_create(missing, batch_size=_BATCH):
        stored[_ref(unit)] = unit
    return len(missing)


def _add_facts(rows: Sequence[FactRow], stored: Mapping[str, Unit]) -> int:
    units = [stored[row.unit].pk for row in rows]
    known = set(UnitFact.objects.filter(unit__in=units).values_list("unit_id", "valid_from"))
    missing = [
        UnitFact(
            unit=stored[row.unit],
            name=row.name,
            search_key=search_key(row.name),
            kind=row.kind,
            parent=stored[row.parent] if row.parent else None,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            legal_basis=row.legal_basis,
        )
        for row in rows
        if (stored[row.unit].pk, row.valid_from) not in known
    ]
    UnitFact.objects.bulk_create(missing, batch_size=_BATCH)
    return len(missing)


def _add_successors(tree: Tree, stored: Mapping[str, Unit]) -> int:
    known = set(UnitSuccessor.objects.values_list("old_id", "new_id"))
    missing = [
        UnitSuccessor(
            old=stored[row.old], new=stored[row.new], partial=row.partial, on=row.on, legal_basis=row.legal_basis
        )
        for row in tree.successors
        if (stored[row.old].pk, stored[row.new].pk) not in known
    ]
    UnitSuccessor.objects.bulk_create(missing, batch_size=_BATCH)
    return len(missing)


@atomic_action
def add_hamlets(
    commune: Unit, *, names: Sequence[str], valid_from: date | None, legal_basis: str, by: Actor
) -> list[Unit]:
    """The hamlets of these names in a commune, made where missing: the same call twice makes nothing new.

    They end with the commune, and begin with it when no start is given. `legal_basis` may be empty only when that start is
    before the data."""
    if not by.is_system:
        raise Forbidden(
            _("Chỉ hệ thống được lập danh sách ấp."),
            "forbidden",
            trace=Trace("units.add_hamlets", _subject(commune), by),
        )
    if commune.level != Level.COMMUNE:
        raise Refused(_("Ấp chỉ thuộc xã, phường, thị trấn hoặc đặc khu."), "not_a_commune")
    valid_from = valid_from or commune.valid_from
    if valid_from and not legal_basis:
        raise Refused(_("Phải ghi căn cứ pháp lý khi lập ấp."), "no_legal_basis")
    wanted = [hamlet_name(clean(name, max_length=80)) for name in names]
    there = UnitFact.objects.filter(parent=commune, kind=Kind.HAMLET).select_related("unit")
    known = {fact.search_key: fact.unit for fact in there}
    missing = {search_key(name): name for name in wanted if search_key(name) not in known}
    made = Unit.objects.bulk_create(
        Unit(level=Level.HAMLET, valid_from=valid_from, valid_to=commune.valid_to, ended_by=commune.ended_by)
        for _key in missing
    )
    known |= dict(zip(missing, made, strict=True))
    UnitFact.objects.bulk_create(
        UnitFact(
            unit=known[key],
            name=name,
            search_key=key,
            kind=Kind.HAMLET,
            parent=commune,
            valid_from=valid_from,
            valid_to=commune.valid_to,
            legal_basis=legal_basis,
        )
        for key, name in missing.items()
    )
    if missing:
        record(action="units.add_hamlets", subject=_subject(commune), by=by, detail={"made": len(missing)})
    return [known[search_key(name)] for name in wanted]


def _subject(unit: Unit) -> tuple[str, str]:
    return ("unit", str(unit.pk))
