"""A provider by HTTP that answers as documented, and one that does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.messages import make_message, morning
from tests.peers.esms import Esms
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.messages.actions import claim_message, replay_message, settle_message
from xaso.messages.jobs import match, send, tick
from xaso.messages.models import Delivery, EarlyReceipt, Message, Stop
from xaso.messages.ports import hand_over
from xaso.messages.rules import Purpose, Urgency

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
HERE = "/ket-noi/esms/a-secret-of-the-tests"


@pytest.fixture(autouse=True)
def carriers(settings: Settings, esms: Esms) -> None:
    settings.XASO_CARRIERS = [esms.entry(price=850)]


def sent(body: str = "Hồ sơ đã có kết quả.", *, minutes: int = 0, **more: Any) -> Message:
    """Written and handed over in the morning."""
    with clock.travel(morning() + timedelta(minutes=minutes)):
        message = make_message(body, **more)
        send(str(message.pk))
    message.refresh_from_db()
    return message


def tried_again(message: Message) -> Message:
    """When its next try is due."""
    message.refresh_from_db()
    with clock.travel(max(message.due_at, morning())):
        send(str(message.pk))
    message.refresh_from_db()
    return message


def called(**said: str) -> Any:
    return Client().get(HERE, said)


def test_text_with_diacritics_is_sent_as_such_and_counted_in_parts(esms: Esms) -> None:
    message = sent("Hồ sơ của ông/bà đã có kết quả, mời ông/bà đến nhận tại bộ phận một cửa của xã.")
    delivery = Delivery.objects.get()
    assert (message.state, delivery.parts, delivery.cost) == ("sent", 2, 1700)
    [taken] = esms.taken.values()
    assert (taken["Phone"], taken["IsUnicode"], taken["SmsType"]) == ("0912345678", "1", "2")
    assert delivery.reference == taken["SMSID"]


@pytest.mark.parametrize(
    ("mood", "state", "trouble"),
    [
        ("html", "queued", "unsure"),
        ("down", "queued", "unsure"),
        ("busy", "queued", "throttled"),
        ("101", "queued", "broken"),
        ("103", "queued", "broken"),
        ("777", "queued", "later"),
        ("silent", "queued", "unsure"),
    ],
)
def test_trouble_of_the_provider_is_tried_again(esms: Esms, mood: str, state: str, trouble: str) -> None:
    esms.mood = mood
    message = sent()
    assert (message.state, Delivery.objects.get().trouble) == (state, trouble)
    esms.mood = "well"
    assert tried_again(message).state == "sent"
    assert len(esms.texts) == 1


@pytest.mark.parametrize("mood", ["99", "108", "146", "177"])
def test_what_the_provider_never_takes_is_not_tried_again(esms: Esms, mood: str) -> None:
    esms.mood = mood
    message = tried_again(sent())
    assert (message.state, message.error, esms.asked) == ("failed", f"{mood}: as asked", 1)


@pytest.mark.parametrize("mood", ["silent", "cut", "took-html", "took-500"])
def test_taken_without_a_clear_answer_is_asked_again_with_the_same_key_and_taken_once(esms: Esms, mood: str) -> None:
    esms.mood = mood
    message = sent()
    assert (message.state, Delivery.objects.get().trouble) == ("queued", "unsure")
    esms.mood = "well"
    assert tried_again(message).state == "sent"
    assert (esms.asked, len(esms.texts)) == (2, 1)


@pytest.mark.parametrize("mood", ["busy", "99999", "101"], ids=["throttled", "busy", "locked out"])
def test_provider_that_is_too_busy_to_say_does_not_clear_up_what_it_perhaps_took(esms: Esms, mood: str) -> None:
    esms.mood = "cut"
    message = sent()
    for _time in range(2):
        esms.mood = mood
        tried_again(message)
    esms.mood = "well"
    assert tried_again(message).state == "sent"
    assert len(esms.texts) == 1


def test_code_that_meets_the_limit_asks_again_at_once_and_not_for_ever(esms: Esms) -> None:
    esms.mood = "busy"
    message = sent(purpose=Purpose.CODE, urgency=Urgency.CODE)
    waits = []
    for _time in range(4):
        waits.append(message.due_at <= morning())
        message = tried_again(message)
    assert waits == [True, True, True, False]


def test_line_that_never_opened_is_tried_later(settings: Settings, esms: Esms) -> None:
    nobody_there = esms.entry()
    nobody_there["options"]["url"] = "http://127.0.0.1:9/"
    settings.XASO_CARRIERS = [nobody_there]
    message = sent()
    assert (message.state, Delivery.objects.get().trouble) == ("queued", "later")


@pytest.mark.parametrize("mood", ["cut", "took-500"])
def test_notice_perhaps_taken_is_asked_of_no_other_provider(settings: Settings, esms: Esms, mood: str) -> None:
    with Esms("other") as other:
        settings.XASO_CARRIERS = [esms.entry(), other.entry()]
        esms.mood = mood
        message = tried_again(sent())
        assert (message.state, esms.asked, len(esms.texts), len(other.texts)) == ("sent", 2, 1, 0)


def test_receipt_makes_it_delivered_once(esms: Esms) -> None:
    sent()
    [taken] = esms.taken.values()
    for _again in range(2):
        assert called(SMSID=taken["SMSID"], SendStatus="5", SendSuccess="1", SendFailed="0").status_code == 200
    assert (Message.objects.get().state, Delivery.objects.get().step) == ("delivered", "delivered")


def test_receipt_that_it_never_arrived_leaves_it_to_a_person(esms: Esms) -> None:
    message = sent()
    [taken] = esms.taken.values()
    called(SMSID=taken["SMSID"], SendStatus="5", SendSuccess="0", SendFailed="1")
    message.refresh_from_db()
    assert tried_again(message).state == "failed"


def test_receipt_for_what_was_never_sent_changes_nothing_and_is_noted() -> None:
    sent()
    assert called(SMSID="made-up", SendStatus="5", SendSuccess="1").status_code == 200
    assert Message.objects.get().state == "sent"
    assert not Entry.objects.filter(action="messages.odd_receipt").exists()  # its answer may still be on its way
    with clock.travel(clock.now() + timedelta(minutes=16)):
        tick(0)
        tick(0)
    assert Entry.objects.get(action="messages.odd_receipt").denied is True
    assert (Message.objects.get().state, EarlyReceipt.objects.count()) == ("sent", 0)


def test_receipt_under_a_key_of_nobodys_is_noted_at_once() -> None:
    called(SMSID="made-up", RequestId="00000000-0000-7000-8000-000000000000.0", SendStatus="5", SendSuccess="1")
    assert (Entry.objects.get(action="messages.odd_receipt").denied, EarlyReceipt.objects.count()) == (True, 0)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("success", "state"), [("1", "delivered"), ("0", "failed")])
def test_receipt_faster_than_the_answer_is_not_lost(esms: Esms, named: bool, success: str, state: str) -> None:
    """With and without our own name for it."""
    with clock.travel(morning()):
        message = make_message()
        claimed = claim_message(message.pk, by=BY)
        assert claimed
        told = hand_over(claimed)
        [(key, taken)] = esms.taken.items()
        said = {"RequestId": key} if named else {}
        for _again in range(2):
            called(SMSID=taken["SMSID"], SendStatus="5", SendSuccess=success, **said)
        settle_message(claimed, told=told, by=BY)
        match()
        match()
        send(str(message.pk))
    message.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (message.state, delivery.step, delivery.reference) == (state, state, taken["SMSID"])
    assert (EarlyReceipt.objects.count(), len(esms.texts)) == (0, 1)
    assert not Entry.objects.filter(action="messages.odd_receipt").exists()


def test_receipt_by_our_own_name_is_known_though_the_answer_named_nothing(esms: Esms) -> None:
    """Asked again after a line that broke it says only that it was taken before (124)."""
    esms.mood = "cut"
    message = sent()
    esms.mood = "well"
    assert tried_again(message).state == "sent"
    [(key, taken)] = esms.taken.items()
    assert Delivery.objects.get().reference == key
    called(SMSID=taken["SMSID"], RequestId=key, SendStatus="5", SendSuccess="1")
    assert (Message.objects.get().state, Delivery.objects.get().reference) == ("delivered", taken["SMSID"])


def test_arrival_under_our_name_ends_the_trying(esms: Esms) -> None:
    esms.mood = "cut"
    message = sent()
    [(key, taken)] = esms.taken.items()
    called(SMSID=taken["SMSID"], RequestId=key, SendStatus="5", SendSuccess="1")
    assert tried_again(message).state == "delivered"
    assert esms.asked == 1


def test_early_receipts_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xaso.messages.actions.receipts.MOST_KEPT", 2)
    for number in range(4):
        called(SMSID=f"made-up-{number}", SendStatus="5", SendSuccess="1")
    assert (EarlyReceipt.objects.count(), Entry.objects.filter(action="messages.odd_receipt").count()) == (2, 2)


@pytest.fixture
def second(settings: Settings, esms: Esms) -> Iterator[Esms]:
    with Esms("other") as other:
        settings.XASO_CARRIERS = [esms.entry(), other.entry()]
        yield other


def rejected(esms: Esms, *, status: str = "4", hours: int = 1) -> None:
    """Says the provider so many hours later."""
    with clock.travel(morning() + timedelta(hours=hours)):
        for taken in list(esms.taken.values()):
            called(SMSID=taken["SMSID"], SendStatus=status, SendSuccess="0", SendFailed="1")


def test_what_a_network_rejects_goes_by_the_second_provider_once(esms: Esms, second: Esms) -> None:
    message = sent()
    rejected(esms)
    rejected(esms)
    assert (tried_again(message).state, esms.asked, second.asked) == ("sent", 1, 1)
    rejected(esms)
    [taken] = second.taken.values()
    with clock.travel(morning() + timedelta(hours=2)):
        Client().get(HERE.replace("esms", "other"), {"SMSID": taken["SMSID"], "SendStatus": "4"})
    assert (tried_again(message).state, esms.asked, second.asked) == ("failed", 1, 1)


def test_message_sent_again_by_hand_may_go_by_both_providers_again(esms: Esms, second: Esms) -> None:
    message = sent()
    for provider in (esms, second):
        with clock.travel(morning() + timedelta(hours=1)):
            here = HERE.replace("esms", provider.name)
            [taken] = provider.taken.values()
            Client().get(here, {"SMSID": taken["SMSID"], "SendStatus": "4"})
        tried_again(message)
    assert message.state == "failed"
    with clock.travel(morning() + timedelta(hours=2)):
        replay_message(message, by=BY)
        send(str(message.pk))
        called(SMSID=[*esms.taken.values()][-1]["SMSID"], SendStatus="4")
    assert (tried_again(message).state, len(esms.taken), len(second.taken)) == ("sent", 2, 2)


def test_what_reached_the_network_and_not_the_receiver_goes_by_no_second_provider(esms: Esms, second: Esms) -> None:
    message = sent()
    rejected(esms, status="5")
    assert (tried_again(message).state, second.asked) == ("failed", 0)


def test_second_provider_waits_for_the_morning(esms: Esms, second: Esms) -> None:
    message = sent()
    rejected(esms, hours=13)  # 22:00
    with clock.travel(morning() + timedelta(hours=13)):
        send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, second.asked) == ("queued", 0)
    assert message.due_at == morning() + timedelta(hours=22)  # 7:00
    assert (tried_again(message).state, second.asked) == ("sent", 1)


def test_who_got_it_after_all_gets_no_second_one(esms: Esms, second: Esms) -> None:
    message = sent()
    rejected(esms)
    [taken] = esms.taken.values()
    called(SMSID=taken["SMSID"], SendStatus="5", SendSuccess="1")
    assert (tried_again(message).state, second.asked) == ("delivered", 0)
    rejected(esms)
    assert (tried_again(message).state, second.asked) == ("delivered", 0)


def test_code_that_is_over_goes_by_no_second_provider(esms: Esms, second: Esms) -> None:
    message = sent("Mã 482913", purpose=Purpose.CODE, forget_after=timedelta(minutes=15))
    rejected(esms)
    assert (tried_again(message).state, second.asked) == ("failed", 0)


@pytest.mark.parametrize("address", ["/ket-noi/esms/wrong", "/ket-noi/nobody/a-secret-of-the-tests", "/ket-noi/esms/ạ"])
def test_wrong_secret_finds_no_page(address: str, esms: Esms) -> None:
    sent()
    [taken] = esms.taken.values()
    asked = {"SMSID": taken["SMSID"], "SendStatus": "5", "SendSuccess": "1"}
    assert Client().get(address, asked).status_code == 404
    assert Message.objects.get().state == "sent"


def test_five_megabytes_are_not_read() -> None:
    assert Client().post(HERE, b"x" * 5_000_000, content_type="application/octet-stream").status_code == 413


@pytest.mark.parametrize(
    "said", [{}, {"SMSID": ""}, {"SMSID": "x", "SendStatus": "9"}, {"SMSID": "x\x00", "SendStatus": "4"}]
)
def test_call_that_means_nothing_is_answered(said: dict[str, str]) -> None:
    assert called(**said).status_code == 200


@pytest.mark.parametrize("mood", ["down", "took-500", "busy"])
def test_code_is_tried_with_the_second_provider_at_once(settings: Settings, esms: Esms, mood: str) -> None:
    """The same code twice harms nobody, none at all keeps somebody out."""
    with Esms("other") as other:
        settings.XASO_CARRIERS = [esms.entry(), other.entry()]
        esms.mood = mood
        message = tried_again(sent("Mã 482913", purpose=Purpose.CODE, forget_after=timedelta(minutes=15)))
        assert (message.state, len(other.texts)) == ("sent", 1)
        assert (message.attempts, esms.asked, other.asked) == (2, 1, 1)
    assert Stop.objects.count() == 0
