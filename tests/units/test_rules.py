"""Rules that need no database: titles, codes, addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xaso.units.rules import Kind, Level, Place, is_path, level_of_code, parse_address, place_order, title


@pytest.mark.parametrize(
    ("kind", "name", "written"),
    [
        (Kind.COMMUNE, "Vị Thủy", "xã Vị Thủy"),
        (Kind.WARD, "III", "Phường III"),
        (Kind.WARD, "15", "Phường 15"),
        (Kind.COMMUNE, "Vị Thanh 1", "xã Vị Thanh 1"),
        (Kind.CITY, "Cần Thơ", "thành phố Cần Thơ"),
    ],
)
def test_title(kind: Kind, name: str, written: str) -> None:
    assert title(kind, name) == written


@pytest.mark.parametrize(("code", "level"), [("92", Level.PROVINCE), ("935", Level.DISTRICT), ("31441", Level.COMMUNE)])
def test_level_of_code(code: str, level: Level) -> None:
    assert level_of_code(code) is level


@pytest.mark.parametrize("code", ["", "9", "9a", "3144", "314411", "٣٤", " 92"])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="not a unit code"):
        level_of_code(code)


@pytest.mark.parametrize(
    ("text", "name", "kinds"),
    [
        ("xã Vị Thuỷ", "Vị Thủy", {Kind.COMMUNE}),
        ("X. Vị Thắng", "Vị Thắng", {Kind.COMMUNE}),
        ("TP.Cần Thơ", "Cần Thơ", {Kind.CITY, Kind.PROVINCIAL_CITY}),
        ("tp Cần Thơ", "Cần Thơ", {Kind.CITY, Kind.PROVINCIAL_CITY}),
        ("Thị trấn  Nàng\u200b Mau", "Nàng Mau", {Kind.TOWNSHIP}),
        ("Xà Phiên", "Xà Phiên", set()),
        ("Hậu Giang", "Hậu Giang", set()),
        ("Xã", "Xã", set()),
    ],
)
def test_part_of_an_address(text: str, name: str, kinds: set[Kind]) -> None:
    (part,) = parse_address(text)
    assert (part.name, part.kinds) == (name, kinds)


@given(st.text())
def test_any_text_is_an_address_of_some_parts(text: str) -> None:
    assert all(part.name.strip() for part in parse_address(text) if part.key)


def test_path_may_skip_a_tier_but_not_name_a_wrong_one() -> None:
    path = [(Kind.DISTRICT, "Vị Thủy"), (Kind.PROVINCE, "Hậu Giang")]
    assert is_path(parse_address("huyện Vị Thuỷ, Hậu Giang"), path)
    assert is_path(parse_address("tinh hau giang"), path)
    assert is_path([], path)
    assert not is_path(parse_address("thị xã Vị Thủy, Hậu Giang"), path)
    assert not is_path(parse_address("Hậu Giang, Vị Thủy"), path)


def test_numbered_places_are_sorted_by_number() -> None:
    places = [Place(number, "", f"Phú Hòa {number}", Kind.COMMUNE) for number in (10, 2, 1)]
    assert [place.id for place in sorted(places, key=place_order)] == [1, 2, 10]
