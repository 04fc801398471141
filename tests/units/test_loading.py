"""Bringing units in: only what is missing, nothing half, nothing altered."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests.factories.units import AFTER, BEFORE, MERGER, SYSTEM, old_commune, todays_commune, tree
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Refused
from xaso.journal.queries import entries_of
from xaso.units.actions import Loaded, add_hamlets, load_unit_files, load_units
from xaso.units.models import Unit, UnitFact
from xaso.units.queries import facts_on, full_name, hamlets_of, successors_on, unit_on

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue" / "units"
SUBJECT = ("units", "catalogue")

UNITS = """
03,,,
03001,,,
03002,,,"""
FACTS = """
03,Mẫu,province,,,,
03001,Đông Mẫu,commune,03,,,
03002,Tây Mẫu,commune,03,,,"""
MERGED_UNITS = """
03,,,
03001,,2027-01-01,9/NQ
03002,,2027-01-01,9/NQ
03001,2027-01-01,,"""
MERGED_FACTS = """
03,Mẫu,province,,,,
03001,Đông Mẫu,commune,03,,2027-01-01,
03002,Tây Mẫu,commune,03,,2027-01-01,
03001/2027-01-01,Mẫu,ward,03,2027-01-01,,9/NQ"""
SUCCESSORS = """
03001,03001/2027-01-01,,2027-01-01,9/NQ
03002,03001/2027-01-01,,2027-01-01,9/NQ"""


@pytest.mark.django_db
def test_only_missing_rows_are_added() -> None:
    assert load_units(tree(UNITS, FACTS), by=SYSTEM) == Loaded(units=3, facts=3)
    more = load_units(tree(UNITS + "\n03003,,,", FACTS + "\n03003,Nam Mẫu,commune,03,,,"), by=SYSTEM)
    assert more == Loaded(units=1, facts=1)
    assert full_name(unit_on("03003", AFTER), AFTER) == "xã Nam Mẫu, tỉnh Mẫu"


@pytest.mark.django_db
def test_later_file_may_close_open_ends() -> None:
    load_units(tree(UNITS, FACTS), by=SYSTEM)
    tay_mau = unit_on("03002", AFTER)
    loaded = load_units(tree(MERGED_UNITS, MERGED_FACTS, SUCCESSORS), by=SYSTEM)
    assert loaded == Loaded(units=1, facts=1, successors=2, ended=4)
    assert successors_on(tay_mau, date(2026, 12, 31)) == [tay_mau]
    (mau,) = successors_on(tay_mau, date(2027, 1, 1))
    assert full_name(mau, date(2027, 1, 1)) == "phường Mẫu, tỉnh Mẫu"
    assert load_units(tree(MERGED_UNITS, MERGED_FACTS, SUCCESSORS), by=SYSTEM) == Loaded()


@pytest.mark.django_db
def test_older_file_does_not_open_ends_again() -> None:
    load_units(tree(MERGED_UNITS, MERGED_FACTS, SUCCESSORS), by=SYSTEM)
    assert load_units(tree(UNITS, FACTS), by=SYSTEM) == Loaded()
    assert unit_on("03002", AFTER).valid_to == date(2027, 1, 1)


@pytest.mark.django_db
def test_published_name_is_not_altered() -> None:
    load_units(tree(UNITS, FACTS), by=SYSTEM)
    with pytest.raises(Refused, match="đã công bố"):
        load_units(tree(UNITS + "\n03003,,,", FACTS.replace("Tây Mẫu", "Bắc Mẫu")), by=SYSTEM)
    assert facts_on(unit_on("03002", AFTER), AFTER).name == "Tây Mẫu"
    assert not Unit.objects.filter(code="03003").exists()


@pytest.mark.django_db
def test_split_leads_to_every_part() -> None:
    units = "03,,,\n03001,,2027-01-01,9/NQ\n03008,2027-01-01,,\n03009,2027-01-01,,"
    facts = """
    03,Mẫu,province,,,,
    03001,Đông Mẫu,commune,03,,2027-01-01,
    03008/2027-01-01,Đông Mẫu 1,commune,03,2027-01-01,,9/NQ
    03009/2027-01-01,Đông Mẫu 2,commune,03,2027-01-01,,9/NQ"""
    parts = """
    03001,03008/2027-01-01,yes,2027-01-01,9/NQ
    03001,03009/2027-01-01,yes,2027-01-01,9/NQ"""
    load_units(tree(units, facts, parts), by=SYSTEM)
    old = unit_on("03001", AFTER)
    assert [unit.code for unit in successors_on(old, date(2027, 6, 1))] == ["03008", "03009"]
    assert set(old.successors.values_list("partial", flat=True)) == {True}


@pytest.mark.django_db
def test_chain_of_mergers_is_followed() -> None:
    units = """
    03,,,
    03001,,2027-01-01,9/NQ
    03002,2027-01-01,2028-01-01,8/NQ
    03003,2028-01-01,,"""
    facts = """
    03,Mẫu,province,,,,
    03001,Một Mẫu,commune,03,,2027-01-01,
    03002/2027-01-01,Hai Mẫu,commune,03,2027-01-01,2028-01-01,9/NQ
    03003/2028-01-01,Ba Mẫu,commune,03,2028-01-01,,8/NQ"""
    chain = """
    03001,03002/2027-01-01,,2027-01-01,9/NQ
    03002/2027-01-01,03003/2028-01-01,,2028-01-01,8/NQ"""
    load_units(tree(units, facts, chain), by=SYSTEM)
    first = unit_on("03001", AFTER)
    for day, code in ((AFTER, "03001"), (date(2027, 5, 1), "03002"), (date(2030, 1, 1), "03003")):
        assert [unit.code for unit in successors_on(first, day)] == [code]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("units", "facts", "successors"),
    [
        (UNITS, FACTS.replace("03002,Tây Mẫu,commune", "03002,Tây Mẫu,district"), ""),
        (UNITS, FACTS.replace("Tây Mẫu,commune,03", "Tây Mẫu,commune,07"), ""),
        (UNITS + "\n03001,,,", FACTS, ""),
        (UNITS, FACTS, "03001,03002,,2027-01-01,9/NQ"),
        (UNITS, FACTS, "03001,03009,,2027-01-01,9/NQ"),
        (UNITS + "\n03003,,2027-01-01,", FACTS, ""),
        (UNITS + "\n03003,,2027-01-01,9/NQ", FACTS + "\n03003,Nam Mẫu,commune,03,,,", ""),
    ],
)
def test_rows_that_contradict_each_other_are_refused(units: str, facts: str, successors: str) -> None:
    with pytest.raises(Invalid, match="chỗ sai"):
        load_units(tree(units, facts, successors), by=SYSTEM)
    assert not Unit.objects.filter(code="03").exists()


@pytest.mark.django_db
def test_unreadable_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không đọc được"):
        load_unit_files(tmp_path, by=SYSTEM)


@pytest.mark.django_db
def test_people_do_not_load_units() -> None:
    official = Actor(post=1, roles=frozenset({"manager"}), name="Nguyễn Văn Mẫu")
    with pytest.raises(Forbidden):
        load_units(tree(UNITS, FACTS), by=official)
    assert not Unit.objects.filter(code="03").exists()


@pytest.mark.django_db
def test_load_leaves_one_entry_in_the_journal() -> None:
    before = len(list(entries_of(SUBJECT)))
    load_units(tree(UNITS, FACTS), by=SYSTEM)
    load_units(tree(UNITS, FACTS), by=SYSTEM)
    entries = list(entries_of(SUBJECT))
    assert len(entries) == before + 1
    assert {"units": 3, "facts": 3, "successors": 0, "ended": 0} in [entry.detail for entry in entries]


@pytest.mark.django_db
def test_hamlets_are_units_without_code() -> None:
    commune = todays_commune()
    made = add_hamlets(commune, names=["Ấp 10", "Ấp 2"], valid_from=None, legal_basis="9/NQ", by=SYSTEM)
    assert add_hamlets(commune, names=["Ấp 2"], valid_from=None, legal_basis="9/NQ", by=SYSTEM) == made[1:]
    assert [place.name for place in hamlets_of(commune, AFTER)] == ["2", "10"]
    assert [place.title for place in hamlets_of(commune, AFTER)] == ["Ấp 2", "Ấp 10"]
    assert {(unit.code, unit.valid_from) for unit in made} == {(None, MERGER)}
    assert full_name(made[0], AFTER) == "Ấp 10, xã Vị Thủy, thành phố Cần Thơ"


@pytest.mark.django_db
def test_hamlets_of_an_old_commune_end_with_it() -> None:
    (hamlet,) = add_hamlets(old_commune(), names=["Ấp 7"], valid_from=None, legal_basis="", by=SYSTEM)
    assert (hamlet.valid_from, hamlet.valid_to, hamlet.ended_by) == (None, MERGER, "1668/NQ-UBTVQH15")
    assert full_name(hamlet, BEFORE) == "Ấp 7, xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang"


@pytest.mark.django_db
def test_hamlets_need_a_commune_and_a_legal_basis() -> None:
    with pytest.raises(Refused, match="căn cứ pháp lý"):
        add_hamlets(todays_commune(), names=["Ấp 1"], valid_from=None, legal_basis="", by=SYSTEM)
    with pytest.raises(Refused, match="Ấp chỉ thuộc"):
        add_hamlets(unit_on("92", AFTER), names=["Ấp 1"], valid_from=None, legal_basis="9/NQ", by=SYSTEM)


def test_everything_loads_into_an_empty_database(
    committed_db: Callable[[], None], administrator: Callable[[str], None]
) -> None:
    administrator("truncate units_unit, units_unitfact, units_unitsuccessor cascade")
    started = time.monotonic()
    loaded = load_unit_files(CATALOGUE, by=SYSTEM)
    print(f"loaded all units in {time.monotonic() - started:.2f} s")
    assert loaded == Loaded(units=3439, facts=3465, successors=76)
    started = time.monotonic()
    assert load_unit_files(CATALOGUE, by=SYSTEM) == Loaded()
    print(f"found nothing to do in {time.monotonic() - started:.2f} s")
    assert UnitFact.objects.count() == 3465
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("xaso_app",)
