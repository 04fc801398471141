"""Units, names and successors on a day. The number of statements never depends on the number of units asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from xaso.core.dates import show_date
from xaso.core.refused import NotFound
from xaso.units.models import Unit, UnitFact
from xaso.units.rules import AddressPart, Kind, Level, Place, is_path, level_of_code, parse_address, place_order, title

DAY = timedelta(days=1)

# Ranges are compared as the exclusion constraints do, so that their indexes serve.
_NAMES = """
with recursive path as (
    select unit_id as leaf, 0 as depth, kind, name, parent_id from units_unitfact
    where unit_id = any(%(units)s) and daterange(valid_from, valid_to) @> %(day)s::date
  union all
    select path.leaf, path.depth + 1, fact.kind, fact.name, fact.parent_id
    from path join units_unitfact fact on fact.unit_id = path.parent_id
    where daterange(fact.valid_from, fact.valid_to) @> %(day)s::date
)
select leaf, kind, name from path order by leaf, depth"""

# Each fact's ancestors on the last day it was true, or on `day` while it still is.
_PATHS = """
with recursive path as (
    select id as leaf, 0 as depth, kind, name, parent_id, coalesce(valid_to - 1, %(day)s::date) as day
    from units_unitfact where id = any(%(facts)s)
  union all
    select path.leaf, path.depth + 1, fact.kind, fact.name, fact.parent_id, path.day
    from path join units_unitfact fact on fact.unit_id = path.parent_id
    where daterange(fact.valid_from, fact.valid_to) @> path.day
)
select leaf, kind, name from path where depth > 0 order by leaf, depth"""

_SUCCESSORS = """
with recursive chain (id) as (
    select unnest(%(units)s::bigint[])
  union
    select link.new_id from chain join units_unitsuccessor link on link.old_id = chain.id and link."on" <= %(day)s
)
select unit.* from units_unit unit join chain using (id)
where daterange(unit.valid_from, unit.valid_to) @> %(day)s::date order by unit.code, unit.id"""

_PREDECESSORS = """
with recursive chain (id) as (
    select old_id from units_unitsuccessor where new_id = %s and not partial
  union
    select link.old_id from chain join units_unitsuccessor link on link.new_id = chain.id and not link.partial
)
select id from chain"""

# Where each unit lies now, or lay on its last day; and what went over whole into one of them.
_BELOW = """
with recursive tree (id) as (
    select %s::bigint
  union
    select next.id from tree, lateral (
        select fact.unit_id as id from units_unitfact fact join units_unit unit on unit.id = fact.unit_id
        where fact.parent_id = tree.id and fact.valid_to is not distinct from unit.valid_to
      union all
        select link.old_id from units_unitsuccessor link where link.new_id = tree.id and not link.partial
    ) next
)
select id from tree where id <> %s"""

_CHILDREN = """
with recursive below as (
    select fact.id, fact.unit_id from units_unitfact fact
    where fact.parent_id = %(unit)s and daterange(fact.valid_from, fact.valid_to) @> %(day)s::date
  union all
    select fact.id, fact.unit_id from below join units_unitfact fact on fact.parent_id = below.unit_id
    where daterange(fact.valid_from, fact.valid_to) @> %(day)s::date
)
select unit.id, coalesce(unit.code, ''), fact.name, fact.kind
from below join units_unitfact fact using (id) join units_unit unit on unit.id = fact.unit_id
where unit.level = %(level)s"""


def unit_on(code: str, day: date, *, level: Level | None = None) -> Unit:
    """The unit that bears this national code on that day. Raises NotFound."""
    units = Unit.objects.on(day).filter(code=code)
    unit = (units if level is None else units.filter(level=level)).first()
    if unit is None:
        raise NotFound(
            _("Không có đơn vị hành chính nào mang mã %(code)s vào ngày %(day)s.")
            % {"code": code[:10], "day": show_date(day)},
            "unit_unknown",
        )
    return unit


def unit_of(unit_id: int | None) -> Unit:
    """Raises NotFound when nobody works there."""
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    if unit is None:
        raise NotFound(_("Không thấy đơn vị này."), "unit_unknown")
    return unit


def facts_on(unit: Unit, day: date) -> UnitFact:
    """Name, kind and parent of the unit on that day. Raises NotFound when it did not exist, or the data begin later."""
    fact = UnitFact.objects.on(day).filter(unit=unit).select_related("parent").first()
    if fact is None:
        raise _nameless(unit, day)
    return fact


def _nameless(unit: Unit, day: date) -> NotFound:
    return NotFound(
        _("Không có dữ liệu về đơn vị hành chính %(code)s vào ngày %(day)s.")
        % {"code": unit.code or unit.pk, "day": show_date(day)},
        "unit_unknown",
    )


def names_on(units: Iterable[Unit | int], day: date) -> dict[int, str]:
    """Full names by unit id, in one statement. A unit without name on that day is left out."""
    ids = [unit if isinstance(unit, int) else unit.pk for unit in units]
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"units": ids, "day": day})
        rows = cursor.fetchall()
    parts: dict[int, list[str]] = defaultdict(list)
    for leaf, kind, name in rows:
        parts[leaf].append(title(Kind(kind), name))
    return {leaf: ", ".join(titles) for leaf, titles in parts.items()}


def full_name(unit: Unit, day: date) -> str:
    """ "xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang", as it was on that day. Raises NotFound."""
    try:
        return names_on([unit], day)[unit.pk]
    except KeyError:
        raise _nameless(unit, day) from None


def successors_on(unit: Unit, day: date) -> list[Unit]:
    """The units that hold on that day what this one held: itself while it exists, more than one when it was split. Follows
    chains of mergers. Empty before the unit began, and when nobody took over (districts)."""
    return _successors([unit.pk], day)


def ids_of_predecessors(unit_id: int) -> RawSQL:
    """The units that went over whole into this one, through any number of mergers, as a subquery to filter by
    (`competent_unit__in=…`). A unit that was split is nobody's: who keeps which of its papers has to be decided by people."""
    return RawSQL(_PREDECESSORS, [unit_id])  # noqa: S611  (one parameter, no text of others)


