"""A manager above the communes: figures, and a dossier for a stated reason that its owner reads."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.helping import opened
from tests.privacy.asking import asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.district_2024 import PARTS, open_part
from xaso.demo.town import OLD_TREE
from xaso.dossiers import actions
from xaso.dossiers.access import dossiers_for, get_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import figures_of_units
from xaso.journal.queries import entries_of
from xaso.offices.actions import appoint, open_office
from xaso.offices.models import Office
from xaso.offices.rules import OfficeKind, Role
from xaso.people.actions import register_person
from xaso.signin.access import actor_of
from xaso.signin.actions import open_official_account
from xaso.units.models import Unit
from xaso.units.queries import ids_below, unit_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(citizen: Actor, one_stop: Office) -> Dossier:
    return sent_extract(citizen, one_stop)


def test_lists_and_search_of_a_province_show_no_dossier(sent: Dossier, province_manager: Actor) -> None:
    client = client_of_actor(province_manager)
    pages = ("/can-bo/?loc=tat-ca", "/can-bo/so-sach", "/can-bo/so-sach/xuat?dang=csv", "/can-bo/tim?q=Nguyễn Thị Lan")
    assert list(dossiers_for(province_manager)) == []
    assert [path for path in pages if sent.number in client.get(path).content.decode()] == []


def test_figures_count_each_commune(sent: Dossier, reception: Actor, province_manager: Actor) -> None:
    actions.receive_dossier(get_dossier(reception, sent.number), by=reception)
    mine = [one for one in figures_of_units(province_manager) if one.open]
    assert [(one.unit, one.open, one.late, one.paused, one.sent) for one in mine] == [("xã Vị Thủy", 1, 0, 0, 1)]
    page = client_of_actor(province_manager).get("/can-bo/so-lieu")
    assert page.context["lines"][0][0] == "xã Vị Thủy"  # before the hundred that have nothing
    assert sent.number not in page.content.decode()


def test_chart_says_where_most_is_late_and_draws_it_to_scale(
    sent: Dossier, citizen: Actor, one_stop: Office, reception: Actor, province_manager: Actor, manager: Actor
) -> None:
    other = sent_extract(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, other.number), by=reception)
    for number in (sent.number, other.number):
        actions.withdraw_dossier(get_dossier(reception, number), reason="Xin rút.", by=reception)
    assert "Chưa có hồ sơ nào đang giải quyết" in unescape(
        client_of_actor(manager).get("/can-bo/so-lieu").content.decode()
    )
    asked("delete", by=citizen, office=one_stop, reception=reception)
    waiting = sent_extract(citizen, one_stop)
    with clock.travel(waiting.act_by + timedelta(minutes=1)):
        page = unescape(client_of_actor(province_manager).get("/can-bo/so-lieu").content.decode())
    assert "Trễ nhiều nhất: xã Vị Thủy, 1 trong 2 hồ sơ đang giải quyết" in page
    assert '<rect class="late" x="0.0" y="1" width="150.0"' in page
    assert '<rect class="go" x="150.0" y="1" width="150.0"' in page


@pytest.mark.parametrize("who", ["manager", "province_manager"])
def test_self_filed_helped_and_typed_are_counted_apart(
    who: str,
    sent: Dossier,
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    one_stop: Office,
    request: pytest.FixtureRequest,
) -> None:
    helped = opened(neighbour, citizen, one_stop)
    actions.confirm_draft(helped, revision=helped.revision, by=citizen)
    for name in ("Lê Văn Giấy", "Lê Thị Giấy"):
        actions.register_dossier(code="1.000894", office=one_stop, owner_name=name, by=reception)
    client = client_of_actor(request.getfixturevalue(who))
    page = client.get("/can-bo/so-lieu")
    names = [name for name, _code, _counts in page.context["filed"]]
    assert [counts for _name, _code, counts in page.context["filed"]] == [[0, 0, 2, 0, 2], [1, 1, 0, 0, 2]]
    assert page.context["filed_totals"] == [1, 1, 2, 0, 4]
    assert [name for name in names if name not in unescape(page.content.decode())] == []
    assert client.get("/can-bo/so-lieu?tu=01/01/2020&den=31/12/2020").context["filed"] == []
    written = client.get("/can-bo/so-lieu/ai-nhap?dang=csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written))) == [
        ["Mã thủ tục", "Thủ tục", "Người dân tự làm", "Có người giúp", "Cán bộ nhập", "Sổ cũ không ghi", "Tất cả"],
        ["1.000894", names[0], "0", "0", "2", "0", "2"],
        ["2.000635", names[1], "1", "1", "0", "0", "2"],
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(client.get("/can-bo/so-lieu/ai-nhap").content))
    assert [row[2].value for row in book.active.rows] == ["Người dân tự làm", "0", "1"]


def test_figures_ask_the_database_as_often_for_many_procedures(
    one_stop: Office, reception: Actor, manager: Actor
) -> None:
    client, asked = client_of_actor(manager), []
    for code in ("1.000894", "2.000635"):
        actions.register_dossier(code=code, office=one_stop, owner_name="Lê Văn Giấy", by=reception)
        client.get("/can-bo/so-lieu")
        with CaptureQueriesContext(connection) as captured:
            client.get("/can-bo/so-lieu")
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_dossier_below_opens_for_a_reason_that_its_owner_reads(
    sent: Dossier, citizen: Actor, province_manager: Actor
) -> None:
    client = client_of_actor(province_manager)
    asked = client.post("/can-bo/tim", {"q": sent.number}, follow=True)
    assert asked.redirect_chain[-1][0].startswith(f"/can-bo/ho-so/{sent.number}/mo")
    assert sent.owner_name not in asked.content.decode()
    said = {"purpose": "complaint", "words": "Phản ánh số 12 của bà Lan"}
    opened = client.post(f"/can-bo/ho-so/{sent.number}/mo", said, follow=True)
    assert opened.status_code == 200
    assert sent.owner_name in opened.content.decode()
    assert client.get(f"/can-bo/ho-so/{sent.number}/nhat-ky").status_code == 200
    seen = client_of_actor(citizen).get(f"/ho-so/{sent.number}/ai-da-xem").content.decode()
    assert "Phan Thị Ngọc Diệp" in seen
    assert "Phản ánh số 12 của bà Lan" in seen


def test_manager_above_changes_nothing(sent: Dossier, province_manager: Actor) -> None:
    client = client_of_actor(province_manager)
    assert client.post(f"/can-bo/ho-so/{sent.number}/tiep-nhan").status_code in (403, 404, 409)
    assert Dossier.objects.get(pk=sent.pk).state == sent.state


def test_manager_of_another_province_finds_nothing_and_leaves_a_trace(sent: Dossier) -> None:
    stranger = manager_of("91", date(2026, 1, 1), "kien.giang")
    assert client_of_actor(stranger).get(f"/can-bo/ho-so/{sent.number}").status_code == 404
    assert entries_of(sent.subject).filter(denied=True, account=stranger.account).count() == 1


def test_other_roles_of_a_province_open_nothing_below(sent: Dossier) -> None:
    clerk = manager_of("92", date(2026, 1, 1), "van.thu", Role.CASE_OFFICER)
    client = client_of_actor(clerk)
    assert client.get(f"/can-bo/ho-so/{sent.number}").status_code == 404
    assert client.get("/can-bo/so-lieu").status_code == 404


def test_below_a_province_lies_what_lay_below_those_it_was_made_from(province_manager: Actor) -> None:
    for part in PARTS:
        open_part(part)
    below = set(Unit.objects.filter(pk__in=ids_below(province_manager.unit or 0)).values_list("pk", flat=True))
    were = {unit_on(part.code, OLD_TREE).pk for part in PARTS}
    assert were <= below
    assert province_manager.unit not in below
    district = next(unit_on(part.code, OLD_TREE) for part in PARTS if len(part.code) == 3)
    inside = set(Unit.objects.filter(pk__in=ids_below(district.pk), level=3).values_list("pk", flat=True))
    assert inside == were - {district.pk}


def manager_of(code: str, day: date, username: str, role: Role = Role.MANAGER) -> Actor:
    by = Actor.system("test")
    unit = unit_on(code, day)
    office = open_office(unit, name=f"Văn phòng {code}", short_name=code, kind=OfficeKind.LEADERSHIP, by=by)
    person = register_person(full_name="Ngô Văn Lạ", invented=True, by=by)
    appoint(person, office=office, role=role, title="x", valid_from=date(2026, 1, 1), by=by)
    account = open_official_account(username=username, password="Xuong-Rong-7-Tac-2026", person=person.pk, by=by)
    return actor_of(account, address="127.0.0.1")
