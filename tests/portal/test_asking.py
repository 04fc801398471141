"""A resident asks about one look: one press, and the question goes the way of every dossier."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft
from xaso.journal.queries import entries_of
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(citizen: Actor, reception: Actor, one_stop: Office) -> Dossier:
    """A dossier that the reception officer has opened."""
    dossier = sent_extract(citizen, one_stop)
    Desk(client_of_actor(reception)).reads(f"/can-bo/ho-so/{dossier.number}")
    return dossier


def place_of_look(dossier: Dossier) -> int:
    return entries_of(dossier.subject).get(action="dossier.look").seq


def ask(client: Client, dossier: Dossier, **typed: str) -> Desk:
    answer = client.post(f"/ho-so/{dossier.number}/ai-da-xem", {"lan": place_of_look(dossier)} | typed)
    assert answer.status_code == 302, unescape(answer.content.decode())
    return Desk(client)


def test_question_becomes_a_dossier_that_says_what_it_asks(seen: Dossier, citizen: Actor, reception: Actor) -> None:
    lan = client_of_actor(citizen)
    ask(lan, seen, loi="Sao lại cần xem số định danh?")
    question = Dossier.objects.get(procedure__code="XS.000001")
    assert (question.account_id, question.office_id, question.contact_phone) == (
        seen.account_id,
        seen.office_id,
        seen.contact_phone,
    )
    page = Desk(client_of_actor(reception)).reads(f"/can-bo/ho-so/{question.number}")
    for said in (seen.number, "Trần Thị Mỹ Hạnh", "Sao lại cần xem số định danh?"):
        assert said in page
    shown = Desk(lan).reads(f"/ho-so/{seen.number}/ai-da-xem")
    assert f"Đã hỏi xã, hồ sơ {question.number}" in shown
    assert "Hỏi xã về lần này" not in shown


def test_pressed_twice_asks_once(seen: Dossier, citizen: Actor) -> None:
    for _press in range(2):
        ask(client_of_actor(citizen), seen)
    assert Dossier.objects.filter(procedure__code="XS.000001").count() == 1
    assert Draft.objects.filter(dossier__isnull=True).count() == 0


def test_question_is_answered_on_paper_within_ten_days(
    seen: Dossier, citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    number = actions.ask_about_look(seen, place=place_of_look(seen), words="", by=citizen).number
    hanh, phuc, tung = (Desk(client_of_actor(one)) for one in (reception, case_officer, approver))
    hanh.does(number, "tiep-nhan")
    question = get_dossier(reception, number)
    assert question.clock is not None
    assert (question.clock.limit_amount, question.clock.limit_unit) == (10, "day")
    form = {
        "outcome": "granted",
        "d-requester": "Nguyễn Thị Lan",
        "d-asked": "Vì sao mở?",
        "d-help_phone": "02933571234",
    }
    missing = phuc.press(number, "trinh-ky", **form)
    assert "Thiếu Nội dung trả lời" in unescape(missing.content.decode())
    actions.propose_result(
        get_dossier(case_officer, number), outcome="granted", details=answer_of(phuc, number), by=case_officer
    )
    tung.does(number, "ky-duyet")
    hanh.does(number, "vao-so", book="CV", number="7")
    hanh.does(number, "tra-ket-qua", to_whom="Nguyễn Thị Lan")
    paper = client_of_actor(citizen).get(f"/ho-so/{number}/ket-qua.pdf")
    assert paper.content.startswith(b"%PDF-")


def answer_of(phuc: Desk, number: str) -> dict[str, str]:
    """What the form of the proposal offers, with an answer."""
    page = phuc.reads(f"/can-bo/ho-so/{number}/trinh-ky")
    assert "Xin xã cho biết vì sao cần mở hồ sơ này của tôi." in page
    return {
        "requester": "Nguyễn Thị Lan",
        "asked": "Xin xã cho biết vì sao cần mở hồ sơ này của tôi.",
        "answer": "Mở để kiểm tra giấy tờ khi tiếp nhận.",
        "help_phone": "02933571234",
    }


def test_only_the_owner_asks_and_only_about_a_look(seen: Dossier, citizen: Actor, neighbour: Actor) -> None:
    url = f"/ho-so/{seen.number}/ai-da-xem"
    assert client_of_actor(neighbour).post(url, {"lan": "1"}).status_code == 404
    with pytest.raises(Forbidden):
        actions.ask_about_look(seen, place=place_of_look(seen), words="", by=neighbour)
    lan = client_of_actor(citizen)
    for place in ("", "0", "1", "999999999999", "²", "x"):  # 1 is the submission itself
        answer = lan.post(url, {"lan": place, "loi": "Lời tôi gõ"})
        assert answer.status_code == 422
        assert "Không thấy lần mở hồ sơ này." in unescape(answer.content.decode())
    assert not Dossier.objects.filter(procedure__code="XS.000001").exists()


def test_too_long_a_question_is_kept_on_the_page(seen: Dossier, citizen: Actor) -> None:
    long = "Vì sao? " * 400
    answer = client_of_actor(citizen).post(
        f"/ho-so/{seen.number}/ai-da-xem", {"lan": str(place_of_look(seen)), "loi": long}
    )
    assert answer.status_code == 422
    assert long in unescape(answer.content.decode())


def test_stranger_who_tried_can_be_asked_about(seen: Dossier, citizen: Actor) -> None:
    Client().post("/tra-cuu", {"so": seen.number, "cuoi": "0000"})
    place = entries_of(seen.subject).get(action="dossier.follow").seq
    question = actions.ask_about_look(seen, place=place, words="", by=citizen)
    assert "Người chưa đăng nhập" in question.answers["look_what"]
