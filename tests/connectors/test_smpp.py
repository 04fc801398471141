"""Text messages over SMPP, to a real server of it."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator

import pytest
import smpp34
from pytest_django import Settings

from tests.factories.messages import make_message, morning
from tests.peers.esms import Esms
from tests.peers.smsc import Smsc, Tap
from xaso.connectors.smpp import Smpp
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import claim_message, settle_message
from xaso.messages.jobs import match, send
from xaso.messages.models import EarlyReceipt, Message, Stop
from xaso.messages.ports import CannotSend, Parcel, carriers, hand_over
from xaso.messages.rules import Purpose, Trouble

BY = Actor.system("tests")
NACK = 0x80000000
VIETNAMESE = "Hồ sơ H13.31441-261126-0001 đã có kết quả. Mời ông/bà đến nhận tại bộ phận một cửa của xã trước 17 giờ."


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    with Smsc() as server:
        yield server


@pytest.fixture
def line(smsc: Smsc) -> Iterator[Smpp]:
    made = Smpp(
        host="127.0.0.1",
        port=smsc.port,
        system_id="xaso",
        password="p",
        source="UBNDXA",
        callback_name="mang",
        timeout=3,
    )
    yield made
    made.close()


@pytest.fixture
def network(settings: Settings, smsc: Smsc) -> Iterator[None]:
    """The carrier of text messages that the settings name."""
    options = {"host": "127.0.0.1", "port": smsc.port, "system_id": "xaso", "password": "p", "source": "UBNDXA"}
    entry = {"name": "mang", "channel": "sms", "with": "xaso.connectors.smpp.Smpp"}
    settings.XASO_CARRIERS = [entry | {"options": options | {"callback_name": "mang"}}]
    yield
    carriers("sms")[0].carrier.close()  # type: ignore[attr-defined]


def parcel(body: str) -> Parcel:
    return Parcel(key="k", to="+84912345678", title="", body=body)


def test_plain_text_is_one_part_from_a_name(line: Smpp, smsc: Smsc) -> None:
    assert line.send(parcel("Ma 482913")) == "M1"
    [one] = smsc.taken
    assert (one.short_message, one.data_coding, one.esm_class) == (b"Ma 482913", 0, 0)
    assert (one.source_addr, one.source_addr_ton, one.destination_addr) == ("UBNDXA", 5, "84912345678")


def test_vietnamese_goes_in_numbered_parts_that_make_the_text_again(line: Smpp, smsc: Smsc) -> None:
    assert line.send(parcel(VIETNAMESE)) == "M2"
    heads = [bytes(one.short_message[:6]) for one in smsc.taken]
    assert [(head[:3], head[4:]) for head in heads] == [(b"\x05\x00\x03", b"\x02\x01"), (b"\x05\x00\x03", b"\x02\x02")]
    assert {one.data_coding for one in smsc.taken} == {8}
    assert b"".join(bytes(one.short_message[6:]) for one in smsc.taken).decode("utf-16-be") == VIETNAMESE
    assert [one.registered_delivery for one in smsc.taken] == [0, 1]


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (smpp34.ESME_RTHROTTLED, Trouble.THROTTLED),
        (smpp34.ESME_RMSGQFUL, Trouble.THROTTLED),
        (smpp34.ESME_RINVDSTADR, Trouble.REFUSED),
        (smpp34.ESME_RINVSRCADR, Trouble.BROKEN),
        (smpp34.ESME_RSYSERR, Trouble.LATER),
    ],
)
def test_rejection_means_what_the_protocol_says(line: Smpp, smsc: Smsc, status: int, trouble: Trouble) -> None:
    smsc.rejects = [status]
    with pytest.raises(CannotSend) as refused:
        line.send(parcel("Ma 1"))
    assert refused.value.trouble == trouble
    assert line.send(parcel("Ma 2")) == "M1"


@pytest.mark.parametrize(
    ("rejects", "trouble"),
    [([smpp34.ESME_RSYSERR], Trouble.LATER), ([smpp34.ESME_ROK, smpp34.ESME_RSYSERR], Trouble.UNSURE)],
)
def test_text_of_which_a_part_was_taken_is_never_sent_again_by_itself(
    line: Smpp, smsc: Smsc, rejects: list[int], trouble: Trouble
) -> None:
    smsc.rejects = rejects
    with pytest.raises(CannotSend) as refused:
        line.send(parcel(VIETNAMESE))
    assert refused.value.trouble == trouble


def test_nobody_there_is_tried_later() -> None:
    line = Smpp(host="127.0.0.1", port=9, system_id="x", password="p", source="X", callback_name="mang", timeout=1)
    with pytest.raises(CannotSend) as refused:
        line.send(parcel("Ma 1"))
    assert refused.value.trouble == Trouble.LATER


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it does within seconds: another thread brings it about."""
    for _try in range(300):
        if condition():
            return True
        time.sleep(0.02)
    return False


