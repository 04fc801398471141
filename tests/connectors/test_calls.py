"""Reports of telephone systems through the public door: who is believed, and what is made of what they say."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from xaso.connectors.signed_calls import signature
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline.actions import settle_missed_calls
from xaso.hotline.jobs import take
from xaso.hotline.models import Call, Delivery, Line, Promise
from xaso.messages.models import Message

pytestmark = pytest.mark.django_db
SECRET = "mot-bi-mat-du-dai-cua-tong-dai"
DOOR = "/ket-noi/cuoc-goi"
MACHINE = Actor.system("test")


@pytest.fixture(autouse=True)
def exchanges(settings: Any) -> None:
    settings.XASO_CALL_SOURCES = {
        "omicall": {"secret": SECRET, "networks": ["127.0.0.0/8"]},
        "stringee": {"secret": SECRET},
        "signed": {"secret": SECRET},
    }


def ago(seconds: int) -> float:
    return round((clock.now() - timedelta(seconds=seconds)).timestamp(), 3)


def omicall(state: str, at: float, **more: Any) -> dict[str, Any]:
    whom = {"from_number": "0912345678", "to_number": "101", "hotline": "02933571234"}
    return {"call_uuid": "u-1", "state": state, "direction": "inbound", "created_time": at, **whom, **more}


def post(source: str, body: bytes, secret: str = SECRET, **headers: Any) -> int:
    return (
        Client().post(f"{DOOR}/{source}/{secret}", body, content_type="application/json", headers=headers).status_code
    )


def report(source: str, data: object) -> int:
    """Sends it, and lets the job do its work."""
    status = post(source, json.dumps(data).encode())
    take(Delivery.objects.latest("pk").pk)
    return status


def signed(body: bytes, *, at: float, secret: str = SECRET) -> int:
    stamp = str(int(at))
    mark = f"sha256={signature(body, stamp, secret=secret)}"
    return post("signed", body, "v1", **{"X-Xaso-Timestamp": stamp, "X-Xaso-Signature": mark})


def broken(body: bytes) -> None:
    raise KeyError("a fault of ours")


def test_report_is_read_where_it_comes_in(line: Line) -> None:
    """The worker may be behind with messages, and somebody is ringing."""
    assert post("omicall", json.dumps(omicall("ringing", ago(1))).encode()) == 200
    assert Call.objects.get().state == "ringing"
    assert Delivery.objects.get().taken_at is not None
    assert not ProcrastinateJob.objects.filter(task_name="hotline.take_delivery").exists()


def test_report_that_meets_a_fault_of_ours_is_kept_and_read_later(line: Line, settings: Any) -> None:
    readers = settings.XASO_CALL_READERS
    settings.XASO_CALL_READERS = readers | {"omicall": f"{__name__}.broken"}
    assert post("omicall", json.dumps(omicall("ringing", ago(1))).encode()) == 200
    assert (Call.objects.count(), Delivery.objects.get().taken_at) == (0, None)
    settings.XASO_CALL_READERS = readers
    take(ProcrastinateJob.objects.get(task_name="hotline.take_delivery").args["delivery_id"])
    assert Call.objects.get().state == "ringing"


def test_call_rings_is_answered_and_ends(line: Line) -> None:
    began = ago(90)
    for state, seconds in (("ringing", 0), ("answered", 10), ("hangup", 70)):
        assert report("omicall", omicall(state, began + seconds)) == 200
    call = Call.objects.get()
    assert (call.caller, call.state, call.line) == ("+84912345678", "ended", line)
    assert (call.answered_at - call.began_at).seconds == 10  # type: ignore[operator]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_and_repetition_of_reports_make_no_difference(order: tuple[int, ...], line: Line) -> None:
    told = [omicall(state, ago(seconds)) for state, seconds in (("ringing", 90), ("answered", 80), ("hangup", 20))]
    for place in (*order, *order):
        report("omicall", told[place])
    call = Call.objects.get()
    moments = [round(one.timestamp(), 3) for one in (call.began_at, call.answered_at, call.ended_at) if one]
    assert (call.state, moments) == ("ended", [one["created_time"] for one in told])


def test_record_of_a_call_says_all_of_it_and_where_the_recording_lies(line: Line) -> None:
    record = {"state": "cdr", "transaction_id": "u-2", "direction": "inbound", "source_number": "84912345678",
              "destination_number": "101", "hotline": "0293 3571 234", "time_start_call": ago(100),
              "time_end_call": ago(40), "bill_sec": 50, "answer_sec": 10,
              "recording_file_url": "https://ghi-am.example/u-2.mp3"}  # fmt: skip
    assert report("omicall", record) == 200
    call = Call.objects.get()
    assert (call.state, call.recording) == ("ended", "https://ghi-am.example/u-2.mp3")


def test_stringee_call_nobody_answers_becomes_a_promise_told_to_the_caller(line: Line) -> None:
    whom = {"from": {"number": "84912345678", "type": "external"}, "to": {"number": "842933571234", "type": "internal"}}
    for status, seconds in (("created", 90), ("ringing", 88), ("ended", 60)):
        told = {"type": "stringee_call", "call_id": "c1", "call_status": status, "timestamp_ms": ago(seconds) * 1000}
        assert report("stringee", told | whom) == 200
    assert settle_missed_calls(by=MACHINE) == 1
    assert settle_missed_calls(by=MACHINE) == 0
    promise = Promise.objects.get()
    assert (promise.kind, promise.caller, Call.objects.get().state) == ("missed", "+84912345678", "missed")
    assert [one.to for one in Message.objects.all()] == ["+84912345678"]


def test_word_that_it_was_answered_comes_late_and_nothing_is_promised(line: Line) -> None:
    report("omicall", omicall("hangup", ago(10)))
    assert settle_missed_calls(by=MACHINE) == 0
    report("omicall", omicall("answered", ago(50)))
    with clock.travel(clock.now() + timedelta(minutes=5)):
        assert settle_missed_calls(by=MACHINE) == 0
    assert (Call.objects.get().state, Promise.objects.count()) == ("ended", 0)


def test_caller_who_tries_five_times_is_promised_one_call(line: Line) -> None:
    for place in range(5):
        report("omicall", omicall("hangup", ago(60 + place), call_uuid=f"u-{place}"))
    settle_missed_calls(by=MACHINE)
    assert (Call.objects.missed().count(), Promise.objects.count(), Message.objects.count()) == (5, 1, 1)


def test_signed_report_is_taken_once_however_often_it_comes(line: Line) -> None:
    told = {"call_id": "s-1", "event": "ringing", "at": ago(3), "from": "0912345678", "to": "02933571234"}
    body = json.dumps(told).encode()
    assert [signed(body, at=ago(0)) for _time in range(3)] == [200, 200, 200]
    for one in Delivery.objects.order_by("pk"):
        take(one.pk)
        take(one.pk)
    assert (Call.objects.get().state, Delivery.objects.filter(taken_at=None).count()) == ("ringing", 0)


@pytest.mark.parametrize("wrong", ["secret", "old", "future", "body", "no header", "not a number"])
def test_wrong_or_old_signature_is_refused_and_nothing_is_kept(wrong: str, line: Line) -> None:
    body, stamp = b'{"call_id": "s-1"}', str(int(ago(0)))
    stamp = {"old": str(int(ago(301))), "future": str(int(ago(-301))), "not a number": "²"}.get(wrong, stamp)
    mark = f"sha256={signature(body, stamp, secret='x' * 30 if wrong == 'secret' else SECRET)}"
    headers = {} if wrong == "no header" else {"X-Xaso-Timestamp": stamp, "X-Xaso-Signature": mark}
    sent = body + b" " if wrong == "body" else body
    assert post("signed", sent, "v1", **headers) == 403
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    ("source", "secret"), [("omicall", "sai"), ("3cx", SECRET), ("asterisk", SECRET), ("omicall", "²")]
)
def test_address_that_was_not_agreed_is_not_there(source: str, secret: str) -> None:
    assert (post(source, b"{}", secret), Delivery.objects.count()) == (404, 0)


def test_report_from_another_network_is_not_heard() -> None:
    address = f"{DOOR}/omicall/{SECRET}"
    answer = Client(REMOTE_ADDR="192.0.2.1").post(address, b"{}", content_type="application/json")
    assert (answer.status_code, Delivery.objects.count()) == (404, 0)


def test_stranger_who_guesses_is_told_to_wait() -> None:
    assert {post("omicall", b"{}", f"doan-{place}") for place in range(60)} == {404}
    assert post("omicall", b"{}", "doan-60") == 429


def test_body_of_five_megabytes_is_refused_unread() -> None:
    assert (post("omicall", b"x" * 5_000_000), Delivery.objects.count()) == (413, 0)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not JSON in UTF-8"),
        (b"<html>", "not JSON in UTF-8"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b"[" * 50_000, "not JSON in UTF-8"),
        (b"[]", "not an object"),
        (json.dumps(omicall("dancing", 1.0)).encode(), "an event this program does not know: dancing"),
        (json.dumps(omicall("ringing", float("nan"))).encode(), "created_time is not a moment"),
        (json.dumps(omicall("ringing", 1e300)).encode(), "created_time is not a moment"),
        (json.dumps(omicall("ringing", 4_000_000_000)).encode(), "a call of the future"),
        (json.dumps(omicall("hangup", 1.0)).encode(), "a call of long ago"),
        (
            json.dumps(omicall("ringing", 1.0, call_uuid="u" * 101)).encode(),
            "a call needs a name of at most 100 letters",
        ),
        (json.dumps(omicall("ringing", 1.0, call_uuid="")).encode(), "a call needs a name of at most 100 letters"),
        (json.dumps(omicall("ringing", ago(30), hotline="0999")).encode(), "no open line has this number"),
        (json.dumps(omicall("ringing", 1.0, direction="outbound")).encode(), "not about a call that comes in"),
    ],
)
def test_report_that_says_nothing_is_kept_with_what_was_wrong(body: bytes, problem: str, line: Line) -> None:
    assert post("omicall", body) == 200
    take(Delivery.objects.get().pk)
    assert (Delivery.objects.get().problem, Call.objects.count()) == (problem, 0)


def test_withheld_number_rings_and_nobody_is_called_back(line: Line) -> None:
    report("omicall", omicall("ringing", ago(90), from_number="anonymous"))
    report("omicall", omicall("hangup", ago(60), from_number="anonymous"))
    settle_missed_calls(by=MACHINE)
    call = Call.objects.get()
    assert (call.caller, call.state, call.settled_at is None, Promise.objects.count()) == ("", "missed", False, 0)
