"""Kinds of units, how they are written, and when a set of rows about them makes sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from xaso.core.text import name_sort_key, normalise, search_key, tone_canonical


class Level(IntegerChoices):
    """Tiers of government. The second was abolished on 1 July 2025 (NQ 203/2025/QH15)."""

    PROVINCE = 1, _("cấp tỉnh")
    DISTRICT = 2, _("cấp huyện")
    COMMUNE = 3, _("cấp xã")
    HAMLET = 4, _("ấp, thôn, tổ dân phố")


class Kind(TextChoices):
    """What a unit is called in law. The label is the word written before the name."""

    PROVINCE = "province", _("tỉnh")
    CITY = "city", _("thành phố")
    DISTRICT = "district", _("huyện")
    URBAN_DISTRICT = "urban_district", _("quận")
    TOWN = "town", _("thị xã")
    PROVINCIAL_CITY = "provincial_city", _("thành phố")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    TOWNSHIP = "township", _("thị trấn")
    SPECIAL_ZONE = "special_zone", _("đặc khu")
    HAMLET = "hamlet", _("ấp")

    @property
    def level(self) -> Level:
        return LEVEL_OF[self]


LEVEL_OF: Mapping[Kind, Level] = {
    Kind.PROVINCE: Level.PROVINCE,
    Kind.CITY: Level.PROVINCE,
    Kind.DISTRICT: Level.DISTRICT,
    Kind.URBAN_DISTRICT: Level.DISTRICT,
    Kind.TOWN: Level.DISTRICT,
    Kind.PROVINCIAL_CITY: Level.DISTRICT,
    Kind.COMMUNE: Level.COMMUNE,
    Kind.WARD: Level.COMMUNE,
    Kind.TOWNSHIP: Level.COMMUNE,
    Kind.SPECIAL_ZONE: Level.COMMUNE,
    Kind.HAMLET: Level.HAMLET,
}
TOP_KINDS = (Kind.PROVINCE, Kind.CITY)
# Codes of the statistics office: 2 digits a province, 3 a district, 5 a commune.
_LEVEL_OF_CODE = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}
_NUMBERED = re.compile(r"(\d+|[IVX]+)")


def level_of_code(code: str) -> Level:
    """Raises ValueError for what can't be a code of the statistics office."""
    if not (code.isascii() and code.isdigit() and len(code) in _LEVEL_OF_CODE):
        raise ValueError(f"not a unit code: {code!r}")
    return _LEVEL_OF_CODE[len(code)]


def title(kind: Kind, name: str) -> str:
    """The unit's name with its kind, as within a sentence: "xã Vị Thủy"; numbered wards as the law writes them: "Phường III"."""
    word = str(kind.label)
    return f"{word[:1].upper()}{word[1:]} {name}" if _NUMBERED.fullmatch(name) else f"{word} {name}"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a list to choose from. Holds no connection to the database, so it can be kept in memory."""

    id: int
    code: str
    name: str
    kind: Kind

    @property
    def title(self) -> str:
        return title(self.kind, self.name)


def hamlet_name(text: str) -> str:
    """The bare name of a hamlet: "Ấp 7" -> "7"."""
    return re.sub(r"^ấp\s+", "", text, flags=re.IGNORECASE)


def place_order(place: Place) -> tuple[list[str], int, int]:
    """Key that sorts places as a Vietnamese gazetteer does, numbered ones by their number. Not every PostgreSQL can."""
    words = place.name.split()
    number = int(words[-1]) if words[-1].isdecimal() else 0
    return [name_sort_key(word) for word in words], number, place.id


# ---- addresses as people write them ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One part of a written address: its name without the kind, and the kinds its prefix allows (none named: all)."""

    name: str
    kinds: frozenset[Kind]

    @property
    def key(self) -> str:
        return search_key(self.name)


_PREFIXES: Mapping[str, frozenset[Kind]] = {
    "tinh": frozenset({Kind.PROVINCE}),
    "t.": frozenset({Kind.PROVINCE}),
    "thanh pho": frozenset({Kind.CITY, Kind.PROVINCIAL_CITY}),
    "tp.": frozenset({Kind.CITY, Kind.PROVINCIAL_CITY}),
    "tp": frozenset({Kind.CITY, Kind.PROVINCIAL_CITY}),
    "huyen": frozenset({Kind.DISTRICT}),
    "h.": frozenset({Kind.DISTRICT}),
    "quan": frozenset({Kind.URBAN_DISTRICT}),
    "q.": frozenset({Kind.URBAN_DISTRICT}),
    "thi xa": frozenset({Kind.TOWN}),
    "tx.": frozenset({Kind.TOWN}),
    "tx": frozenset({Kind.TOWN}),
    "thi tran": frozenset({Kind.TOWNSHIP}),
    "tt.": frozenset({Kind.TOWNSHIP}),
    "tt": frozenset({Kind.TOWNSHIP}),
    "dac khu": frozenset({Kind.SPECIAL_ZONE}),
    "xa": frozenset({Kind.COMMUNE}),
    "x.": frozenset({Kind.COMMUNE}),
    "phuong": frozenset({Kind.WARD}),
    "p.": frozenset({Kind.WARD}),
}
_WORDS = frozenset(
    str(word) for word in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "đặc khu", "xã", "phường")
)
_BY_LENGTH = sorted(_PREFIXES, key=len, reverse=True)


