"""An official chooses how the office's own matters reach them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import tell_of_trouble
from xaso.messages.jobs import drain
from xaso.messages.models import Address, Message, Preference
from xaso.people.access import get_person
from xaso.people.actions import correct_person

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/bao-tin"


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800), by("Counting", channel="email")]
    Counting.taken.clear()


def in_trouble(unit: int | None, settings: Settings) -> None:
    """Something that nobody got."""
    ways, settings.XASO_CARRIERS = settings.XASO_CARRIERS, [by("Refusing")]
    with clock.travel(morning() - timedelta(hours=2)):
        make_message(unit=unit)
        drain()
        drain()
    settings.XASO_CARRIERS = ways
    with clock.travel(morning()):
        tell_of_trouble(by=Actor.system("test"))
        drain()


def confirmed(desk: Desk, address: str) -> None:
    assert desk.client.post(PAGE, {"viec": "thu", "email": address}).status_code == 302
    drain()
    link = Counting.taken[-1].body.split("http://localhost:8000")[1].split()[0]
    desk.client.post(link)


def test_digest_goes_to_the_address_an_official_confirmed_and_to_the_telephone_without(
    manager: Actor, approver: Actor, settings: Settings
) -> None:
    system = Actor.system("test")
    for one, phone in ((manager, "0912345678"), (approver, "0912345679")):
        correct_person(get_person(one.person), phone=phone, by=system)  # type: ignore[arg-type]
    desk = Desk(client_of_actor(manager))
    confirmed(desk, "bao@xa.example.vn")
    shown = desk.reads(PAGE)
    assert ("bao@xa.example.vn" in shown, 'value="email" checked' in shown) == (True, True)
    in_trouble(manager.unit, settings)
    told = Message.objects.filter(template="messages.digest")
    assert sorted(told.values_list("channel", flat=True)) == ["email", "sms"]
    digests = [one for one in Counting.taken if "không đến được" in one.body]
    assert sorted(one.to for one in digests) == ["+84912345679", "bao@xa.example.vn"]
    desk.client.post(PAGE, {"viec": "bo-thu"})
    assert (Address.objects.usable().exists(), Preference.objects.get().first) == (False, "")


def test_who_has_no_telephone_is_told_by_letter_and_who_has_nothing_is_left_out(
    manager: Actor, approver: Actor, settings: Settings
) -> None:
    desk = Desk(client_of_actor(manager))
    assert "Chưa có cách nào." in desk.reads(PAGE)
    confirmed(desk, "bao@xa.example.vn")
    in_trouble(manager.unit, settings)
    assert [one.to for one in Counting.taken if "không đến được" in one.body] == ["bao@xa.example.vn"]
    assert not Message.objects.filter(template="messages.digest").exclude(state="sent").exists()


def test_book_of_an_official_is_nobody_elses(manager: Actor, approver: Actor) -> None:
    confirmed(Desk(client_of_actor(manager)), "bao@xa.example.vn")
    assert "bao@xa.example.vn" not in Desk(client_of_actor(approver)).reads(PAGE)
    wrong = client_of_actor(approver).post(PAGE, {"viec": "thu", "email": "không phải"})
    assert (wrong.status_code, "Địa chỉ thư chưa đúng" in wrong.content.decode()) == (422, True)
    refused = client_of_actor(approver).post(PAGE, {"viec": "cach", "cach": "email"}, follow=True)
    assert "Xin ghi và xác nhận địa chỉ ấy trước" in refused.content.decode()
