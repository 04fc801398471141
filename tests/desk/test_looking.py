"""Opening a dossier leaves a row that its owner reads: who, from which office, when, what for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.access import get_dossier
from xaso.dossiers.actions import receive_dossier, withdraw_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.queries import entries_of, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def bao(manager: Actor) -> Desk:
    return Desk(client_of_actor(manager))


def looks(dossier: Dossier) -> list[tuple[str, str, bool]]:
    rows = entries_of(dossier.subject).filter(action__in=("dossier.look", "dossier.reveal"))
    return [(one.purpose, one.detail.get("what", ""), one.denied) for one in rows]


def test_page_and_its_pictures_within_the_hour_are_one_look(dossier: Dossier, hanh: Desk, reception: Actor) -> None:
    url = f"/can-bo/ho-so/{dossier.number}"
    for page in ("", "/nhat-ky", "/vi-sao", "/tiep-nhan", ""):
        hanh.reads(url + page)
    assert looks(dossier) == [("work", "answers", False)]
    with clock.travel(clock.now() + timedelta(minutes=61)):
        Desk(client_of_actor(reception)).reads(url)
    assert len(looks(dossier)) == 2
    assert list(verify(dossier.subject)) == []


def test_each_unmasking_is_a_row(dossier: Dossier, hanh: Desk) -> None:
    for _press in range(2):
        assert hanh.client.post(f"/can-bo/ho-so/{dossier.number}/hien").status_code == 200
    assert looks(dossier) == [("work", "answers", False), ("work", "citizen_id", False), ("work", "citizen_id", False)]


def test_whoever_has_nothing_to_do_with_it_says_what_for(dossier: Dossier, bao: Desk) -> None:
    url = f"/can-bo/ho-so/{dossier.number}"
    asked = bao.client.get(f"{url}/nhat-ky")
    assert asked.status_code == 302
    page = bao.reads(asked["Location"])
    assert "Mở hồ sơ để làm gì?" in page
    assert dossier.owner_name not in page
    assert looks(dossier) == []
    answer = bao.client.post(asked["Location"], {"purpose": "oversight", "words": "Công văn 12/UBND"})
    assert answer["Location"] == f"{url}/nhat-ky"
    bao.reads(answer["Location"])
    bao.reads(url)
    assert looks(dossier) == [("oversight", "answers", False)]


def test_reason_that_says_too_little_is_sent_back_with_what_was_typed(dossier: Dossier, bao: Desk) -> None:
    url = f"/can-bo/ho-so/{dossier.number}/mo"
    for typed, said in (
        ({}, "Xin chọn ông/bà mở hồ sơ này để làm gì."),
        ({"purpose": "work"}, "purpose"),
        ({"purpose": "related", "words": "abc"}, "Xin ghi rõ thêm"),
        ({"purpose": "asked", "words": "x" * 300}, "x" * 300),
    ):
        answer = bao.client.post(url, typed)
        assert answer.status_code == 422
        assert said in unescape(answer.content.decode())
    assert looks(dossier) == []
    assert bao.client.post(url, {"purpose": "asked", "words": ""}).status_code == 302


def test_reason_holds_until_midnight_only(dossier: Dossier, bao: Desk) -> None:
    url = f"/can-bo/ho-so/{dossier.number}"
    bao.client.post(f"{url}/mo", {"purpose": "complaint", "words": "Phản ánh của ông Tư"})
    bao.reads(url)
    midnight = clock.local(clock.now()).replace(hour=0, minute=5) + timedelta(days=1)
    with clock.travel(midnight):
        assert bao.client.get(url).status_code == 302


def test_reason_leads_to_this_dossier_only(dossier: Dossier, bao: Desk) -> None:
    for then in ("https://example.org/", "//example.org", "/can-bo/", f"/can-bo/ho-so/{dossier.number}x"):
        answer = bao.client.post(f"/can-bo/ho-so/{dossier.number}/mo?tiep={then}", {"purpose": "asked"})
        assert answer["Location"] == f"/can-bo/ho-so/{dossier.number}"


def test_pictures_and_files_ask_too(dossier: Dossier, bao: Desk) -> None:
    url = f"/can-bo/ho-so/{dossier.number}"
    for ending in ("/giay-to/1", "/giay-to/1/1.jpg", "/giay-to/1/tai-ve", "/van-ban/1.pdf", "/ket-qua.pdf"):
        assert bao.client.get(url + ending)["Location"].startswith(f"{url}/mo?")
    assert bao.client.post(f"{url}/hien").status_code == 403
    assert looks(dossier) == []


def test_whoever_worked_on_it_may_look_again_when_it_is_over(
    dossier: Dossier, hanh: Desk, phuc: Desk, reception: Actor, citizen: Actor
) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    withdraw_dossier(get_dossier(citizen, dossier.number), reason="Con tôi làm rồi", by=citizen)
    hanh.reads(f"/can-bo/ho-so/{dossier.number}")
    assert looks(dossier)[-1] == ("follow_up", "answers", False)
    assert phuc.client.get(f"/can-bo/ho-so/{dossier.number}").status_code == 302


def test_stranger_is_shown_nothing_and_stays_on_record(dossier: Dossier, elsewhere: Client) -> None:
    assert elsewhere.get(f"/can-bo/ho-so/{dossier.number}").status_code == 404
    assert elsewhere.get("/can-bo/ho-so/H13.31441-000000-0001").status_code == 404
    assert looks(dossier) == [("", "", True)]


def test_owner_reads_who_looked(dossier: Dossier, citizen: Actor, hanh: Desk, bao: Desk, elsewhere: Client) -> None:
    lan = Desk(client_of_actor(citizen))
    url = f"/ho-so/{dossier.number}/ai-da-xem"
    assert "Chưa có cán bộ nào mở" in lan.reads(url)
    hanh.reads(f"/can-bo/ho-so/{dossier.number}")
    hanh.client.post(f"/can-bo/ho-so/{dossier.number}/hien")
    bao.client.post(f"/can-bo/ho-so/{dossier.number}/mo", {"purpose": "oversight", "words": "Công văn 12 <b>"})
    elsewhere.get(f"/can-bo/ho-so/{dossier.number}")
    Client().post("/tra-cuu", {"so": dossier.number, "cuoi": "0000"})
    page = lan.reads(url)
    for said in (
        "Trần Thị Mỹ Hạnh",
        "hiện số định danh",
        "Giải quyết hồ sơ",
        "Đặng Quốc Bảo",
        "Kiểm tra, giám sát việc giải quyết: Công văn 12 <b>",
        "Huỳnh Thị Kim Chi",
        "Thử mở nhưng không thuộc xã",
        "Người chưa đăng nhập",
    ):
        assert said in page
    assert "2 cán bộ đã mở" in lan.reads("/ai-da-xem")
    assert "/ai-da-xem" in lan.reads(f"/ho-so/{dossier.number}")


def test_acting_without_looking_is_shown_too(dossier: Dossier, citizen: Actor, reception: Actor) -> None:
    receive_dossier(get_dossier(reception, dossier.number), by=reception)
    page = Desk(client_of_actor(citizen)).reads(f"/ho-so/{dossier.number}/ai-da-xem")
    assert "Trần Thị Mỹ Hạnh" in page
    assert "tiếp nhận" in page
    assert "Giải quyết hồ sơ" in page


def test_deed_with_a_purpose_of_its_own_is_shown_as_work(dossier: Dossier, citizen: Actor, reception: Actor) -> None:
    """The sample and machines say what for in words of their own."""
    receive_dossier(get_dossier(reception, dossier.number), by=replace(reception, purpose="sample: examine-1"))
    page = Desk(client_of_actor(citizen)).reads(f"/ho-so/{dossier.number}/ai-da-xem")
    assert reception.name in page


def test_only_the_owner_reads_who_looked(dossier: Dossier, neighbour: Actor, hanh: Desk) -> None:
    url = f"/ho-so/{dossier.number}/ai-da-xem"
    assert client_of_actor(neighbour).get(url).status_code == 404
    assert hanh.client.get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_official_finds_no_side_door_in_the_portal(dossier: Dossier, hanh: Desk, citizen: Actor) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    letter = dossier.letters.get()
    for url in (
        f"/ho-so/{dossier.number}",
        f"/ho-so/{dossier.number}/giay-hen",
        f"/ho-so/{dossier.number}/ket-qua.pdf",
        f"/van-ban/{letter.pk}.pdf",
    ):
        assert hanh.client.get(url).status_code == 404
    assert client_of_actor(citizen).get(f"/van-ban/{letter.pk}.pdf").status_code == 200
