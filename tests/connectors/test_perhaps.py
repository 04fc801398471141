"""What is perhaps with its receiver already, by a provider that did not answer, while something else has become of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.messages import make_message, morning
from tests.peers.esms import Esms
from tests.peers.mail import MailServer
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import add_email, claim_message, confirm_address, replay_message, settle_message
from xaso.messages.jobs import send, tick
from xaso.messages.models import Delivery, Message
from xaso.messages.ports import hand_over
from xaso.messages.rules import Channel

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


@pytest.fixture(autouse=True)
def carriers(settings: Settings, mail: MailServer, esms: Esms) -> None:
    settings.XASO_CARRIERS = [mail.entry(), esms.entry()]


def unsure(citizen: Actor, esms: Esms, *, given_up: bool = False) -> Message:
    """Taken by a provider that says 500, and goes on saying so; then its receiver begins to read letters."""
    esms.mood = "took-500"
    with clock.travel(morning()):
        message = make_message(account=citizen.account)
        send(str(message.pk))
    esms.mood = "down"
    message.refresh_from_db()
    while given_up and message.state == "queued":
        with clock.travel(message.due_at):
            send(str(message.pk))
        message.refresh_from_db()
    confirm_address(add_email("lan@thu.example.vn", by=citizen).token, by=citizen)
    return message


def arrives(esms: Esms) -> Any:
    [(key, taken)] = esms.taken.items()
    said = {"SMSID": taken["SMSID"], "RequestId": key, "SendStatus": "5", "SendSuccess": "1"}
    return Client().get("/ket-noi/esms/a-secret-of-the-tests", said)


def test_it_is_asked_after_where_it_went_and_goes_by_no_other_channel(
    citizen: Actor, mail: MailServer, esms: Esms
) -> None:
    message = unsure(citizen, esms)
    esms.mood = "well"
    with clock.travel(message.due_at):
        send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.channel, len(esms.texts), mail.letters) == ("sent", Channel.SMS, 1, [])


def test_receipt_that_comes_while_it_is_handed_over_elsewhere_stands(
    citizen: Actor, mail: MailServer, esms: Esms
) -> None:
    """Somebody had pressed "send again"."""
    message = unsure(citizen, esms, given_up=True)
    esms.mood = "well"
    with clock.travel(morning() + timedelta(hours=1)):
        replay_message(message, by=BY)
        claimed = claim_message(message.pk, by=BY)
        assert claimed
        told = hand_over(claimed)
        assert arrives(esms).status_code == 200
        settle_message(claimed, told=told, by=BY)
    message.refresh_from_db()
    assert (message.state, message.channel, len(mail.letters)) == ("delivered", Channel.SMS, 1)
    steps = Delivery.objects.filter(message=message).order_by("channel").values_list("channel", "step")
    assert list(steps) == [(Channel.EMAIL, "sent"), (Channel.SMS, "delivered")]


def test_receipt_that_comes_while_a_worker_dies_elsewhere_keeps_nothing_else_from_being_found(
    citizen: Actor, mail: MailServer, esms: Esms
) -> None:
    message = unsure(citizen, esms, given_up=True)
    with clock.travel(morning() + timedelta(hours=1)):
        replay_message(message, by=BY)
        assert claim_message(message.pk, by=BY)
        assert arrives(esms).status_code == 200
        other = make_message("Tin khác.", to="+84912345679")
        assert claim_message(other.pk, by=BY)
    with clock.travel(morning() + timedelta(hours=2)):
        tick(0)
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, other.state) == ("delivered", "queued")
