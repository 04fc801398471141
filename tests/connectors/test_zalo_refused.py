"""Events that nobody we know has signed: counted by day in one row, told to people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import client_of_actor
from tests.factories.messages import morning
from tests.factories.news import account_of_unit
from tests.factories.zalo import events
from tests.peers.zalo import APP, SECRET, signed
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import forget_remarks_before, tell_of_trouble
from xaso.messages.models import Message, NetworkEvent, RefusedEvents
from xaso.people.access import get_person
from xaso.people.actions import correct_person

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
PAGE = "/can-bo/tin-chua-den"


@pytest.fixture(autouse=True)
def awake(settings: Any) -> Iterator[None]:
    cache.clear()
    settings.XASO_ZALO_KEYS = [(APP, SECRET)]
    with clock.travel(morning()):
        yield


def post(body: bytes, address: str = "203.0.113.7", **headers: str) -> int:
    client = Client(REMOTE_ADDR=address)
    return client.post("/ket-noi/zalo", body, content_type="application/json", headers=headers).status_code


def stray(address: str = "203.0.113.7") -> int:
    said = events("5510185758261927916").said("Xin chào", "m1")
    body = json.dumps(said).encode()
    return post(body, address, **signed(body, said["timestamp"], secret="other"))


def test_wrong_signatures_of_a_day_are_one_row_whoever_sends_how_many() -> None:
    assert {stray(f"203.0.113.{number}") for number in range(30)} == {403}
    assert post(b"{}") == 200  # the trial of a new address is no event
    assert [(one.day, one.count) for one in RefusedEvents.objects.all()] == [(clock.today(), 30)]
    with clock.travel(clock.now() + timedelta(days=1)):
        stray()
        assert sorted(RefusedEvents.objects.values_list("count", flat=True)) == [1, 30]
    with clock.travel(clock.now() + timedelta(days=40)):
        forget_remarks_before(clock.now() - timedelta(days=365), by=MACHINE)
    assert RefusedEvents.objects.count() == 0


def test_network_that_is_shut_out_is_counted_no_further() -> None:
    assert [stray() for _time in range(62)] == [403] * 60 + [429] * 2
    assert RefusedEvents.objects.get().count == 60


def test_event_that_is_believed_is_no_alarm() -> None:
    said = events("5510185758261927916").came()
    body = json.dumps(said).encode()
    assert post(body, **signed(body, said["timestamp"])) == 200
    assert (RefusedEvents.objects.count(), NetworkEvent.objects.count()) == (0, 1)


def test_units_with_an_account_read_it_on_the_page_and_the_next_morning(
    manager: Actor, province_manager: Actor
) -> None:
    correct_person(get_person(manager.person), phone="0912345679", by=MACHINE)  # type: ignore[arg-type]
    account_of_unit(manager)
    stray()
    stray()
    shown = client_of_actor(manager).get(PAGE).content.decode()
    assert "máy không nhận 2 tin báo của Zalo vì chữ ký sai hoặc quá cũ" in shown
    assert "chữ ký sai" not in client_of_actor(province_manager).get(PAGE).content.decode()
    assert tell_of_trouble(by=MACHINE) == 0  # a day is told when it is over
    with clock.travel(clock.now() + timedelta(days=1)):
        told = tell_of_trouble(by=MACHINE)
        assert (told > 0, tell_of_trouble(by=MACHINE)) == (True, told)
        kept = Message.objects.get(to_last4="5679")
        assert kept.body.startswith("Hôm qua máy không nhận 2 tin báo của Zalo")
        assert {one.unit_id for one in Message.objects.all()} == {manager.unit}
    with clock.travel(clock.now() + timedelta(days=2)):
        assert tell_of_trouble(by=MACHINE) == 0
