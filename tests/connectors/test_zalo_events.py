"""What Zalo sends: who is believed, what is made of it, whatever the order and however often it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from unicodedata import normalize

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import client_of_actor
from tests.factories.zalo import Events, events, linked
from tests.peers.zalo import APP, SECRET, Zalo, signed
from xaso.connectors.zalo_events import signed_by
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.actions import answer_follower, begin_joining, choose_language, leave_followers
from xaso.messages.jobs import say, take
from xaso.messages.models import Follower, NetworkEvent, OfficialAccount, Preference, Remark
from xaso.messages.rules import Channel, Said, code_in
from xaso.offices.rules import Role

pytestmark = pytest.mark.django_db
DOOR = "/ket-noi/zalo"
HER = "5510185758261927916"
VECTOR = (
    '{"event_name":"user_send_text","app_id":"1234567890123456789","sender":{"id":"5510185758261927916"},"recipient":{"id":'
    '"1646843870823903717"},"message":{"text":"Tra cứu hồ sơ","msg_id":"e2a641af6661713b2874"},"timestamp":"1795392000000",'
    '"user_id_by_app":"3611371994410983884"}'
).encode()
MAC = "12df231611435634624e5cc091e45526265632ddeb774f095a19eb3900140122"
KEYS = [("other", "no"), ("1234567890123456789", "OA_SECRET_TEST_KEY_1")]


@pytest.fixture(autouse=True)
def zalo(settings: Any) -> Iterator[Zalo]:
    cache.clear()
    with Zalo() as peer:
        peer.now = clock.now
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        settings.XASO_ZALO_KEYS = [(APP, SECRET)]
        yield peer


@pytest.fixture
def account(zalo: Zalo, manager: Actor) -> OfficialAccount:
    return linked(zalo, manager)


def post(body: bytes, **headers: str) -> int:
    return Client().post(DOOR, body, content_type="application/json", headers=headers).status_code


def send(event: dict[str, Any]) -> int:
    body = json.dumps(event, ensure_ascii=False).encode()
    return post(body, **signed(body, event["timestamp"]))


def work() -> None:
    for key in NetworkEvent.objects.filter(taken_at=None).order_by("received_at").values_list("pk", flat=True):
        take(key)
    for key in Remark.objects.filter(state=Said.QUEUED).values_list("pk", flat=True):
        say(str(key))


def test_signature_of_the_published_vector() -> None:
    with clock.travel(datetime.fromtimestamp(1795392000, UTC) + timedelta(minutes=1)):
        assert signed_by(VECTOR, f"mac={MAC}", "", KEYS) == 1
        assert signed_by(VECTOR, MAC, "", KEYS) == 1
        assert signed_by(VECTOR, f"mac={MAC}", "1", KEYS) == 1
        assert signed_by(VECTOR.replace(b"T", b"t"), f"mac={MAC}", "", KEYS) is None
        assert signed_by(VECTOR, f"mac={MAC}", "", KEYS[:1]) is None
    for hours in (-1, 3):
        with clock.travel(datetime.fromtimestamp(1795392000, UTC) + timedelta(hours=hours)):
            assert signed_by(VECTOR, f"mac={MAC}", "", KEYS) is None


def test_probe_is_answered_unsigned(settings: Any) -> None:
    assert (post(b"{}"), NetworkEvent.objects.count()) == (200, 0)
    settings.XASO_ZALO_KEYS = []
    assert post(b"{}") == 404


def test_what_is_not_signed_now_is_not_kept(account: OfficialAccount) -> None:
    said = events(HER).said("Xin chào", "m1")
    body = json.dumps(said).encode()
    assert post(body) == 403
    assert post(body, **signed(body, said["timestamp"], secret="other")) == 403
    assert post(body, **{"X-ZEvent-Signature": "mac=Đ"}) == 403
    old = said | {"timestamp": str(int((clock.now() - timedelta(hours=3)).timestamp() * 1000))}
    assert send(old) == 403
    assert post(b"x" * 5_000_000) == 413
    assert post(b"[" * 60_000) == 403
    assert (Client().get(DOOR).status_code, NetworkEvent.objects.count()) == (405, 0)


@pytest.mark.parametrize("depth", [300, 600, 800, 900, 940, 960, 20_000])
def test_event_without_a_bottom_is_kept_and_judged(account: OfficialAccount, depth: int) -> None:
    stamp = events(HER).stamp()
    said = json.dumps(events(HER).said("Xin chào", "")).encode()
    body = said.replace(b'"text"', b'"x":' + b"[" * depth + b"]" * depth + b',"text"')
    assert post(body, **signed(body, stamp), **{"X-ZEvent-Timestamp": stamp}) == 200
    work()
    assert NetworkEvent.objects.get().taken_at is not None
    assert bool(NetworkEvent.objects.get().problem) == (Remark.objects.count() == 0)


def test_stranger_who_guesses_is_shut_out_and_who_signs_beside_them_is_not(account: OfficialAccount) -> None:
    assert [post(b"{}x") for _time in range(60)] == [403] * 60
    assert post(b"{}x") == 429
    assert (send(events(HER).said("Xin chào", "m1")), post(b"{}")) == (200, 200)
    assert NetworkEvent.objects.count() == 1


def test_word_is_kept_once_though_it_is_told_three_times(account: OfficialAccount) -> None:
    said = events(HER).said("Hồ sơ của tôi đến đâu rồi", "m1")
    assert [send(said) for _time in range(3)] == [200, 200, 200]
    work()
    assert send(said | {"num_retry": "1"}) == 200  # another body, the same word
    work()
    kept = Remark.objects.get()
    assert (kept.text, kept.follower.user, kept.follower.unit_id) == (
        "Hồ sơ của tôi đến đâu rồi",
        HER,
        account.unit_id,
    )
    assert {bytes(one.body) for one in NetworkEvent.objects.all()} == {b""}


def test_word_longer_than_an_answer_may_be_is_kept_whole(account: OfficialAccount) -> None:
    told = "Kể hết cho xã nghe. " * 150
    send(events(HER).said(told, "m1"))
    work()
    assert (Remark.objects.get().text, NetworkEvent.objects.get().problem) == (told.strip(), "")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_events_out_of_order_end_the_same(account: OfficialAccount, order: tuple[int, ...]) -> None:
    told = events(HER)
    moments = [told.came(seconds=30), told.left(seconds=20), told.came(seconds=10)]
    for place in order:
        send(moments[place])
    work()
    assert Follower.objects.get().left_at is None
    send(told.left(seconds=5))
    work()
    assert Follower.objects.get().left_at is not None


@pytest.mark.parametrize(
    "odd",
    [
        {"event_name": "change_oa_daily_quota", "oaId": "1"},
        {"event_name": "user_send_text", "recipient": {"id": "999"}, "sender": {"id": "1"}, "message": {"text": "a"}},
        {"event_name": "user_send_text", "recipient": [], "sender": None, "message": 5},
        {"event_name": {"a": 1}},
        {"event_name": "user_seen_message", "message": {"msg_ids": [None, {}, 5]}},
    ],
)
def test_unknown_event_is_answered_and_changes_nothing(account: OfficialAccount, odd: dict[str, Any]) -> None:
    assert send(odd | {"timestamp": events(HER).stamp()}) == 200
    work()
    assert (Follower.objects.count(), NetworkEvent.objects.filter(taken_at=None).count()) == (0, 0)


def test_event_that_the_database_has_no_room_for_is_judged_once(account: OfficialAccount) -> None:
    assert send(events("9" * 400).said("Xin chào", "m1")) == 200
    work()
    event = NetworkEvent.objects.get()
    assert (event.taken_at is not None, "too long" in event.problem, bytes(event.body)) == (True, True, b"")


def test_resident_joins_by_her_code_and_leaves_by_her_word(
    zalo: Zalo, account: OfficialAccount, citizen: Actor
) -> None:
    code = begin_joining(by=citizen)
    zalo.last_words[HER] = clock.now()
    send(events(HER).said(f"nối {code[:4]} {code[4:].lower()}", "m1"))
    work()
    joined = Follower.objects.get()
    assert (joined.resident, Preference.objects.get().first) == (citizen.account, Channel.ZALO)
    assert [text for _account, _whom, text in zalo.told] == [
        "Đã nối. Từ nay xã báo tin hồ sơ cho ông/bà ở đây trước. Muốn thôi, xin nhắn: THOI NOI"
    ]
    assert "(mã nối)" in {one.text for one in Remark.objects.all()}
    send(events("77").said(f"NOI {code}", "m2"))
    work()
    assert Follower.objects.get(resident=citizen.account).pk == joined.pk  # a code is good once
    send(events(HER).said("Thôi nối", "m3"))
    work()
    assert (Follower.objects.filter(resident=citizen.account).count(), Preference.objects.get().first) == (0, "")


def test_whoever_chose_english_is_answered_in_it_once_it_is_known_who_that_is(
    zalo: Zalo, account: OfficialAccount, citizen: Actor
) -> None:
    choose_language("en", by=citizen)
    zalo.last_words[HER] = clock.now()
    send(events(HER).said("NOI AAAA2222", "m1"))
    work()
    for word, name in ((f"NOI {begin_joining(by=citizen)}", "m2"), ("Thôi nối", "m3")):
        send(events(HER).said(word, name))
        work()
    said = Remark.objects.filter(ours=True).order_by("said_at").values_list("text", flat=True)
    assert [text.split()[0] for text in said] == ["Mã", "Connected.", "Disconnected."]


def test_whoever_joins_in_the_place_of_another_leaves_them_their_other_ways(
    account: OfficialAccount, citizen: Actor, neighbour: Actor
) -> None:
    for name, somebody in (("m1", citizen), ("m2", neighbour)):
        send(events(HER).said(f"NOI {begin_joining(by=somebody)}", name))
        work()
    assert Follower.objects.get().resident == neighbour.account
    assert [Preference.objects.get(account=one.account).first for one in (citizen, neighbour)] == ["", Channel.ZALO]


def test_code_that_is_over_or_guessed_joins_nobody(zalo: Zalo, account: OfficialAccount, citizen: Actor) -> None:
    code = begin_joining(by=citizen)
    for number in range(12):
        send(events(HER).said("NOI AAAA2222", f"g{number}"))
    work()
    assert Remark.objects.filter(text__startswith="Ông/bà đã nhắn sai mã nhiều lần").count() == 2
    with clock.travel(clock.now() + timedelta(minutes=31)):
        send(events("77").said(f"NOI {code}", "m1"))
        work()
    assert Follower.objects.filter(resident__isnull=False).count() == 0


def test_code_of_one_who_left_the_account_is_told_what_is_missing_and_stays_good(
    zalo: Zalo, account: OfficialAccount, citizen: Actor
) -> None:
    code = begin_joining(by=citizen)
    send(events(HER).left(seconds=30))
    send(events(HER).said(f"NOI {code}", "m1", seconds=20))
    work()
    assert "bấm Quan tâm" in Remark.objects.get(ours=True).text
    send(events(HER).came(seconds=10))
    send(events(HER).said(f"NOI {code}", "m2"))
    work()
    assert Follower.objects.get().resident == citizen.account


@pytest.mark.parametrize("act", ["unfollows", "leaves on her page"])
def test_leaving_unjoins(zalo: Zalo, account: OfficialAccount, citizen: Actor, act: str) -> None:
    send(events(HER).said(f"NOI {begin_joining(by=citizen)}", "m1"))
    work()
    assert Follower.objects.filter(resident=citizen.account).count() == 1
    if act == "unfollows":
        send(events(HER).left(seconds=0))
        work()
    else:
        assert leave_followers(by=citizen) == 1
    assert Follower.objects.filter(resident__isnull=False).count() == 0
    assert Preference.objects.get().first == ""
    page = client_of_actor(citizen).get("/tai-khoan").content.decode()
    assert 'value="sms" checked' in page


def test_wish_for_zalo_stays_while_another_account_there_is_followed(
    zalo: Zalo, account: OfficialAccount, citizen: Actor, other_commune: Actor
) -> None:
    second = linked(zalo, replace(other_commune, roles=frozenset({Role.MANAGER})), "55")
    send(events(HER).said(f"NOI {begin_joining(by=citizen)}", "m1"))
    send(Events(HER, second.network_id).said(f"NOI {begin_joining(by=citizen)}", "m2"))
    work()
    send(events(HER).left())
    work()
    assert [one.account for one in Follower.objects.filter(resident=citizen.account)] == [second]
    assert Preference.objects.get().first == Channel.ZALO


def test_receipt_of_an_officers_answer_and_its_failure(zalo: Zalo, account: OfficialAccount, reception: Actor) -> None:
    send(events(HER).said("Hồ sơ của tôi đâu", "m1"))
    work()
    zalo.left.add(HER)
    answer_follower(Follower.objects.get().pk, text="Chiều nay có kết quả.", by=reception)
    work()
    failed = Remark.objects.get(ours=True)
    assert (failed.state, failed.reason, Follower.objects.get().left_at is not None) == (Said.FAILED, "left", True)


def test_answer_given_in_the_app_of_zalo_stands_in_the_conversation_once(
    zalo: Zalo, account: OfficialAccount, reception: Actor
) -> None:
    zalo.last_words[HER] = clock.now()
    send(events(HER).said("Hồ sơ của tôi đâu", "m1", seconds=60))
    work()
    for _time in range(2):
        send(events(HER).answered("Chiều nay có kết quả.", "app-1", seconds=30))
    send(events(HER).answered("Chiều nay", "", seconds=30))  # what bears no name could come twice
    work()
    follower = Follower.objects.get()
    answer_follower(follower.pk, text="Mời ông/bà ghé lấy.", by=reception)
    work()
    sent = Remark.objects.get(text="Mời ông/bà ghé lấy.")
    send(events(HER).answered(sent.text, sent.network_id))
    work()
    ours = Remark.objects.filter(ours=True).order_by("said_at")
    assert [(one.text, one.state, one.is_of_the_app) for one in ours] == [
        ("Chiều nay có kết quả.", Said.SENT, True),
        ("Mời ông/bà ghé lấy.", Said.SENT, False),
    ]
    page = client_of_actor(reception).get(f"/can-bo/tro-chuyen/{follower.pk}").content.decode()
    assert "Xã, từ ứng dụng Zalo" in page


def test_answer_that_zalo_tells_of_before_it_was_written_down_stands_once(
    zalo: Zalo, account: OfficialAccount, reception: Actor
) -> None:
    zalo.last_words[HER] = clock.now()
    send(events(HER).said("Hồ sơ của tôi đâu", "m1", seconds=60))
    work()
    send(events(HER).answered("Mời ông/bà ghé lấy.", "loi-1"))  # the name that it gets
    take(NetworkEvent.objects.get(taken_at=None).pk)
    answer_follower(Follower.objects.get().pk, text="Mời ông/bà ghé lấy.", by=reception)
    work()
    said = Remark.objects.get(ours=True)
    assert (said.network_id, said.post_id) == ("loi-1", reception.post)


def test_words_of_joining_in_every_spelling() -> None:
    assert [code_in(one) for one in ("NOI 7K3M9QX2", "nối 7k3m-9qx2", "Nối 7K3M 9QX2.")] == ["7K3M9QX2"] * 3
    assert [code_in(one) for one in ("noi", "NOI 123", "tôi nói 7K3M9QX2", "NOI 7K3M9QXO")] == [""] * 4


@pytest.mark.parametrize("said", ["nói thật ngay", "nối đây nhé các", "NOI THATNGAY"])
def test_words_without_a_digit_are_no_code(account: OfficialAccount, said: str) -> None:
    send(events(HER).said(said, "m1"))
    work()
    assert [one.text for one in Remark.objects.all()] == [said]


def test_every_code_has_a_digit(citizen: Actor) -> None:
    codes = [begin_joining(by=citizen) for _time in range(60)]  # by chance one in twelve would have none
    assert [code_in(f"NOI {one}") for one in codes] == codes


LEAVING = ("THOI NOI", "thôi nối.", normalize("NFD", "Thôi nối!"), "Bỏ nối", "stop", "Dừng", " DỪNG  HẾT. ")
STAYING = ("dung", "DUNG", "Đúng", "đúng hết", "dung het", "Huy", "huy", "hủy", "đứng", "thôi nói", "thôi nói chuyện",
           "Dừng xe ở đâu?", "thoi noi sau", "stop?", "", ".")  # fmt: skip


@pytest.mark.parametrize("said", LEAVING + STAYING)
def test_only_a_whole_and_unmistakable_word_unjoins(
    zalo: Zalo, account: OfficialAccount, citizen: Actor, said: str
) -> None:
    send(events(HER).said(f"NOI {begin_joining(by=citizen)}", "m1"))
    work()
    send(events(HER).said(said, "m2"))
    work()
    assert Follower.objects.filter(resident=citizen.account).exists() == (said in STAYING)
