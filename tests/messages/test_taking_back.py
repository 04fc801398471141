"""Whoever said stop may want the commune's messages again: by a word from the same number, or a press on their own page."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from pytest_django import Settings

from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk
from tests.factories.messages import Counting, by, make_message, morning
from xaso.connectors.incoming import take
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.journal.models import Entry
from xaso.messages.actions import stop_by_number
from xaso.messages.jobs import send
from xaso.messages.models import Stop
from xaso.messages.ports import Word
from xaso.messages.rules import Channel, Purpose, Scope, Urgency
from xaso.signin.actions import hear_again

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
PAGE, PRESS, BUTTON = "/tai-khoan", "/tai-khoan/bao-tin", "Nhận lại tin nhắn"
NUMBER, OTHER = "+84912345678", "+84912345679"


def stopped() -> list[str]:
    return sorted(f"{one.text} {one.scope}" for one in Stop.objects.all())


@pytest.mark.parametrize("text", ["NHAN LAI", " Nhận lại. ", normalize("NFD", "NHẬN LẠI!"), "nhan  lai"])
def test_word_takes_back_all_that_was_stopped_from_this_number_and_from_no_other(text: str) -> None:
    for number in (NUMBER, OTHER):
        stop_by_number(number, everything=False, by=BY)
        stop_by_number(number, everything=True, by=BY)
    take("mang", [Word("0912345678", text)])
    assert stopped() == [f"{OTHER} all", f"{OTHER} broadcast"]
    row = Entry.objects.latest("pk")
    assert (row.action, row.detail) == ("messages.resume_number", {"scopes": ["all", "broadcast"]})
    assert NUMBER not in str(row.detail)


@pytest.mark.parametrize("text", ["nhắn lại", "nhan", "nhận lại hồ sơ ở đâu?", "lai nhan", "khong nhan lai"])
def test_other_words_take_nothing_back(text: str) -> None:
    stop_by_number(NUMBER, everything=True, by=BY)
    take("mang", [Word("0912345678", text)])
    assert stopped() == [f"{NUMBER} all"]


def test_word_of_somebody_who_stopped_nothing_leaves_no_row() -> None:
    take("mang", [Word("0912345678", "NHAN LAI")])
    assert not Entry.objects.filter(action="messages.resume_number").exists()


def test_broadcasts_come_again_once_it_is_taken_back(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    Counting.taken.clear()
    with clock.travel(morning()):
        for text in ("DUNG HET", "NHAN LAI"):
            take("mang", [Word(NUMBER, text)])
            send(str(make_message(text, to=NUMBER, purpose=Purpose.BROADCAST, urgency=Urgency.CALM).pk))
    assert [one.body.splitlines()[0] for one in Counting.taken] == ["NHAN LAI"]


def test_press_on_ones_own_page_takes_it_back_and_stands_in_the_journal(citizen: Actor, neighbour: Actor) -> None:
    own, beside = (account_of(one).phone or "" for one in (citizen, neighbour))
    lan = client_of_actor(citizen)
    assert BUTTON not in Desk(lan).reads(PAGE)
    for number in (own, beside):
        stop_by_number(number, everything=True, by=BY)
    assert "chỉ nhận mã đăng nhập" in Desk(lan).reads(PAGE)
    assert lan.post(PRESS, {"viec": "nhan-lai"}).url == "/tai-khoan#bao-tin"
    assert stopped() == [f"{beside} all"]
    assert BUTTON not in Desk(lan).reads(PAGE)
    row = Entry.objects.get(action="messages.resume_number")
    assert (row.subject_kind, row.subject_id) == ("account", str(citizen.account))
    assert row.detail == {"scopes": ["all"]}


def test_stop_of_broadcasts_only_is_said_as_what_it_is(citizen: Actor) -> None:
    stop_by_number(account_of(citizen).phone or "", everything=False, by=BY)
    page = Desk(client_of_actor(citizen)).reads(PAGE)
    assert ("thôi nhận tin chung" in page, BUTTON in page, "chỉ nhận mã" in page) == (True, True, False)


def test_stop_by_another_way_is_not_touched_nor_does_an_official_take_anything_back(
    citizen: Actor, reception: Actor
) -> None:
    stop_by_number(account_of(citizen).phone or "", everything=True, by=BY)
    Stop.objects.update(channel=Channel.EMAIL, scope=Scope.BROADCAST)
    hear_again(by=citizen)
    assert Stop.objects.count() == 1
    with pytest.raises(Forbidden):
        hear_again(by=reception)
