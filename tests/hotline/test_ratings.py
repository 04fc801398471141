"""Callers are asked how it was; whoever was not happy and wants it is called by those who lead, and seen by nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.factories.surveys import link_of
from tests.hotline.duty import at, duty
from tests.portal.office_work import bring_to_result
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.hotline import actions
from xaso.hotline.access import get_promise, promises_for
from xaso.hotline.jobs import settle
from xaso.hotline.models import Call, Line, Promise
from xaso.hotline.rules import Kind, News, PromiseKind, who_leads
from xaso.messages.access import messages_for
from xaso.messages.models import Message
from xaso.offices.models import Office, Post
from xaso.offices.rules import Role
from xaso.petitions.actions import answer_petition
from xaso.surveys.models import Rating

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")
CALLER = "0912345678"


def answered(line: Line, reception: Actor, caller: str = CALLER) -> Call:
    call = actions.type_call(line, caller=caller, by=reception)
    return actions.finish_call(call, name="", language="", note="", solved=False, by=reception)


def test_caller_is_asked_once_whoever_reported_the_call(line: Line, reception: Actor) -> None:
    with clock.travel(at(25, 8)):
        answered(line, reception)
        answered(line, reception, caller="")
        news = News("a", Kind.RECORD, clock.now(), "0987654321", line.number, clock.now(), clock.now())
        actions.hear_of_call(source="signed", news=news, by=MACHINE)
        for _time in range(2):
            settle(0)
    asked = Message.objects.filter(purpose="survey", about_kind="call")
    assert sorted(asked.values_list("to_last4", flat=True)) == ["4321", "5678"]
    assert set(Rating.objects.values_list("unit", "way")) == {(line.office.unit_id, "phone")}


def test_call_is_counted_under_the_procedure_of_its_dossier_or_what_it_reported(
    line: Line, reception: Actor, approver: Actor, citizen: Actor
) -> None:
    with clock.travel(at(25, 8)):
        dossier = sent_extract(citizen, line.office)
        about, telling = answered(line, reception), answered(line, reception, caller="0912345679")
        Call.objects.filter(pk=about.pk).update(dossier=dossier)
        petition = actions.report_for_caller(telling, category="rubbish", words="Rác ở chợ.", by=reception)
        settle(0)
        answer_petition(petition, answer="Đã dọn.", by=approver)
    counted = {one.subject: (one.topic, one.way) for one in Rating.objects.all()}
    assert counted == {
        about.subject: ("2.000635", "phone"),
        telling.subject: ("rubbish", "phone"),
        petition.subject: ("rubbish", "phone"),
    }


def test_missed_call_and_call_of_long_ago_are_not_asked_about(line: Line, reception: Actor) -> None:
    with clock.travel(at(23, 8)):
        answered(line, reception)
    with clock.travel(at(25, 8)):
        news = News("a", Kind.RECORD, clock.now(), CALLER, line.number, None, clock.now())
        actions.hear_of_call(source="signed", news=news, by=MACHINE)
    with clock.travel(at(25, 9)):
        settle(0)
    assert not Message.objects.filter(purpose="survey").exists()


def test_unhappy_caller_who_says_yes_is_promised_a_call_of_the_manager(
    line: Line, reception: Actor, manager: Actor, case_officer: Actor, hanh: Desk, bao: Desk
) -> None:
    duty(line, reception, at(25, 7), at(25, 17), by=manager)
    with clock.travel(at(25, 8)):
        call = answered(line, reception)
        settle(0)
        link, anybody = link_of(call.subject), Client()
        anybody.post(link, {"diem": "1"})
        anybody.post(link, {"loi": "Nói chuyện cộc lốc."})
        assert Promise.objects.count() == 0  # the mark alone says nobody's number to anybody
        for _time in range(2):
            anybody.post(link, {"goi-lai": "co"})
        promise = Promise.objects.get()
        assert (promise.kind, promise.assigned, promise.call, promise.due_at) == ("unhappy", None, None, at(25, 10))
        assert "Nói chuyện cộc lốc." in promise.words
        assert "Người quản lý của xã sẽ gọi ông/bà." in anybody.get(link).content.decode()
        assert promise.words in bao.reads("/can-bo/duong-day")
        assert promise.words not in hanh.reads("/can-bo/duong-day")
        assert promise.words not in hanh.reads(f"/can-bo/duong-day/cuoc-goi/{call.pk}")
    for officer in (reception, case_officer):
        assert promises_for(officer).count() == 0
        with pytest.raises(NotFound):
            get_promise(officer, promise.pk)
        with pytest.raises(Forbidden):
            actions.keep_promise(promise, outcome="Xong.", tell=False, by=officer)
    message = Message.objects.get(about_kind="promise")
    assert [messages_for(one).filter(pk=message.pk).exists() for one in (reception, manager)] == [False, True]
    actions.keep_promise(promise, outcome="Đã gọi xin lỗi.", tell=True, by=manager)


def test_roster_gives_the_unhappy_to_a_manager_on_duty_and_to_nobody_else(
    line: Line, reception: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        call = answered(line, reception)
        settle(0)
        Client().post(link_of(call.subject), {"diem": "2"})
        promise = actions.promise_to_unhappy(Rating.objects.get(), by=Actor())
        duty(line, reception, at(25, 7), at(25, 9), by=manager)
        promise.refresh_from_db()
        assert promise.assigned_id is None
        actions.cancel_duty(promise.line.duties.get(), by=manager)
        duty(line, manager, at(25, 7), at(25, 9), by=manager)
        promise.refresh_from_db()
        assert promise.assigned_id == manager.post


def test_manager_who_was_rated_sees_nothing_of_it_and_who_approves_does_instead(
    line: Line, reception: Actor, manager: Actor, approver: Actor
) -> None:
    with clock.travel(at(25, 8)):
        duty(line, manager, at(25, 7), at(25, 9), by=manager)
        for officer, caller in ((manager, CALLER), (reception, "0912345679")):
            call = answered(line, officer, caller)
            settle(0)
            Client().post(link_of(call.subject), {"diem": "1"})
            Client().post(link_of(call.subject), {"goi-lai": "co"})
    about_manager, about_reception = Promise.objects.order_by("made_at")
    assert (about_manager.assigned_id, about_reception.assigned_id) == (None, manager.post)

    def sees(one: Actor) -> list[Promise]:
        return list(promises_for(one).order_by("made_at"))

    def told(one: Actor) -> list[str]:
        return list(messages_for(one).filter(about_kind="promise").values_list("about_id", flat=True))

    assert (sees(manager), sees(approver), sees(reception)) == ([about_reception], [about_manager], [])
    assert (told(manager), told(approver), told(reception)) == ([str(about_reception.pk)], [str(about_manager.pk)], [])
    assert f"/can-bo/duong-day/loi-hen/{about_manager.pk}" not in Desk(client_of_actor(manager)).reads(
        "/can-bo/duong-day"
    )
    with pytest.raises(Forbidden):
        actions.keep_promise(about_manager, outcome="Xong.", tell=False, by=manager)
    with pytest.raises(Refused) as refused:
        actions.take_promise(about_manager, to=Post.objects.get(pk=manager.post), by=approver)
    assert refused.value.code == "was_rated"
    with pytest.raises(Refused) as refused:
        actions.take_promise(about_reception, to=Post.objects.get(pk=reception.post), by=manager)
    assert refused.value.code == "was_rated"
    actions.keep_promise(about_manager, outcome="Đã gọi xin lỗi.", tell=True, by=approver)


PEOPLE = st.frozensets(st.sampled_from([UUID(int=number) for number in range(5)]))


@given(rated=PEOPLE, managers=PEOPLE, approvers=PEOPLE)
def test_somebody_who_leads_always_sees_whom_to_call(
    rated: frozenset[UUID], managers: frozenset[UUID], approvers: frozenset[UUID]
) -> None:
    role, hidden = who_leads(rated, managers=managers, approvers=approvers)
    leading = managers if role == Role.MANAGER else approvers
    assert bool(leading - hidden) == bool(managers or approvers)
    assert hidden <= rated
    if (managers | approvers) - rated:
        assert hidden == rated


@pytest.mark.parametrize("score", ["3", "5"])
def test_who_was_not_unhappy_is_not_offered_a_call(line: Line, reception: Actor, score: str) -> None:
    with clock.travel(at(25, 8)):
        call = answered(line, reception)
        settle(0)
        link, anybody = link_of(call.subject), Client()
        anybody.post(link, {"diem": score})
        assert "Tôi muốn được gọi lại" not in anybody.get(link).content.decode()
        assert anybody.post(link, {"goi-lai": "co"}).status_code == 422
    assert Promise.objects.count() == 0


def test_owner_of_a_dossier_who_is_unhappy_is_called_and_without_a_line_not_offered_it(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, manager: Actor, one_stop: Office
) -> None:
    dossier = sent_extract(citizen, one_stop)
    bring_to_result(dossier.number, reception=reception, case_officer=case_officer, approver=approver)
    link, anybody = link_of(dossier.subject), Client()
    anybody.post(link, {"diem": "1"})
    assert "Tôi muốn được gọi lại" not in anybody.get(link).content.decode()
    actions.open_line(one_stop, name="Đường dây", number="0293 3571 234", by=manager)
    assert "Tôi muốn được gọi lại" in anybody.get(link).content.decode()
    anybody.post(link, {"goi-lai": "co"})
    promise = Promise.objects.get(kind=PromiseKind.UNHAPPY)
    assert (promise.caller, promise.dossier_id) == ("+84912000001", dossier.pk)


def test_late_promise_to_the_unhappy_says_no_number_to_who_keeps_the_line(
    line: Line, reception: Actor, manager: Actor
) -> None:
    Line.objects.update(keeper=reception.post, keeper_phone="+84900000111")
    with clock.travel(at(25, 8)):
        call = answered(line, reception)
        settle(0)
        Client().post(link_of(call.subject), {"diem": "2"})
        actions.promise_to_unhappy(Rating.objects.get(), by=Actor())
    with clock.travel(at(25, 8) + timedelta(hours=5)):
        assert actions.tell_of_late_promises(by=MACHINE) == 1
    body = Message.objects.get(purpose="office").body
    assert ("345" in body, "người quản lý" in body) == (False, True)
