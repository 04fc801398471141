"""What a caller tells becomes a report to the commune; what was promised stands on the first page of the day."""

from __future__ import annotations

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at, duty
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Stale
from xaso.hotline import actions
from xaso.hotline.models import Line
from xaso.messages.models import Message
from xaso.petitions.models import Petition

pytestmark = pytest.mark.django_db
SAID = {"bao-category": "road", "bao-words": "Cầu khỉ gãy một nhịp.", "bao-place": "đầu kênh 9", "bao-hamlet": ""}


def test_call_becomes_a_report_whose_number_the_caller_is_told(line: Line, reception: Actor, hanh: Desk) -> None:
    call = actions.type_call(line, caller="0912345678", by=reception)
    page = f"/can-bo/duong-day/cuoc-goi/{call.pk}"
    for _time in range(2):
        assert hanh.client.post(f"{page}/phan-anh", SAID).status_code == 302
    petition = Petition.objects.get()
    call.refresh_from_db()
    assert (call.petition, petition.phone, petition.place) == (petition, "+84912345678", "đầu kênh 9")
    told = Message.objects.get(about_kind="petition")
    assert (petition.number in told.body, told.to_last4) == (True, "5678")
    shown = hanh.reads(page)
    assert (petition.number in shown, f"{page}/phan-anh" in shown) == (True, False)
    with pytest.raises(Stale):
        actions.report_for_caller(call, category="road", words="Việc khác hẳn.", by=reception)


def test_report_that_says_nothing_stays_where_it_was_typed(line: Line, reception: Actor, hanh: Desk) -> None:
    call = actions.type_call(line, caller="", by=reception)
    got = hanh.client.post(f"/can-bo/duong-day/cuoc-goi/{call.pk}/phan-anh", SAID | {"bao-words": " "})
    assert (got.status_code, "đầu kênh 9" in got.content.decode(), Petition.objects.count()) == (422, True, 0)


def test_complaint_of_an_officer_is_told_by_number_only_to_who_wrote_it_down(
    line: Line, reception: Actor, hanh: Desk
) -> None:
    call = actions.type_call(line, caller="0912345678", by=reception)
    page = f"/can-bo/duong-day/cuoc-goi/{call.pk}"
    hanh.client.post(f"{page}/phan-anh", SAID | {"bao-category": "conduct"})
    number, once, again = Petition.objects.get().number, hanh.reads(page), hanh.reads(page)
    assert (number in once, number in again, f"/can-bo/phan-anh/{number}" in once) == (True, False, False)


def test_who_does_not_answer_calls_reports_nothing_for_a_caller(line: Line, reception: Actor, auditor: Actor) -> None:
    call = actions.type_call(line, caller="0912345678", by=reception)
    with pytest.raises(Forbidden):
        actions.report_for_caller(call, category="road", words="x", by=auditor)


def test_promises_due_today_stand_on_the_first_page_with_their_lateness(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor, hanh: Desk
) -> None:
    duty(line, reception, at(25, 7), at(27, 17), by=manager)
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller="0912345678", by=reception)
        for words, within in (("Hỏi cán bộ đất đai.", "2h"), ("Gửi mẫu đơn.", "5d")):
            actions.promise_answer(call, words=words, within=within, by=reception)
        shown = hanh.reads("/can-bo/")
        assert ("Hỏi cán bộ đất đai." in shown, "Gửi mẫu đơn." in shown) == (True, False)
        assert "Hỏi cán bộ đất đai." not in client_of_actor(case_officer).get("/can-bo/").content.decode()
    with clock.travel(at(25, 14)):
        assert "trễ" in hanh.reads("/can-bo/").split("Hỏi cán bộ đất đai.")[1][:300].lower()


@pytest.mark.parametrize("day", [25, 27])  # Wednesday, and Friday before two days off
def test_promise_of_a_late_afternoon_stands_on_the_first_page_at_once(
    line: Line, reception: Actor, manager: Actor, hanh: Desk, day: int
) -> None:
    duty(line, reception, at(day, 7), at(day, 17), by=manager)
    with clock.travel(at(day, 16)):
        call = actions.type_call(line, caller="0912345678", by=reception)
        for words, within in (("Hỏi cán bộ đất đai.", "2h"), ("Gửi mẫu đơn.", "5d")):
            actions.promise_answer(call, words=words, within=within, by=reception)
        shown = hanh.reads("/can-bo/")
    assert ("Hỏi cán bộ đất đai." in shown, "Gửi mẫu đơn." in shown) == (True, False)
