"""Residents are told in the language they chose, officials in Vietnamese."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.journal.models import Entry
from xaso.messages.actions import choose_language, drop_address, forget_codes
from xaso.messages.actions.digest import DIGEST
from xaso.messages.jobs import drain
from xaso.messages.models import Message, Preference
from xaso.messages.rules import Channel, Filled, Purpose, declared
from xaso.offices.models import Office
from xaso.privacy.actions.exporting import READY, TO_HAND_OUT

pytestmark = pytest.mark.django_db
PAGE, PRESS = "/tai-khoan", "/tai-khoan/bao-tin"
LINK = "https://xa.example.vn/t/x"


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting")]
    Counting.taken.clear()


def told(number: str, account: Actor) -> Message:
    ready = TO_HAND_OUT.with_values(number=number, link=LINK)
    return make_message(ready, account=account.account, about=("dossier", number))


def test_resident_chooses_english_and_is_told_in_it_from_then_on(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    page = Desk(client_of_actor(citizen))
    assert 'value="vi" checked' in page.reads(PAGE)
    with clock.travel(morning()):
        dossier = sent_extract(citizen, one_stop)  # it waits while they choose
        assert page.client.post(PRESS, {"viec": "tieng", "tieng": "en"}).url == "/tai-khoan#tieng"
        shown = page.reads(PAGE)
        drain()
        actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    assert ('value="en" checked' in shown, "Từ nay xã nhắn ông/bà bằng tiếng này" in shown) == (True, True)
    with clock.travel(morning() + timedelta(minutes=20)):
        drain()
    assert [one.body.split(" (")[0].split(" was ")[0] for one in Counting.taken] == [
        f"The commune has your dossier {dossier.number}",
        f"Dossier {dossier.number}",
    ]
    assert {one.title for one in Counting.taken} == {f"Dossier {dossier.number}"}
    assert set(Message.objects.values_list("language", "english", "english_title")) == {("en", "", "")}
    assert Entry.objects.get(action="messages.choose_language").detail == {"language": "en"}


def test_who_said_nothing_is_told_in_vietnamese_and_nothing_else_is_kept(citizen: Actor) -> None:
    with clock.travel(morning()):
        told("1", citizen)
        drain()
    assert Counting.taken[0].body.startswith("Bản sao dữ liệu")
    assert list(Message.objects.values_list("language", "english", "english_title")) == [("vi", "", "")]


def test_notices_that_go_together_are_of_one_language(citizen: Actor) -> None:
    choose_language("en", by=citizen)
    with clock.travel(morning()):
        for number in ("1", "2", "3"):
            told(number, citizen)
        old = told("4", citizen)  # written by the version before: in Vietnamese only
        Message.objects.filter(pk=old.pk).update(english="", english_title="")
        drain()
    assert Counting.taken[0].body.count("The copy of your data") == 3
    assert "Bản sao" not in Counting.taken[0].body
    with clock.travel(morning() + timedelta(minutes=20)):
        drain()
    assert [one.body.startswith("Bản sao") for one in Counting.taken] == [False, True]
    assert sorted(Message.objects.values_list("language", flat=True)) == ["en", "en", "en", "vi"]


def test_numbers_are_blanked_in_both_languages_while_both_lie_there(citizen: Actor) -> None:
    with clock.travel(morning()):
        ready = TO_HAND_OUT.with_values(number="482913", link=LINK)
        made = make_message(ready, account=citizen.account, forget_after=timedelta(minutes=15))
        assert ("482913" in made.body, "482913" in made.english) == (True, True)
    with clock.travel(morning() + timedelta(minutes=16)):
        forget_codes(by=Actor.system("tests"))
    made.refresh_from_db()
    assert ("482913" in made.body, "482913" in made.english) == (False, False)


def test_officials_are_told_in_vietnamese(manager: Actor) -> None:
    made = make_message(DIGEST.with_values(failed=1, late=0, link=LINK), account=manager.person)
    assert (made.english, made.language) == ("", "vi")


def test_english_is_right_for_one_of_anything(citizen: Actor) -> None:
    counted = [one for one in declared() if "count" in one.typical and one.purpose != Purpose.OFFICE]
    texts = [Filled(one, {**one.typical, "count": 1}).text("en") for one in counted]
    assert texts
    assert [text for text in texts if re.search(r"\b1 \w+s\b", text)] == []


def test_notice_to_an_account_is_written_in_two_statements(citizen: Actor) -> None:
    with CaptureQueriesContext(connection) as asked:
        make_message(READY.with_values(link=LINK), account=citizen.account)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 2


def test_language_outlives_the_wish_it_was_chosen_with(citizen: Actor) -> None:
    choose_language("en", by=citizen)
    Preference.objects.update(first=Channel.EMAIL)
    drop_address(Channel.EMAIL, by=citizen)
    assert list(Preference.objects.values_list("first", "language")) == [("", "en")]


@pytest.mark.parametrize("asked", ["", "fr", "x" * 5000])
def test_another_language_is_refused(citizen: Actor, asked: str) -> None:
    page = Desk(client_of_actor(citizen))
    page.client.post(PRESS, {"viec": "tieng", "tieng": asked})
    assert "Xin chọn tiếng Việt hoặc tiếng Anh." in page.reads(PAGE)
    assert not Preference.objects.exists()


def test_official_chooses_none(manager: Actor) -> None:
    with pytest.raises(Forbidden):
        choose_language("en", by=manager)
