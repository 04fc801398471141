"""When notices go, how many, and together with what."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import (
    add_email,
    claim_message,
    claim_next,
    confirm_address,
    forget_messages,
    note_receipt,
    prefer,
    recover_lost_messages,
    settle_message,
    stop_by_number,
)
from xaso.messages.jobs import drain, send
from xaso.messages.models import CarrierHealth, Delivery, Message
from xaso.messages.ports import hand_over
from xaso.messages.queries import wishes_of
from xaso.messages.rules import Channel, Purpose, State, Urgency

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> type[Counting]:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    Counting.taken.clear()
    return Counting


def test_three_events_at_once_are_one_message(carrier: type[Counting]) -> None:
    with clock.travel(morning()):
        made = [make_message(f"Tin {number}.", about=("dossier", str(number))) for number in range(3)]
        for one in made:
            send(str(one.pk))
    assert [one.body for one in carrier.taken] == ["Tin 0.\nTin 1.\nTin 2."]
    assert set(Message.objects.values_list("state", "sent_at")) == {(State.SENT, morning())}


def test_provider_that_is_down_for_half_an_hour_loses_nothing(settings: Settings, carrier: type[Counting]) -> None:
    settings.XASO_CARRIERS = [by("Busy") | {"name": "sms"}]
    with clock.travel(morning()):
        for number in range(12):
            make_message(to=f"+8491234567{number:02d}")
    for minute in range(35):
        with clock.travel(morning() + timedelta(minutes=minute)):
            drain()
    assert set(Message.objects.values_list("state", flat=True)) == {State.QUEUED}
    settings.XASO_CARRIERS = [by("Counting") | {"name": "sms"}]
    with clock.travel(morning() + timedelta(minutes=70)):
        drain()
    assert (len(carrier.taken), set(Message.objects.values_list("state", flat=True))) == (12, {State.SENT})


def test_what_one_account_hears_on_two_telephones_stays_apart(carrier: type[Counting]) -> None:
    """Somebody files for a mother who is told on her own telephone: the link in her notice opens her dossier."""
    account, numbers = uuid4(), ("+84912345678", "+84966665678")
    with clock.travel(morning()):
        made = [make_message(f"Của {to}.", account=account, to=to) for to in numbers]
        for one in made:
            send(str(one.pk))
    with clock.travel(morning() + timedelta(minutes=10)):
        drain()
    assert [(one.to, one.body) for one in carrier.taken] == [(to, f"Của {to}.") for to in numbers]


def test_what_follows_within_minutes_waits_and_goes_together(carrier: type[Counting]) -> None:
    with clock.travel(morning()):
        send(str(make_message("Một.").pk))
    for minute in (1, 2, 3):
        with clock.travel(morning() + timedelta(minutes=minute)):
            send(str(make_message(f"Phút {minute}.").pk))
    assert [one.body for one in carrier.taken] == ["Một."]
    with clock.travel(morning() + timedelta(minutes=10)):
        drain()
    assert [one.body for one in carrier.taken] == ["Một.", "Phút 1.\nPhút 2.\nPhút 3."]


def test_code_goes_at_night_and_a_notice_in_the_morning(carrier: type[Counting]) -> None:
    night = morning() + timedelta(hours=14)
    with clock.travel(night):
        notice, code = make_message("Tin."), make_message("Mã 123456", purpose=Purpose.CODE)
        send(str(notice.pk))
        send(str(code.pk))
    assert [one.body for one in carrier.taken] == ["Mã 123456"]
    notice.refresh_from_db()
    assert notice.due_at == clock.midnight(clock.local(night).date() + timedelta(days=1)) + timedelta(hours=7)


def test_eleventh_notice_of_a_day_waits_for_the_next_morning(carrier: type[Counting]) -> None:
    for number in range(11):
        with clock.travel(morning() + timedelta(minutes=11 * number)):
            send(str(make_message(f"Tin {number}.").pk))
    assert len(carrier.taken) == 10
    assert Message.objects.queued().get().due_at == morning() + timedelta(hours=22)


def test_code_overtakes_what_waits(carrier: type[Counting]) -> None:
    calm = {"purpose": Purpose.BROADCAST, "urgency": Urgency.CALM}
    with clock.travel(morning() - timedelta(minutes=1)):
        for number in range(5):
            make_message(f"Tin chung {number}.", to=f"+8491234567{number}", **calm)
    with clock.travel(morning()):
        make_message("Việc của tôi.", to="+84912345681")
        make_message("Mã 123456", to="+84912345682", purpose=Purpose.CODE)
        drain()
    assert [one.body[:8] for one in carrier.taken] == ["Mã 12345", "Việc của", *["Tin chun"] * 5]


def test_broken_provider_is_left_after_one_try_and_rests_after_three(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Busy"), by("Counting")]
    with clock.travel(morning()):
        for number in range(4):
            made = make_message(f"Tin {number}.", to=f"+8491234567{number}")
            send(str(made.pk))
            send(str(made.pk))
            made.refresh_from_db()
            assert made.state == State.SENT
    assert CarrierHealth.objects.get().pk == "sms-busy"
    assert CarrierHealth.objects.get().rests_until == morning() + timedelta(minutes=1)
    tries = Delivery.objects.order_by("message__created_at", "message_id").values_list("attempts", flat=True)
    assert sorted(tries) == [1, 2, 2, 2]  # the fourth went straight to the well one


def test_stop_word_keeps_broadcasts_away_and_stop_all_everything_but_codes(carrier: type[Counting]) -> None:
    broadcast = {"purpose": Purpose.BROADCAST, "urgency": Urgency.CALM}
    with clock.travel(morning()):
        stop_by_number("+84912345678", everything=False, by=BY)
        send(str(make_message("Tin chung.", **broadcast).pk))
        send(str(make_message("Hồ sơ xong.").pk))
        assert [one.body for one in carrier.taken] == ["Hồ sơ xong."]
        stop_by_number("+84912345678", everything=True, by=BY)
        send(str(make_message("Hồ sơ khác.").pk))
        send(str(make_message("Mã 123456", purpose=Purpose.CODE).pk))
    assert [one.body for one in carrier.taken] == ["Hồ sơ xong.", "Mã 123456"]
    assert Message.objects.get(body="Hồ sơ khác.").state == State.FAILED


@pytest.mark.parametrize(("carrier_class", "same_key"), [("Counting", True), ("Busy", False)])
def test_message_whose_worker_died_is_asked_again_only_of_a_provider_that_knows_its_keys(
    settings: Settings, carrier_class: str, same_key: bool
) -> None:
    settings.XASO_CARRIERS = [by(carrier_class)]
    with clock.travel(morning()):
        make_message()
        claimed, _found = claim_next(by=BY)
    assert claimed is not None
    with clock.travel(morning() + timedelta(minutes=1)):
        assert recover_lost_messages(by=BY) == 0
    with clock.travel(morning() + timedelta(minutes=3)):
        assert recover_lost_messages(by=BY) == 1
    with clock.travel(morning() + timedelta(minutes=4)):
        again, _found = claim_next(by=BY)
    assert (again is not None and again.parcels[0].key == claimed.parcels[0].key) == same_key
    assert Message.objects.get().state == (State.SENDING if same_key else State.FAILED)


def test_notice_of_another_dossier_survives_the_one_it_waited_with(settings: Settings) -> None:
    """Both were tried as one message in vain; then all that was written about the first is forgotten."""
    settings.XASO_CARRIERS = [by("Busy")]
    with clock.travel(morning()):
        first, second = (make_message(f"Tin {number}.", about=("dossier", str(number))) for number in range(2))
        send(str(first.pk))
        forget_messages(about=[("dossier", "0")], by=BY)
    settings.XASO_CARRIERS = [by("Counting")]
    with clock.travel(morning() + timedelta(minutes=11)):
        drain()
    assert list(Message.objects.values_list("pk", "state")) == [(second.pk, State.SENT)]
    assert [one.body for one in Counting.taken] == ["Tin 1."]


@pytest.mark.parametrize(("about", "left"), [(["0"], ["Tin 1."]), (["0", "1"], [])])
def test_notice_forgotten_while_it_was_being_sent_never_goes_out_empty(
    citizen: Actor, settings: Settings, about: list[str], left: list[str]
) -> None:
    settings.XASO_CARRIERS = [by("Busy", channel="email")]
    with clock.travel(morning()):
        confirm_address(add_email("lan@example.vn", by=citizen).token, by=citizen)
        for name in ("0", "1"):
            make_message(f"Tin {name}.", about=("dossier", name), account=citizen.account)
        claimed = claim_message(Message.objects.get(about_id="0").pk, by=BY)
        assert claimed is not None
        forget_messages(about=[("dossier", name) for name in about], by=BY)
        settle_message(claimed, told=hand_over(claimed), by=BY)
    settings.XASO_CARRIERS = [by("Counting", channel="email")]
    with clock.travel(morning() + timedelta(minutes=11)):
        drain()
    assert [one.body for one in Counting.taken if one.title != "Xác nhận địa chỉ thư"] == left
    assert set(Message.objects.filter(about_id__in=about).values_list("state", flat=True)) == {State.FAILED}


def test_link_that_confirms_an_address_goes_with_nothing_else(citizen: Actor, settings: Settings) -> None:
    """It proves that who reads the letters pressed it: by message it would prove nothing."""
    settings.XASO_CARRIERS = [by("Counting"), by("Counting", channel="email")]
    with clock.travel(morning()):
        urgent = {"account": citizen.account, "urgency": Urgency.URGENT}
        first = make_message("Tin.", **urgent)
        add_email("lan@example.vn", by=citizen)
        send(str(first.pk))
        drain()
    assert [(one.to, one.body[:4]) for one in Counting.taken] == [("+84912345678", "Tin."), ("lan@example.vn", "Có n")]


def test_receipt_means_the_newest_message_of_that_reference(carrier: type[Counting]) -> None:
    """Networks count anew after a restart."""
    for minute in (0, 30):
        with clock.travel(morning() + timedelta(minutes=minute)):
            send(str(make_message(f"Phút {minute}.").pk))
            Delivery.objects.update(reference="M1")
    assert note_receipt(carrier="sms-counting", reference="M1", arrived=True, by=BY) is True
    assert dict(Message.objects.values_list("body", "state")) == {"Phút 0.": "sent", "Phút 30.": "delivered"}


def test_link_of_an_address_pressed_again_leaves_a_later_wish(citizen: Actor, settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting"), by("Counting", channel="email")]
    address = add_email("lan@example.vn", by=citizen)
    confirm_address(address.token, by=citizen)
    prefer(Channel.SMS, by=citizen)
    confirm_address(address.token, by=citizen)
    assert citizen.account is not None
    assert wishes_of(citizen.account).first == "sms"
