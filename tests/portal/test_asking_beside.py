"""A resident asks about one look at what lies beside their dossiers: a report, a call, a promise, a conversation, their card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk
from tests.factories.entering import enter
from tests.factories.petitions import report
from tests.factories.signin import make_resident
from tests.factories.zalo import conversing, linked
from tests.peers.zalo import Zalo
from tests.signin.test_changed_hands import LANS_NUMBER
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound
from xaso.dossiers.models import Dossier, Draft
from xaso.hotline.actions import open_line, promise_answer, type_call
from xaso.hotline.models import Call
from xaso.journal.models import Entry
from xaso.journal.queries import verify
from xaso.offices.models import Office
from xaso.petitions.models import Petition
from xaso.privacy.actions import ask_about_entry

pytestmark = pytest.mark.django_db
PAGE = "/ai-da-xem"


@pytest.fixture
def reported(citizen: Actor, one_stop: Office) -> Petition:
    return report(one_stop, words="Đèn hỏng trước nhà tôi.", by=citizen)


def calling(phone: str, office: Office, reception: Actor) -> Call:
    line = open_line(office, name="Đường dây", number="02933571234", around_the_clock=True, by=Actor.system("t"))
    return type_call(line, caller=phone, by=reception)


@pytest.fixture
def zalo(settings: Any) -> Iterator[Zalo]:
    with Zalo() as peer:
        peer.now = clock.now
        peer.last_words["77001"] = clock.now()
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        yield peer


def looked(reception: Actor, *urls: str) -> None:
    for url in urls:
        Desk(client_of_actor(reception)).reads(f"/can-bo/{url}")


def ask(client: Client, **typed: str) -> Any:
    """About the newest entry of the page."""
    page = client.get(PAGE).content.decode()
    return client.post(PAGE, {"lan": re.findall(r'name="lan" value="(\d+)"', page)[0]} | typed)


def test_each_kind_of_look_becomes_a_dossier_of_its_own(
    reported: Petition, zalo: Zalo, citizen: Actor, reception: Actor, manager: Actor, one_stop: Office
) -> None:
    call = calling(account_of(citizen).phone or "", one_stop, reception)
    promise = promise_answer(call, words="Hỏi lại hộ tịch.", within="2h", by=reception)
    follower = conversing(linked(zalo, manager), citizen)
    hanh, lan = Desk(client_of_actor(reception)), client_of_actor(citizen)
    for look, name in (
        (lambda: hanh.reads(f"/can-bo/phan-anh/{reported.number}"), f"phản ánh {reported.number}"),
        (lambda: hanh.reads(f"/can-bo/duong-day/cuoc-goi/{call.pk}"), "cuộc gọi "),
        (lambda: hanh.reads(f"/can-bo/duong-day/loi-hen/{promise.pk}"), "lời hẹn "),
        (lambda: hanh.reads(f"/can-bo/tro-chuyen/{follower.pk}"), "trò chuyện qua Zalo"),
        (lambda: hanh.client.post("/can-bo/tai-quay/the-can-cuoc", {"number": LANS_NUMBER}), "thẻ căn cước"),
    ):
        look()
        answer = ask(lan, loi="Sao lại cần xem?")
        question = Dossier.objects.latest("submitted_at")
        assert answer["Location"] == f"/ho-so/{question.number}/giay-hen"
        assert question.answers["look_dossier"].startswith(name)
        assert question.answers["look_what"].startswith("Trần Thị Mỹ Hạnh")
        assert (question.account_id, question.office_id) == (citizen.account, one_stop.pk)
        assert question.version is not None
        assert (question.version.limit_amount, question.version.limit_unit) == (10, "day")
        assert f"Đã hỏi xã, hồ sơ {question.number}" in Desk(lan).reads(PAGE)
    assert list(verify()) == []


def test_officer_reads_in_it_what_was_opened(reported: Petition, citizen: Actor, reception: Actor) -> None:
    looked(reception, f"phan-anh/{reported.number}")
    ask(client_of_actor(citizen), loi="Sao lại cần xem?")
    number = Dossier.objects.get(procedure__code="XS.000001").number
    page = Desk(client_of_actor(reception)).reads(f"/can-bo/ho-so/{number}")
    for said in (f"phản ánh {reported.number}", "Trần Thị Mỹ Hạnh", "Sao lại cần xem?"):
        assert said in page


def test_pressed_twice_asks_once(reported: Petition, citizen: Actor, reception: Actor) -> None:
    looked(reception, f"phan-anh/{reported.number}")
    lan = client_of_actor(citizen)
    entry = Entry.objects.get(action="petition.look")
    for _press in range(2):
        assert lan.post(PAGE, {"lan": str(entry.pk)}).status_code == 302
    assert Dossier.objects.filter(procedure__code="XS.000001").count() == 1
    assert Draft.objects.filter(dossier__isnull=True).count() == 0


def test_nobody_elses_entry_and_nothing_but_a_look_can_be_asked_about(
    reported: Petition, citizen: Actor, neighbour: Actor, reception: Actor
) -> None:
    looked(reception, f"phan-anh/{reported.number}")
    entry = Entry.objects.get(action="petition.look")
    sent = Entry.objects.get(action="petitions.send", subject_id=str(reported.pk))
    duc, lan = client_of_actor(neighbour), client_of_actor(citizen)
    for client, place in ((duc, entry.pk), (lan, sent.pk), (lan, ""), (lan, "0"), (lan, "9" * 15), (lan, "²")):
        answer = client.post(PAGE, {"lan": str(place), "loi": "Lời tôi gõ"})
        assert answer.status_code == 422
        assert "Không thấy lần mở này." in unescape(answer.content.decode())
    with pytest.raises(NotFound):
        ask_about_entry(account_of(neighbour), entry=entry.pk, words="", by=neighbour)
    with pytest.raises(Forbidden):
        ask_about_entry(account_of(citizen), entry=entry.pk, words="", by=neighbour)
    assert Entry.objects.filter(action="privacy.ask_about_look", denied=True).count() == 1
    assert not Dossier.objects.filter(procedure__code="XS.000001").exists()


def test_whose_name_nobody_knows_says_it_once(one_stop: Office, reception: Actor) -> None:
    account = make_resident("+84900000731")
    call = calling(account.phone or "", one_stop, reception)
    looked(reception, f"duong-day/cuoc-goi/{call.pk}")
    client = enter(Client(), account)
    assert "Họ, chữ đệm, tên của ông/bà" in Desk(client).reads(PAGE)
    answer = ask(client, loi="Sao lại mở?")
    assert answer.status_code == 422
    assert "Sao lại mở?" in unescape(answer.content.decode())
    assert ask(client, ten="Lê Thị Mai").status_code == 302
    question = Dossier.objects.get(procedure__code="XS.000001")
    assert (question.owner_name, question.contact_phone) == ("Lê Thị Mai", account.phone)


def test_too_long_a_question_is_kept_on_the_page(reported: Petition, citizen: Actor, reception: Actor) -> None:
    looked(reception, f"phan-anh/{reported.number}")
    long = "Vì sao? " * 400
    answer = ask(client_of_actor(citizen), loi=long)
    assert (answer.status_code, long in unescape(answer.content.decode())) == (422, True)


def test_page_costs_the_same_whatever_it_lists(
    reported: Petition, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            lan.get(PAGE)
        return len(asked)

    lan = client_of_actor(citizen)
    looked(reception, f"phan-anh/{reported.number}")
    ask(lan)
    lan.get(PAGE)
    before = cost()
    for _each in range(3):
        looked(reception, f"phan-anh/{report(one_stop, words='Rác chưa dọn.', by=citizen).number}")
        ask(lan)
    assert cost() == before