def ids_below(unit_id: int) -> RawSQL:
    """All that lies below this unit, however far, today or on its own last day: the communes of a province, and those (with
    their districts) of the provinces it was made from. As a subquery to filter by."""
    return RawSQL(_BELOW, [unit_id, unit_id])  # noqa: S611  (two parameters, no text of others)


def predecessors_of(unit_id: int) -> list[tuple[int, str]]:
    """The same units as people knew them on their last day, "xã Vị Thắng (đến 30/06/2025)", by code. One statement."""
    facts = UnitFact.objects.filter(unit__in=ids_of_predecessors(unit_id), valid_to=F("unit__valid_to"))
    return [
        (fact.unit_id, _("%(name)s (đến %(day)s)") % {"name": fact.title, "day": show_date(fact.valid_to - DAY)})
        for fact in facts.order_by("unit__code", "unit_id")
        if fact.valid_to
    ]


def _successors(ids: Sequence[int], day: date) -> list[Unit]:
    return list(Unit.objects.raw(_SUCCESSORS, {"units": list(ids), "day": day}))


def provinces_on(day: date) -> tuple[Place, ...]:
    """All provinces and cities of that day in Vietnamese order; one statement. Values only, fit to be kept in memory."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select unit.id, unit.code, fact.name, fact.kind
            from units_unitfact fact join units_unit unit on unit.id = fact.unit_id
            where fact.parent_id is null and daterange(fact.valid_from, fact.valid_to) @> %s::date""",
            [day],
        )
        return _places(cursor.fetchall())


def communes_of(province: Unit | Place | int, day: date) -> tuple[Place, ...]:
    """All communes, wards, townships and special zones of a province (or a district) on that day, whatever lies between;
    one statement."""
    return _below(province, Level.COMMUNE, day)


def hamlets_of(commune: Unit | Place | int, day: date) -> tuple[Place, ...]:
    """The hamlets of a commune on that day. They have no code."""
    return _below(commune, Level.HAMLET, day)


def districts_of(province: Unit | Place | int, day: date) -> tuple[Place, ...]:
    """The districts of a province on that day: none since 1 July 2025."""
    return _below(province, Level.DISTRICT, day)


def _below(unit: Unit | Place | int, level: Level, day: date) -> tuple[Place, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, {"unit": unit if isinstance(unit, int) else unit.id, "level": int(level), "day": day})
        return _places(cursor.fetchall())


def _places(rows: Iterable[tuple[int, str, str, str]]) -> tuple[Place, ...]:
    return tuple(sorted((Place(id, code, name, Kind(kind)) for id, code, name, kind in rows), key=place_order))


def map_old_address(address: str | Sequence[str], day: date) -> list[Unit]:
    """Today's communes for an old commune code ("31447") or a written address ("xã Vị Thuỷ, huyện Vị Thủy, Hậu Giang"; or
    its parts). More than one when the commune was split or the words fit several: a person must choose. Empty when the
    data know no such commune. At most three statements."""
    if isinstance(address, str) and _is_code(address.strip()):
        ids = list(Unit.objects.filter(code=address.strip(), level=Level.COMMUNE).values_list("pk", flat=True))
    else:
        ids = _communes_written(parse_address(address), day)
    return [unit for unit in _successors(ids, day) if unit.level == Level.COMMUNE] if ids else []


def _is_code(text: str) -> bool:
    try:
        return level_of_code(text) is Level.COMMUNE
    except ValueError:
        return False


def _communes_written(parts: Sequence[AddressPart], day: date) -> list[int]:
    if not parts:
        return []
    communes = Q(unit__level=Level.COMMUNE, search_key__in={part.key for part in parts})
    facts = list(UnitFact.objects.filter(communes).order_by("pk"))
    ancestors = _ancestors([fact.pk for fact in facts], day) if facts else {}
    for place, leaf in enumerate(parts):  # what comes before the commune is a hamlet, a street, a house
        rest = parts[place + 1 :]
        fitting = [fact for fact in facts if fact.search_key == leaf.key and is_path(rest, ancestors.get(fact.pk, []))]
        if fitting:
            return sorted({fact.unit_id for fact in _preferred(fitting, leaf)})
    return []


def _preferred(facts: list[UnitFact], leaf: AddressPart) -> list[UnitFact]:
    """People leave out accents and mix up xã and thị trấn: both only decide when some commune fits them."""
    facts = [fact for fact in facts if fact.name.lower() == leaf.name.lower()] or facts
    return [fact for fact in facts if Kind(fact.kind) in leaf.kinds] or facts


def _ancestors(facts: Sequence[int], day: date) -> dict[int, list[tuple[Kind, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_PATHS, {"facts": list(facts), "day": day})
        found: dict[int, list[tuple[Kind, str]]] = defaultdict(list)
        for leaf, kind, name in cursor.fetchall():
            found[leaf].append((Kind(kind), name))
    return found