def parse_address(text: str | Sequence[str]) -> tuple[AddressPart, ...]:
    """Parts from the smallest unit up: "TT. Nàng Mau - H. Vị Thuỷ - Hậu Giang". Hamlets and house numbers stay in as parts."""
    parts = re.split(r"\s*[,;\n]\s*|\s+[-–]\s+", text) if isinstance(text, str) else list(text)
    return tuple(_part(part) for part in parts if part.strip())


def _part(text: str) -> AddressPart:
    words = tone_canonical(" ".join(normalise(text).split()))
    plain = search_key(words)
    for prefix in _BY_LENGTH:
        rest = plain.removeprefix(prefix)
        ends = rest != plain and rest.strip() and (rest[0] == " " or prefix.endswith("."))
        if ends and _is_prefix(words[: len(prefix)]):
            return AddressPart(words[len(prefix) :].strip(), _PREFIXES[prefix])
    return AddressPart(words, frozenset())


def _is_prefix(written: str) -> bool:
    """Without accents any prefix counts; with accents only the right ones: "Xà Phiên" is a name, not a xã."""
    lower = written.lower()
    return lower == search_key(lower) or lower in _WORDS


def is_path(wanted: Sequence[AddressPart], path: Sequence[tuple[Kind, str]]) -> bool:
    """Whether the named ancestors appear in this order among a unit's ancestors: levels may be left out, none be wrong."""
    ancestors = iter(path)
    return all(any(_same(part, kind, name) for kind, name in ancestors) for part in wanted)


def _same(part: AddressPart, kind: Kind, name: str) -> bool:
    return part.key == search_key(name) and (not part.kinds or kind in part.kinds)


# ---- rows of the catalogue -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    valid_from: date | None
    valid_to: date | None
    ended_by: str

    @property
    def ref(self) -> str:
        """How other rows name this unit: `31441` began before the data, `31441/2025-07-01` on that day."""
        return f"{self.code}/{self.valid_from.isoformat()}" if self.valid_from else self.code


@dataclass(frozen=True, slots=True)
class FactRow:
    unit: str
    name: str
    kind: Kind
    parent: str
    valid_from: date | None
    valid_to: date | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class SuccessorRow:
    old: str
    new: str
    partial: bool
    on: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Tree:
    """Units, their dated facts and their successors, as data."""

    units: tuple[UnitRow, ...]
    facts: tuple[FactRow, ...]
    successors: tuple[SuccessorRow, ...]


Raw = Mapping[str, str]


def parse_tree(units: Iterable[Raw], facts: Iterable[Raw], successors: Iterable[Raw]) -> Tree:
    """Rows of the three CSV files as values. Raises ValueError or KeyError for what can't be read."""
    return Tree(
        tuple(UnitRow(r["code"], _day(r["valid_from"]), _day(r["valid_to"]), r["ended_by"]) for r in units),
        tuple(
            FactRow(
                r["unit"],
                tone_canonical(normalise(r["name"])),
                Kind(r["kind"]),
                r["parent"],
                _day(r["valid_from"]),
                _day(r["valid_to"]),
                r["legal_basis"],
            )
            for r in facts
        ),
        tuple(
            SuccessorRow(r["old"], r["new"], r["partial"] == "yes", date.fromisoformat(r["on"]), r["legal_basis"])
            for r in successors
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def valid_on(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether a day lies in [valid_from, valid_to); an empty end is open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def contains(outer: tuple[date | None, date | None], inner: tuple[date | None, date | None]) -> bool:
    """Whether every day of the inner range is in the outer one."""
    begins = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return begins and ends


def problems(tree: Tree) -> list[str]:
    """What is wrong within the rows themselves, in English for whoever edits the files; the database guards the rest."""
    units = {row.ref: row for row in tree.units}
    found = [f"unit {row.ref} ends without legal basis" for row in tree.units if row.valid_to and not row.ended_by]
    if len(units) != len(tree.units):
        found.append("a unit is listed twice")
    for fact in tree.facts:
        found += _problems_of_fact(fact, units)
    for successor in tree.successors:
        found += _problems_of_successor(successor, units)
    return found


def _problems_of_fact(fact: FactRow, units: Mapping[str, UnitRow]) -> list[str]:
    unit, parent = units.get(fact.unit), units.get(fact.parent)
    if unit is None:
        return [f"fact of unknown unit {fact.unit}"]
    if fact.parent and parent is None:
        return [f"{fact.unit} has unknown parent {fact.parent}"]
    found = []
    if level_of_code(unit.code) != fact.kind.level:
        found.append(f"{fact.unit} can't be a {fact.kind.value}")
    for other in (unit, parent):
        if other and not contains((other.valid_from, other.valid_to), (fact.valid_from, fact.valid_to)):
            found.append(f"fact of {fact.unit} from {fact.valid_from} reaches beyond {other.ref}")
    return found


def _problems_of_successor(row: SuccessorRow, units: Mapping[str, UnitRow]) -> list[str]:
    old, new = units.get(row.old), units.get(row.new)
    if old is None or new is None:
        return [f"successor of unknown units {row.old} -> {row.new}"]
    found = []
    if not row.partial and old.valid_to != row.on:
        found.append(f"{row.old} is taken over on {row.on} but does not end then")
    if not valid_on(new.valid_from, new.valid_to, row.on):
        found.append(f"{row.new} does not exist on {row.on}")
    return found


def shortened(title: str) -> str:
    """As it is written where there is little room: TP. Cần Thơ."""
    return title.replace("thành phố ", "TP. ")
