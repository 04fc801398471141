"""Opening a report, a call, a promise leaves a row that whoever it is of reads: who, from which office, when, what for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk
from tests.factories.entering import enter
from tests.factories.files import photo
from tests.factories.people import citizen_number
from tests.factories.petitions import report
from tests.factories.signin import make_resident
from tests.signin.test_changed_hands import LANS_NUMBER
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.dossiers.actions import register_dossier
from xaso.files.actions import store_file
from xaso.hotline.actions import keep_promise, open_line, promise_answer, type_call
from xaso.hotline.models import Call, Promise
from xaso.journal.actions import record
from xaso.journal.queries import entries_of, verify
from xaso.offices.models import Office
from xaso.petitions.actions import add_photo
from xaso.petitions.models import Petition
from xaso.signin.access import oneself
from xaso.signin.actions import claim_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(citizen: Actor, one_stop: Office) -> Petition:
    return report(one_stop, words="Đèn hỏng trước nhà tôi.", by=citizen)


@pytest.fixture
def called(citizen: Actor, reception: Actor, one_stop: Office) -> Call:
    line = open_line(one_stop, name="Đường dây", number="02933571234", around_the_clock=True, by=Actor.system("t"))
    return type_call(line, caller=account_of(citizen).phone or "", by=reception)


@pytest.fixture
def promised(called: Call, reception: Actor) -> Promise:
    return promise_answer(called, words="Hỏi lại hộ tịch.", within="2h", by=reception)


def looks(subject: tuple[str, str]) -> list[tuple[str, int | None]]:
    return [(one.purpose, one.post) for one in entries_of(subject) if one.action == f"{subject[0]}.look"]


def test_report_and_its_photograph_within_the_hour_are_one_look(
    reported: Petition, reception: Actor, hanh: Desk
) -> None:
    file = store_file(owner=reported.files_owner, name="den.jpg", content=photo(), by=Actor.system("test"))
    picture = add_photo(reported, file=file, by=Actor.system("test"))
    url = f"/can-bo/phan-anh/{reported.number}"
    hanh.reads(url)
    assert hanh.client.get(f"{url}/anh/{picture.pk}.jpg").status_code == 200
    assert hanh.client.post(url).status_code == 422
    assert looks(reported.subject) == [("complaint", reception.post)]
    with clock.travel(clock.now() + timedelta(minutes=61)):
        Desk(client_of_actor(reception)).reads(url)
    assert len(looks(reported.subject)) == 2
    assert list(verify(reported.subject)) == []


def test_call_and_promise_leave_a_row_each_and_an_auditor_is_told_to_have_inspected(
    called: Call, promised: Promise, reception: Actor, auditor: Actor, hanh: Desk
) -> None:
    linh = Desk(client_of_actor(auditor))
    for url in (f"/can-bo/duong-day/cuoc-goi/{called.pk}", f"/can-bo/duong-day/loi-hen/{promised.pk}"):
        hanh.reads(url)
        hanh.reads(url)
        linh.reads(url)
    both = [("call", reception.post), ("oversight", auditor.post)]
    assert [looks(called.subject), looks(promised.subject)] == [both, both]


LISTS = ("", "phan-anh", "duong-day", "duong-day/cuoc-goi", "duong-day/loi-hen", "so-sach", "tim?q=nguyen")


def test_lists_show_the_ends_of_numbers_only(
    reported: Petition, promised: Promise, citizen: Actor, reception: Actor, one_stop: Office, hanh: Desk
) -> None:
    phone = account_of(citizen).phone or ""
    register_dossier(code="1.000894", office=one_stop, owner_name="Nguyễn Thị Lan", phone=phone, by=reception)
    assert promised.call is not None
    kept = promise_answer(promised.call, words="Đã hỏi rồi.", within="2h", by=reception)
    keep_promise(kept, outcome="Đã báo.", tell=False, by=reception)
    pages = {url: hanh.reads(f"/can-bo/{url}") for url in LISTS}
    shown = {url for url, page in pages.items() if show_phone(phone) in page or phone in page}
    assert shown == set()
    assert {url for url, page in pages.items() if "••• ••• 001" in page} == {
        "", "duong-day", "duong-day/cuoc-goi", "duong-day/loi-hen", "so-sach",
    }  # fmt: skip
    for url in (f"duong-day/cuoc-goi/{promised.call.pk}", f"duong-day/loi-hen/{promised.pk}"):
        assert show_phone(phone) in hanh.reads(f"/can-bo/{url}")


def test_lists_leave_no_row(reported: Petition, promised: Promise, hanh: Desk) -> None:
    for url in LISTS:
        hanh.reads(f"/can-bo/{url}")
    assert promised.call is not None
    assert [looks(one.subject) for one in (reported, promised, promised.call)] == [[], [], []]


def test_whoever_it_is_of_reads_who_opened_it_and_nobody_else(
    reported: Petition, called: Call, promised: Promise, citizen: Actor, neighbour: Actor, hanh: Desk
) -> None:
    for url in (f"phan-anh/{reported.number}", f"duong-day/cuoc-goi/{called.pk}", f"duong-day/loi-hen/{promised.pk}"):
        hanh.reads(f"/can-bo/{url}")
    page = Desk(client_of_actor(citizen)).reads("/ai-da-xem")
    for said in ("Trần Thị Mỹ Hạnh", f"Phản ánh {reported.number}: Giải quyết phản ánh", "xem phản ánh", "xem lời hẹn"):
        assert said in page
    page = Desk(client_of_actor(neighbour)).reads("/ai-da-xem")
    assert reported.number not in page
    assert "Chưa có cán bộ nào mở. Cuộc gọi từ số" in page


def test_calls_from_before_the_account_had_the_number_stay_somebody_elses(
    citizen: Actor, reception: Actor, one_stop: Office, hanh: Desk
) -> None:
    line = open_line(one_stop, name="Đường dây", number="02933571234", around_the_clock=True, by=Actor.system("t"))
    with clock.travel(account_of(citizen).created_at - timedelta(days=1)):
        before = type_call(line, caller=account_of(citizen).phone or "", by=reception)
    hanh.reads(f"/can-bo/duong-day/cuoc-goi/{before.pk}")
    assert len(looks(before.subject)) == 1
    assert "Trần Thị Mỹ Hạnh" not in Desk(client_of_actor(citizen)).reads("/ai-da-xem")


def test_look_at_a_card_is_read_by_whose_it_is_and_nothing_else_of_the_person(
    citizen: Actor, neighbour: Actor, reception: Actor, hanh: Desk
) -> None:
    record(action="people.correct", subject=("person", str(citizen.person)), by=reception)
    assert "Trần Thị Mỹ Hạnh" not in Desk(client_of_actor(citizen)).reads("/ai-da-xem")
    hanh.client.post("/can-bo/tai-quay/the-can-cuoc", {"number": LANS_NUMBER})
    page = Desk(client_of_actor(citizen)).reads("/ai-da-xem")
    for said in ("Trần Thị Mỹ Hạnh", "Thẻ căn cước", "xem thẻ căn cước tại quầy"):
        assert said in page
    assert "Trần Thị Mỹ Hạnh" not in Desk(client_of_actor(neighbour)).reads("/ai-da-xem")


def test_look_at_a_card_nobody_is_known_by_is_read_by_who_claimed_its_number(
    neighbour: Actor, reception: Actor, one_stop: Office, hanh: Desk
) -> None:
    account, number = make_resident("+84900000741"), citizen_number()
    claim_number(account, number=number, by=oneself(account, address="127.0.0.1"))
    mai = Desk(enter(Client(), account))
    hanh.client.post("/can-bo/tai-quay/the-can-cuoc", {"number": LANS_NUMBER})
    assert "Trần Thị Mỹ Hạnh" not in mai.reads("/ai-da-xem")
    hanh.client.post("/can-bo/tai-quay/the-can-cuoc", {"number": number})
    page = mai.reads("/ai-da-xem")
    for said in ("Trần Thị Mỹ Hạnh", "Thẻ căn cước", "xem thẻ căn cước tại quầy", "Hỏi xã về lần này"):
        assert said in page
    assert "Trần Thị Mỹ Hạnh" not in Desk(client_of_actor(neighbour)).reads("/ai-da-xem")
