"""Notices to a browser, through a push service that really decrypts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.factories.messages import Counting, by, morning
from tests.peers.browser import CURVE, Browser, point, raw, text
from xaso.connectors.webpush import encrypt
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.messages.jobs import drain
from xaso.messages.models import Address, Delivery, Message
from xaso.messages.rules import clean_subscription
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
KEY = ec.generate_private_key(CURVE)


@pytest.fixture
def browser(settings: Settings) -> Iterator[Browser]:
    settings.XASO_PUSH_KEY = text(KEY.private_numbers().private_value.to_bytes(32, "big"))
    settings.XASO_PUSH_PUBLIC_KEY = text(point(KEY))
    settings.XASO_PUSH_HOSTS = ["127.0.0.1"]
    entry = {"name": "man-hinh", "channel": "push", "with": "xaso.connectors.webpush.WebPush"}
    settings.XASO_CARRIERS = [by("Counting"), entry | {"options": {"timeout": 2}}]
    Counting.taken.clear()
    with Browser(settings.XASO_PUSH_PUBLIC_KEY) as peer:
        yield peer


def allowed(citizen: Actor, browser: Browser) -> str:
    """Lan presses the button on her page, and her browser agrees. Returns the page."""
    page = client_of_actor(citizen)
    page.post("/tai-khoan/may", {"dang-ky": browser.subscription})
    return page.get("/tai-khoan").content.decode()


def told(citizen: Actor, office: Office) -> Message:
    with clock.travel(morning()):
        dossier = sent_extract(citizen, office)
        drain()
        drain()
    return Message.objects.get(about_id=str(dossier.pk))


def test_example_of_the_standard_is_made_byte_for_byte() -> None:
    sender = ec.derive_private_key(int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE)
    made = encrypt(
        b"When I grow up, I want to be a watermelon",
        receiver=raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth=raw("BTBZMqHH6r4Tts7J_aSIgg"),
        sender=sender,
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_allowed_browser_shows_the_notice_first(citizen: Actor, one_stop: Office, browser: Browser) -> None:
    page = allowed(citizen, browser)
    assert 'value="push" checked' in page
    message = told(citizen, one_stop)
    assert (message.state, message.channel, Counting.taken) == ("sent", "push", [])
    [shown] = browser.shown
    assert (shown["title"], shown["body"]) == (message.title, message.body)
    assert (browser.headers[0]["Urgency"], browser.headers[0]["TTL"]) == ("normal", "86400")


@pytest.mark.parametrize(("status", "ended"), [(410, "dead"), (404, "dead"), (413, "")])
def test_browser_that_is_gone_is_forgotten_and_the_phone_is_told(
    citizen: Actor, one_stop: Office, browser: Browser, status: int, ended: str
) -> None:
    allowed(citizen, browser)
    browser.status = status
    message = told(citizen, one_stop)
    assert (message.state, message.channel, len(Counting.taken)) == ("sent", "sms", 1)
    assert Address.objects.get().ended_because == ended


@pytest.mark.parametrize(("status", "trouble"), [(429, "throttled"), (503, "later"), (403, "broken")])
def test_busy_push_service_is_tried_again(
    citizen: Actor, one_stop: Office, browser: Browser, status: int, trouble: str
) -> None:
    allowed(citizen, browser)
    browser.status = status
    message = told(citizen, one_stop)
    assert (message.state, Delivery.objects.get().trouble) == ("queued", trouble)
    browser.status = 201
    with clock.travel(message.due_at + timedelta(seconds=1)):
        drain()
    assert len(browser.shown) == 1


def test_notice_perhaps_shown_is_not_shown_twice(citizen: Actor, one_stop: Office, browser: Browser) -> None:
    allowed(citizen, browser)
    browser.status = 0
    message = told(citizen, one_stop)
    assert (message.state, Delivery.objects.get().trouble, len(browser.shown)) == ("failed", "unsure", 1)


def test_push_service_that_is_not_there_is_tried_again(citizen: Actor, one_stop: Office, browser: Browser) -> None:
    allowed(citizen, browser)
    browser.server.server_close()
    message = told(citizen, one_stop)
    assert (message.state, Delivery.objects.get().trouble) == ("queued", "later")


def test_leaving_forgets_every_browser(citizen: Actor, one_stop: Office, browser: Browser) -> None:
    allowed(citizen, browser)
    client_of_actor(citizen).post("/tai-khoan/may", {"viec": "bo"})
    assert told(citizen, one_stop).channel == "sms"
    assert Address.objects.get().sealed == ""


GOOD = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "keys": {"p256dh": text(point(KEY)), "auth": text(b"x" * 16)},
}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        "[" * 5000,
        json.dumps(GOOD | {"endpoint": "http://fcm.googleapis.com/x"}),
        json.dumps(GOOD | {"endpoint": "https://fcm.googleapis.com:8443/x"}),
        json.dumps(GOOD | {"endpoint": "https://169.254.169.254/latest"}),
        json.dumps(GOOD | {"endpoint": "https://fcm.googleapis.com@10.0.0.1/x"}),
        json.dumps(GOOD | {"endpoint": "https://evil-push.apple.com.example/x"}),
        json.dumps(GOOD | {"keys": {"p256dh": "AA", "auth": "AA"}}),
        json.dumps(GOOD | {"endpoint": "https://fcm.googleapis.com:x/"}),
    ],
)
def test_what_leads_to_no_push_service_is_not_taken(said: str) -> None:
    with pytest.raises(Refused):
        clean_subscription(said, hosts=["fcm.googleapis.com", ".push.apple.com"])
    assert json.loads(clean_subscription(json.dumps(GOOD), hosts=["fcm.googleapis.com"])) == GOOD


def test_worker_is_served_from_the_root() -> None:
    answer = Client().get("/thong-bao.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert b"showNotification" in answer.content
