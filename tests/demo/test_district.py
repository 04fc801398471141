from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from config.commands.demo import demo
from xaso.demo import progress
from xaso.demo.district_2024 import DISTRICT, PARTS, open_part, register_of
from xaso.demo.figures import not_covered, published, recount
from xaso.demo.loader import import_part, load
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules.sheet import read_sheet
from xaso.offices.models import Post
from xaso.offices.rules import Role
from xaso.units.models import Unit

VI_THANG = PARTS[0]


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def test_offices_add_up_to_the_published_totals() -> None:
    assert sum(part.dossiers for part in PARTS) == published()["district_935"]["online_dossiers"]
    assert VI_THANG.dossiers == published()["commune_31450"]["online_dossiers"]
    codes = {unit["code"] for unit in published()["structure"]["communes"]} | {"935"}
    assert {part.code for part in PARTS} == codes


@pytest.mark.django_db
def test_register_of_an_office_comes_in_whole_and_is_the_same_each_time() -> None:
    office = open_part(VI_THANG)
    content = register_of(VI_THANG, office)
    assert content == register_of(VI_THANG, office)
    assert len(read_sheet(content).rows) == 493
    assert import_part(VI_THANG) == 493
    assert import_part(VI_THANG) == 0
    rows = Dossier.objects.filter(office=office)
    assert rows.count() == rows.filter(invented=True, version=None).online().count() == 493
    assert rows.open().count() == 0
    assert 0 < rows.filter(ended_at__gt=F("due_at")).count() < 25
    assert rows.order_by("submitted_at").first().number.startswith("000.00.31450.H30-2401")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_old_office_closes_with_its_unit_and_so_do_its_posts() -> None:
    office = open_part(DISTRICT)
    assert office.unit == Unit.objects.get(code="935")
    assert office.valid_to == office.unit.valid_to
    posts = Post.objects.filter(office=office).order_by("pk")
    assert [(post.role, post.valid_to) for post in posts] == [
        (Role.RECEPTION, office.valid_to),
        (Role.APPROVER, office.valid_to),
    ]


@pytest.mark.django_db
def test_figures_are_counted_from_rows_and_differ_until_all_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    import_part(VI_THANG)
    agree = {figure.key: figure.agrees for figure in recount()}
    assert agree == {
        ("commune_31450", "online_dossiers"): True,
        ("commune_31450", "online_dossiers_rate_percent"): True,
        ("district_935", "online_dossiers"): False,
        ("district_935", "online_dossiers_rate_percent"): True,
        ("district_935", "eligible_procedures_served_full_or_partial_percent"): True,
    }
    Dossier.objects.filter(number__endswith="-0002").update(channel="counter")
    commune = {figure.key[1]: figure.counted for figure in recount() if figure.key[0] == "commune_31450"}
    assert commune["online_dossiers"] < 493
    assert commune["online_dossiers_rate_percent"] < 100
    assert demo(["check"]) == 1
    told = capsys.readouterr().out
    assert "KHÁC" in told
    assert "huyện Vị Thủy: số hộ (23.560)" in told
    assert re.search(r"trong đó người dân tự làm \d+, có người giúp \d+, cán bộ nhập \d+, sổ cũ không ghi 0 \(", told)


@pytest.mark.django_db
def test_published_figures_not_counted_are_all_named() -> None:
    assert len(not_covered()) == 10
    assert not [name for name in not_covered() if "_" in name]


def test_progress_is_told_while_it_loads_and_no_longer(var: Path) -> None:
    assert progress.sentence() == ""
    progress.tell(3200, 11863)
    assert progress.sentence() == "Đang nạp dữ liệu mẫu: 3.200 trong 11.863 hồ sơ."
    progress.tell(11863, 11863)
    assert progress.sentence() == ""
    progress.path().write_text("{broken")
    assert progress.sentence() == ""
    assert json.loads(json.dumps(progress.told())) is None


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/can-bo/dang-nhap"])
def test_first_page_answers_while_it_loads_and_says_so(url: str, client: Client) -> None:
    progress.tell(3200, 11863)
    assert "Đang nạp dữ liệu mẫu: 3.200 trong 11.863 hồ sơ." in client.get(url).content.decode()
    progress.tell(11863, 11863)
    assert "Đang nạp" not in client.get(url).content.decode()


@pytest.mark.django_db
def test_load_goes_on_where_it_was_broken_off(monkeypatch: pytest.MonkeyPatch, var: Path) -> None:
    monkeypatch.setattr("xaso.demo.loader.STORIES", ())
    monkeypatch.setattr("xaso.demo.loader.PARTS", (VI_THANG,))
    monkeypatch.setattr("xaso.demo.loader.TOTAL", VI_THANG.dossiers)
    import_part(VI_THANG)
    assert load().imported == 0
    assert progress.told() == {"count": 493, "total": 493, "done": True}


@pytest.mark.django_db
def test_command_prints_the_cast_and_how_to_come_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo(["cast"]) == 0
    told = capsys.readouterr().out
    assert "hanh.tiepnhan / Vi-Thuy-mau-2026" in told
    assert "điện thoại 0900 000 001" in told
    assert demo(["dance"]) == 2