def becomes(state: str) -> bool:
    return comes_true(lambda: Message.objects.get().state == state)


UNKNOWN = struct.pack(">LLLL", 16, 0x00010200, 0, 77)  # a command of the vendor's own
TORN = struct.pack(">LLLL", 18, 0x00000005, 0, 78) + b"\x00\x01"  # a deliver_sm that ends in the middle
ODD_ANSWER = struct.pack(">LLLL", 16, 0x80010200, 0, 79)


@pytest.mark.parametrize(("said", "declined"), [(UNKNOWN, [77]), (TORN, [78]), (ODD_ANSWER, [])])
def test_command_nobody_understands_is_declined_and_the_line_lives_on(
    smsc: Smsc, said: bytes, declined: list[int]
) -> None:
    with Tap(smsc) as tap:
        line = Smpp(host="127.0.0.1", port=tap.port, system_id="x", password="p", source="X", callback_name="mang")
        assert line.send(parcel("Ma 1")) == "M1"
        tap.say(said)
        smsc.deliver(b"Chao xa")  # returns when it was answered
        assert [sequence for command, status, sequence in tap.heard if (command, status) == (NACK, 3)] == declined
        assert line.send(parcel("Ma 2")) == "M2"
        assert line.listener is not None
        assert line.listener.is_alive()
        line.close()


HEADLESS = [struct.pack(">LL", length, 1) for length in (0, 3, 4, 8, 15)]  # shorter than any command is


@pytest.mark.parametrize("said", HEADLESS)
def test_command_without_a_head_ends_the_line_and_the_next_message_opens_another(smsc: Smsc, said: bytes) -> None:
    with Tap(smsc) as tap:
        line = Smpp(
            host="127.0.0.1", port=tap.port, system_id="x", password="p", source="X", callback_name="mang", timeout=2
        )
        assert line.send(parcel("Ma 1")) == "M1"
        tap.say(said + bytes(16))
        assert comes_true(lambda: line.client is None)
        assert line.send(parcel("Ma 2")) == "M2"
        smsc.deliver(b"Chao xa")  # returns when it was answered
        line.close()


@pytest.mark.parametrize("said", [*(one + bytes(16) for one in HEADLESS), UNKNOWN, TORN, ODD_ANSWER])
def test_network_that_greets_with_what_nobody_understands_is_tried_later(smsc: Smsc, said: bytes) -> None:
    with Tap(smsc, greeting=said) as tap:
        line = Smpp(
            host="127.0.0.1", port=tap.port, system_id="x", password="p", source="X", callback_name="mang", timeout=2
        )
        with pytest.raises(CannotSend) as refused:
            line.send(parcel("Ma 1"))
        assert (refused.value.trouble, line.client, smsc.taken) == (Trouble.LATER, None, [])


