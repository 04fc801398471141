"""Today, search, register: what they show, how often they ask the database, what they give out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.portal.filing import BIRTH, attach, fill, start, submit
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import inbox
from xaso.offices.models import Office
from xaso.portal import home

pytestmark = pytest.mark.django_db

TODAY_QUERIES = 12  # what a list takes, and duties that colleagues ask to take over, and support days of today
INBOX_QUERIES = (
    10  # four of them once a process: the place itself, its office, its line; one for calls promised for today
)


def at_the_counter(office: Office, by: Actor, name: str) -> Dossier:
    return actions.register_dossier(code="1.000894", office=office, owner_name=name, phone="0912000009", by=by)


def queries_of(client: Client, url: str) -> int:
    """As a fresh process asks: nothing kept from the request before."""
    home.forget_place()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len([one for one in asked if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize(
    ("url", "most"),
    [("/can-bo/", TODAY_QUERIES), ("/can-bo/so-sach", INBOX_QUERIES + 1), ("/can-bo/tim?q=nguyen", INBOX_QUERIES + 1)],
)
def test_queries_of_a_list_do_not_grow_with_its_rows(
    url: str, most: int, hanh: Desk, reception: Actor, one_stop: Office
) -> None:
    at_the_counter(one_stop, reception, "Nguyễn Thị Một")
    hanh.reads(url)
    one = queries_of(hanh.client, url)
    for place in range(29):
        at_the_counter(one_stop, reception, f"Nguyễn Thị Lan {place}")
    assert queries_of(hanh.client, url) == one <= most


def test_tabs_are_in_the_address_and_counted(file_extract: Callable[[], Dossier], hanh: Desk) -> None:
    first, second = file_extract(), file_extract()
    hanh.does(first.number, "tiep-nhan")
    new = hanh.reads("/can-bo/?loc=moi")
    assert (first.number in new, second.number in new) == (False, True)
    assert '<b data-count="moi">1</b>' in new
    assert '<b data-count="tat-ca">2</b>' in new
    counts = hanh.client.get("/can-bo/dem").json()["counts"]
    assert (counts["tat-ca"], counts["moi"]) == ("2", "1")
    assert first.number in hanh.reads("/can-bo/?loc=khong-co")


def test_long_list_goes_on_by_key(hanh: Desk, reception: Actor, one_stop: Office) -> None:
    made = {at_the_counter(one_stop, reception, f"Người {place}").number for place in range(53)}
    first = hanh.client.get("/can-bo/")
    rest = hanh.client.get("/can-bo/", {"sau": first.context["next_key"]})
    shown = [{row.whole_number for group in page.context["groups"] for row in group.rows} for page in (first, rest)]
    assert (len(shown[0]), len(shown[1]), shown[0] | shown[1]) == (50, 3, made)
    assert hanh.client.get("/can-bo/?sau=%00rubbish").status_code == 200


@pytest.mark.parametrize("name", ["=1+1", "+84912", "-2", "@SUM(A1)"])
def test_spreadsheets_hold_what_was_typed_as_text(name: str, hanh: Desk, reception: Actor, one_stop: Office) -> None:
    dossier = at_the_counter(one_stop, reception, name)
    for url in ("/can-bo/xuat?loc=tat-ca", "/can-bo/so-sach/xuat?tt=1"):
        written = hanh.client.get(f"{url}&dang=csv").content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
        assert f"'{name}" in cells
        assert dossier.number in cells
        book = load_workbook(io.BytesIO(hanh.client.get(f"{url}&dang=xlsx").content))
        assert f"'{name}" in [cell.value for row in book.active.rows for cell in row]
        assert "f" not in {cell.data_type for row in book.active.rows for cell in row}


def test_whole_number_or_slip_opens_the_dossier(dossier: Dossier, hanh: Desk) -> None:
    for text in (dossier.number, dossier.number.lower(), f"http://127.0.0.1/t/{dossier.token}"):
        asked = hanh.client.post("/can-bo/tim", {"q": text}, follow=True)
        assert asked.redirect_chain[-1][0] == f"/can-bo/ho-so/{dossier.number}"


@pytest.mark.parametrize("text", ["nguyen thi lan", "093188000123", "0912 000 001"])
def test_search_lists_by_name_number_and_phone(text: str, dossier: Dossier, hanh: Desk) -> None:
    answer = hanh.client.post("/can-bo/tim", {"q": text}, follow=True)
    assert dossier.number in answer.content.decode()


@pytest.mark.parametrize("text", ["093188000123", "093 188 000 123", "0912 000 001", "+84912000001"])
def test_personal_number_asked_for_never_stands_in_an_address(text: str, dossier: Dossier, hanh: Desk) -> None:
    answer = hanh.client.post("/can-bo/tim", {"q": text}, follow=True)
    assert (answer.redirect_chain, dossier.number in answer.content.decode()) == ([], True)


def test_dossier_is_found_by_the_child_it_is_about(citizen: Actor, hanh: Desk) -> None:
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    submit(lan, address)
    answer = hanh.client.post("/can-bo/tim", {"q": "tran nguyen bao ngan"}, follow=True)
    assert Dossier.objects.get().number in answer.content.decode()


def test_search_masks_the_number_in_its_heading(dossier: Dossier, hanh: Desk) -> None:
    answer = hanh.client.post("/can-bo/tim", {"q": "093188000123"})
    assert "cho “093 ••• ••• 123”" in answer.content.decode()


def test_other_commune_finds_nothing(dossier: Dossier, elsewhere: Client) -> None:
    for url in (
        "/can-bo/",
        "/can-bo/so-sach",
        "/can-bo/tim?q=nguyen",
        "/can-bo/xuat?dang=csv",
        "/can-bo/so-sach/xuat?dang=csv",
    ):
        assert dossier.number not in elsewhere.get(url).content.decode()


@pytest.mark.parametrize(
    "path", ["", "dem", "xuat", "tim", "so-sach", "so-sach/xuat", "tai-quay", "phim", "ho-so/x", "ho-so/x/rut"]
)
def test_residents_and_strangers_stay_outside(path: str, citizen: Actor, one_stop: Office) -> None:
    assert client_of_actor(citizen).get(f"/can-bo/{path}").status_code == 404
    assert Client().get(f"/can-bo/{path}")["Location"].startswith("/can-bo/dang-nhap")


def test_counts_of_a_unit_with_more_than_is_looked_at_say_so(
    monkeypatch: pytest.MonkeyPatch, hanh: Desk, reception: Actor, one_stop: Office
) -> None:
    for place in range(3):
        at_the_counter(one_stop, reception, f"Nguyễn Thị Ba {place}")
    monkeypatch.setattr("xaso.dossiers.queries.desk.LOOKED_AT", 2)
    assert '<b data-count="moi">2+</b>' in hanh.reads("/can-bo/")


def test_a_later_page_of_the_inbox_begins_at_its_key_in_the_index(reception: Actor, one_stop: Office) -> None:
    for place in range(3):
        at_the_counter(one_stop, reception, f"Nguyễn Thị Tư {place}")
    first = inbox(reception, size=1)
    with CaptureQueriesContext(connection) as asked:
        assert inbox(reception, size=1, after=first.next_key).rows
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_sort = off; set local enable_bitmapscan = off")
        cursor.execute("explain " + asked[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"using desk_inbox .*\n +Index Cond: .*ROW\(paused, act_by, id\) > ROW\(", plan), plan


def test_silence_after_a_request_is_marked_in_the_list_and_on_the_page(
    dossier: Dossier, hanh: Desk, reception: Actor
) -> None:
    chosen = {"chon": ["paper:old_paper"], "gi-paper:old_paper": "Mang giấy cũ."}
    hanh.does(dossier.number, "xin-them", reason="Thiếu giấy cũ.", **chosen)
    page = f"/can-bo/ho-so/{dossier.number}"
    assert ("Chờ dân bổ sung" in hanh.reads("/can-bo/"), "chưa bổ sung đúng hạn" in hanh.reads(page)) == (True, False)
    with clock.travel(clock.now() + timedelta(days=20)):
        hanh = Desk(client_of_actor(reception))
        assert '<span class="tag late">Quá hạn bổ sung</span>' in hanh.reads("/can-bo/")
        assert "Người dân chưa bổ sung đúng hạn" in hanh.reads(page)


def test_register_is_narrowed_to_days_in_vietnam(hanh: Desk, reception: Actor, one_stop: Office) -> None:
    for hour in (16, 17):  # 23:00 of 4 May, 00:00 of 5 May in Vietnam
        with clock.travel(datetime(2026, 5, 4, hour, tzinfo=UTC)):
            at_the_counter(one_stop, reception, f"Người lúc {hour}")
    page = hanh.reads("/can-bo/so-sach?tu=05/05/2026&den=5/5/2026")
    assert ("Người lúc 16" in page, "Người lúc 17" in page) == (False, True)
    page = hanh.reads("/can-bo/so-sach?tu=&den=04.05.2026")
    assert ("Người lúc 16" in page, "Người lúc 17" in page) == (True, False)
    for odd in ("tu=31/02/2026", "den=31/12/9999", "tu=%00", "den=00/00/0000", "tu=2026"):
        assert "Người lúc 16" in hanh.reads(f"/can-bo/so-sach?{odd}")
