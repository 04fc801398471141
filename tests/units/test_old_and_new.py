"""The two structures of government and the traps between them, on the data that is shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.factories.units import AFTER, BEFORE, MERGER, SYSTEM, old_commune, todays_commune
from xaso.core.refused import NotFound
from xaso.units.actions import Loaded, load_unit_files
from xaso.units.models import Unit, UnitFact, UnitSuccessor
from xaso.units.queries import (
    communes_of,
    districts_of,
    facts_on,
    full_name,
    map_old_address,
    names_on,
    provinces_on,
    successors_on,
    unit_on,
)
from xaso.units.rules import Kind, Level

pytestmark = pytest.mark.django_db

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue" / "units"


def codes(units: list[Unit]) -> list[str | None]:
    return [unit.code for unit in units]


def test_vi_thang_in_2024_and_its_successor_today() -> None:
    vi_thang = unit_on("31450", BEFORE)
    assert full_name(vi_thang, BEFORE) == "xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang"
    (today,) = successors_on(vi_thang, AFTER)
    assert full_name(today, AFTER) == "xã Vị Thủy, thành phố Cần Thơ"


def test_last_day_before_and_first_day_after_the_merger() -> None:
    vi_thang = old_commune()
    assert successors_on(vi_thang, date(2025, 6, 30)) == [vi_thang]
    assert codes(successors_on(vi_thang, MERGER)) == ["31441"]
    with pytest.raises(NotFound, match="31450 vào ngày 01/07/2025"):
        unit_on("31450", MERGER)


def test_one_code_is_two_units_across_the_merger() -> None:
    before, after = old_commune("31441"), todays_commune("31441")
    assert before.pk != after.pk
    assert facts_on(before, BEFORE).title == "thị trấn Nàng Mau"
    assert facts_on(after, AFTER).title == "xã Vị Thủy"
    assert successors_on(before, AFTER) == [after]
    assert successors_on(after, BEFORE) == []


def test_old_vi_thuy_is_not_in_todays_vi_thuy() -> None:
    assert full_name(old_commune("31447"), BEFORE) == "xã Vị Thủy, huyện Vị Thủy, tỉnh Hậu Giang"
    (today,) = map_old_address("31447", AFTER)
    assert (today.code, full_name(today, AFTER)) == ("31453", "xã Vĩnh Thuận Đông, thành phố Cần Thơ")


def test_old_dong_phuoc_is_not_todays_dong_phuoc() -> None:
    (today,) = map_old_address("xã Đông Phước, huyện Châu Thành, tỉnh Hậu Giang", AFTER)
    assert full_name(today, AFTER) == "xã Phú Hữu, thành phố Cần Thơ"
    assert full_name(todays_commune("31369"), AFTER) == "xã Đông Phước, thành phố Cần Thơ"


@pytest.mark.parametrize(
    ("written", "today"),
    [
        ("xã Vị Thuỷ, huyện Vị Thuỷ, tỉnh Hậu Giang", ["31453"]),
        ("xã Vị Thủy, thành phố Cần Thơ", ["31441"]),
        ("xa vi thuy, h. vi thuy, hau giang", ["31453"]),
        ("Ấp 7, X. Vị Thắng, H. Vị Thủy, T. Hậu Giang", ["31441"]),
        ("TT. Nàng Mau - Vị Thủy - Hậu Giang", ["31441"]),
        ("TTr Nàng Mau, Hậu Giang", []),
        ("Vị Thắng, Hậu Giang", ["31441"]),
        ("xã Hoả Lựu, TP. Vị Thanh, Hậu Giang", ["31338"]),
        ("Phường III, thành phố Vị Thanh, tỉnh Hậu Giang", ["31321"]),
        ("xã Tân Phú, thị xã Long Mỹ, Hậu Giang", ["31480"]),
        ("xã Vị Thắng, huyện Long Mỹ, Hậu Giang", []),
        ("xã Không Có, Hậu Giang", []),
        ("", []),
        (" , ", []),
    ],
)
def test_written_address_finds_todays_commune(written: str, today: list[str]) -> None:
    assert codes(map_old_address(written, AFTER)) == today


def test_address_that_fits_several_leaves_the_choice() -> None:
    assert codes(map_old_address("xã Vị Thủy", AFTER)) == ["31441", "31453"]
    assert codes(map_old_address(["xã Long Phú", "thị xã Long Mỹ", "Hậu Giang"], AFTER)) == ["31480"]


def test_every_old_address_of_hau_giang_finds_its_successor() -> None:
    old = {unit.pk: unit for unit in Unit.objects.filter(level=Level.COMMUNE, valid_to=MERGER)}
    written = names_on(old, BEFORE)
    found = {pk: map_old_address(written[pk], AFTER) for pk in old}
    assert found == {pk: successors_on(unit, AFTER) for pk, unit in old.items()}


def test_every_address_of_today_finds_itself() -> None:
    ids = [place.id for place in communes_of(unit_on("92", AFTER), AFTER)]
    written = names_on(ids, AFTER)
    assert [[unit.pk for unit in map_old_address(written[pk], AFTER)] for pk in ids] == [[pk] for pk in ids]


@pytest.mark.parametrize(("code", "today"), [("31450", ["31441"]), ("31486", ["31453"]), ("99999", []), ("93", [])])
def test_old_code_finds_todays_commune(code: str, today: list[str]) -> None:
    assert codes(map_old_address(code, AFTER)) == today


def test_every_old_commune_of_hau_giang_has_one_successor() -> None:
    ended = Unit.objects.filter(level=Level.COMMUNE, valid_to=MERGER)
    assert ended.count() == 75
    today = {unit.pk: codes(successors_on(unit, AFTER)) for unit in ended}
    assert {len(found) for found in today.values()} == {1}
    assert len({found[0] for found in today.values()}) == 28
    assert not UnitSuccessor.objects.filter(partial=True).exists()


def test_hau_giang_became_part_of_can_tho_and_its_districts_of_nothing() -> None:
    assert codes(successors_on(unit_on("93", BEFORE), AFTER)) == ["92"]
    assert successors_on(unit_on("935", BEFORE), AFTER) == []
    assert unit_on("935", BEFORE).ended_by == "203/2025/QH15"


def test_counts_of_today() -> None:
    on_day = UnitFact.objects.on(AFTER)
    kinds = {kind: on_day.filter(kind=kind).count() for kind in Kind}
    assert (kinds[Kind.COMMUNE], kinds[Kind.WARD], kinds[Kind.SPECIAL_ZONE]) == (2599, 709, 13)
    assert (kinds[Kind.PROVINCE], kinds[Kind.CITY], kinds[Kind.DISTRICT], kinds[Kind.TOWNSHIP]) == (25, 9, 0, 0)
    assert len(provinces_on(AFTER)) == 34
    assert len(communes_of(unit_on("92", AFTER), AFTER)) == 103


def test_three_tiers_of_the_old_province() -> None:
    hau_giang = unit_on("93", BEFORE, level=Level.PROVINCE)
    assert [place.title for place in districts_of(hau_giang, BEFORE)] == [
        "huyện Châu Thành",
        "huyện Châu Thành A",
        "huyện Long Mỹ",
        "thị xã Long Mỹ",
        "thành phố Ngã Bảy",
        "huyện Phụng Hiệp",
        "thành phố Vị Thanh",
        "huyện Vị Thủy",
    ]
    assert len(communes_of(hau_giang, BEFORE)) == 75
    assert len(communes_of(unit_on("935", BEFORE), BEFORE)) == 10
    assert communes_of(hau_giang, AFTER) == districts_of(unit_on("92", AFTER), AFTER) == ()


def test_lists_are_in_vietnamese_order() -> None:
    names = [place.name for place in provinces_on(AFTER)]
    assert names[:6] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng"]


def test_commune_that_became_a_ward_is_the_same_unit() -> None:
    unit = unit_on("26368", MERGER)
    assert unit == unit_on("26368", AFTER)
    assert full_name(unit, date(2026, 4, 29)) == "xã Long Thành, tỉnh Đồng Nai"
    assert full_name(unit, date(2026, 4, 30)) == "phường Long Thành, thành phố Đồng Nai"


def test_unit_that_went_on_began_before_the_data() -> None:
    ha_noi = unit_on("01", date(1990, 1, 1))
    assert (ha_noi.valid_from, full_name(ha_noi, BEFORE)) == (None, "thành phố Hà Nội")
    assert facts_on(unit_on("46", BEFORE), BEFORE).name == "Thừa Thiên Huế"
    tan_loc = unit_on("31213", BEFORE)
    with pytest.raises(NotFound, match="Không có dữ liệu"):
        full_name(tan_loc, BEFORE)
    assert names_on([tan_loc, ha_noi], BEFORE) == {ha_noi.pk: "thành phố Hà Nội"}


def test_names_are_spelled_one_way() -> None:
    odd = UnitFact.objects.filter(name__regex="(Hoà|Hoả|Thuỷ|Hoá|Thuý)( |$)")
    assert list(odd.values_list("name", flat=True)) == []


def test_every_row_of_today_names_its_law() -> None:
    assert not UnitFact.objects.filter(valid_from__isnull=False, legal_basis="").exists()
    assert facts_on(todays_commune(), AFTER).legal_basis == "1668/NQ-UBTVQH15"
    assert not Unit.objects.filter(valid_to__isnull=False, ended_by="").exists()


def test_loading_again_changes_nothing() -> None:
    before = (Unit.objects.count(), UnitFact.objects.count(), UnitSuccessor.objects.count())
    assert before == (3439, 3465, 76)
    assert load_unit_files(CATALOGUE, by=SYSTEM) == Loaded()
    assert (Unit.objects.count(), UnitFact.objects.count(), UnitSuccessor.objects.count()) == before