def test_receipts_and_answers_are_heard_while_nothing_is_sent(
    committed_db: Callable[[], None], network: None, smsc: Smsc
) -> None:
    with clock.travel(morning()):
        send(str(make_message("Ma 482913", purpose=Purpose.CODE).pk))
    smsc.receipt("M1", "ENROUTE")
    smsc.receipt("M9", "DELIVRD")
    assert Message.objects.get().state == "sent"
    smsc.deliver("Dừng hết.".encode("utf-16-be"), data_coding=8)
    smsc.receipt("M1", "DELIVRD")
    assert becomes("delivered")
    assert [(one.text, one.scope) for one in Stop.objects.all()] == [("+84912345678", "all")]


def test_receipts_that_lie_there_are_read_together(committed_db: Callable[[], None], network: None, smsc: Smsc) -> None:
    with clock.travel(morning()):
        send(str(make_message("Ma 482913", purpose=Purpose.CODE).pk))
    smsc.receipts([*(f"M{number}" for number in range(100, 0, -1))], "DELIVRD")
    assert becomes("delivered")


def told_early(network: str, smsc: Smsc, state: str = "DELIVRD", error: str = "000") -> Message:
    """The network says what became of it before its answer is written down."""
    with clock.travel(morning()):
        message = make_message("Ma 482913")
        claimed = claim_message(message.pk, by=BY)
        assert claimed
        answer = hand_over(claimed)
        smsc.receipt(network, state, error)
        assert comes_true(lambda: EarlyReceipt.objects.count() == 1)
        settle_message(claimed, told=answer, by=BY)
        match()
    message.refresh_from_db()
    return message


def test_receipt_faster_than_the_answer_is_not_lost(
    committed_db: Callable[[], None], network: None, smsc: Smsc
) -> None:
    assert told_early("M1", smsc).state == "delivered"
    assert EarlyReceipt.objects.count() == 0


@pytest.mark.parametrize(
    ("ids", "answered", "received"),
    [
        ("hex:dec", "0A1B2C3D", "169552957"),
        ("dec:hex", "169552957", "a1b2c3d"),
        ("hex:hex", "0A1B2C3D", "a1b2c3d"),
        ("hex:dec", "q-1", "q-1"),
    ],
)
def test_id_written_another_way_in_the_receipt_is_known(
    committed_db: Callable[[], None],
    network: None,
    smsc: Smsc,
    settings: Settings,
    ids: str,
    answered: str,
    received: str,
) -> None:
    settings.XASO_CARRIERS[0]["options"]["ids"] = ids
    smsc.names = [answered]
    with clock.travel(morning()):
        send(str(make_message("Ma 482913").pk))
    smsc.receipt(received, "DELIVRD")
    assert becomes("delivered")


def test_ids_in_a_base_nobody_knows_are_refused() -> None:
    with pytest.raises(ValueError, match="hex:dec"):
        Smpp(host="127.0.0.1", port=9, system_id="x", password="p", source="X", callback_name="m", ids="hex")


@pytest.mark.parametrize(
    ("state", "error", "more", "asked"),
    [
        ("REJECTD", "000", {}, 1),
        ("UNDELIV", "034", {}, 1),
        ("UNDELIV", "001", {}, 0),
        ("EXPIRED", "000", {}, 0),
        ("UNDELIV", "001", {"nobody": ["034"]}, 1),
        ("UNDELIV", "034", {"nobody": ["034"]}, 0),
    ],
)
def test_second_provider_is_asked_where_another_network_may_help(
    committed_db: Callable[[], None],
    network: None,
    smsc: Smsc,
    settings: Settings,
    state: str,
    error: str,
    more: dict[str, object],
    asked: int,
) -> None:
    settings.XASO_CARRIERS[0]["options"] |= more
    with Esms() as second:
        settings.XASO_CARRIERS = [*settings.XASO_CARRIERS, second.entry()]
        message = told_early("M1", smsc, state, error)
        with clock.travel(morning()):
            send(str(message.pk))
        message.refresh_from_db()
        assert (message.state, second.asked) == ("sent" if asked else "failed", asked)
