"""What Zalo tells of an account itself, of who took their words back, of who is no follower, and of what arrived."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import client_of_actor
from tests.config.reading import shown
from tests.factories.messages import Counting, by, make_message, morning
from tests.factories.zalo import OA, conversing, events, linked
from tests.peers.zalo import APP, SECRET, Zalo, signed
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.journal.models import Entry
from xaso.messages.actions import answer_follower, begin_joining, claim_message, settle_message, use_template
from xaso.messages.jobs import match, say, send, take
from xaso.messages.models import Delivery, Follower, Message, NetworkEvent, OfficialAccount, Preference, Remark
from xaso.messages.ports import hand_over
from xaso.messages.queries import Answers, Figures, answers_given, figures
from xaso.messages.rules import Channel, Kind, Purpose, Said, State, Step
from xaso.people.access import get_person
from xaso.people.actions import correct_person

pytestmark = pytest.mark.django_db
HER = "5510185758261927916"
PHONE = "+84900000001"
TEMPLATE = "9001"


@pytest.fixture(autouse=True)
def zalo(settings: Any) -> Iterator[Zalo]:
    cache.clear()
    Counting.taken.clear()
    with Zalo() as peer, clock.travel(morning()):
        peer.now = clock.now
        peer.templates = {TEMPLATE}
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        settings.XASO_ZALO_KEYS = [(APP, SECRET)]
        of_zalo = {"name": "zalo", "channel": "zalo", "with": "xaso.connectors.zalo_notices.ZaloNotices", "price": 300}
        settings.XASO_CARRIERS = [of_zalo]
        yield peer


@pytest.fixture
def account(zalo: Zalo, manager: Actor) -> OfficialAccount:
    found = linked(zalo, manager)
    use_template(found, template=TEMPLATE, by=manager)
    return found


def hear(*told: dict[str, Any]) -> None:
    for event in told:
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = signed(body, event["timestamp"])
        assert Client().post("/ket-noi/zalo", body, content_type="application/json", headers=headers).status_code == 200
    for key in NetworkEvent.objects.filter(taken_at=None).order_by("received_at").values_list("pk", flat=True):
        take(key)
    for key in Remark.objects.filter(state=Said.QUEUED).values_list("pk", flat=True):
        say(str(key))


def state(message: Message) -> str:
    send(str(message.pk))
    message.refresh_from_db()
    return message.state


def test_quota_is_kept_and_the_later_word_holds(account: OfficialAccount, manager: Actor) -> None:
    hear(events(HER).quota("2000", seconds=10), events(HER).quota("500", seconds=20), events(HER).quota("many"))
    account.refresh_from_db()
    assert account.daily_quota == 2000
    page = client_of_actor(manager).get("/can-bo/tin-tuc/tai-khoan").content.decode()
    assert "Zalo cho gửi 2000 tin theo mẫu mỗi ngày" in page


@pytest.mark.parametrize("how", ["event", "-131", "-146"])
def test_template_that_zalo_stops_is_used_no_more_and_people_are_told(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor, settings: Any, how: str
) -> None:
    settings.XASO_CARRIERS = [*settings.XASO_CARRIERS, by("Counting")]
    Preference.objects.create(account=citizen.account, first=Channel.ZALO, changed_at=clock.now())
    correct_person(get_person(manager.person), phone="0912345679", by=Actor.system("test"))  # type: ignore[arg-type]
    first = make_message(to=PHONE, account=citizen.account, unit=manager.unit)
    if how == "event":
        hear(events(HER).template(TEMPLATE, "DISABLE", "Mẫu tin bị lặp"))
        why = "DISABLE: Mẫu tin bị lặp"
    else:
        zalo.refuses[OA, "/message/template"] = int(how)
        assert state(first) == State.QUEUED
        why = f"{how}: Refused"
    account.refresh_from_db()
    assert (account.template_off_at is not None, account.template_why) == (True, why)
    assert (state(first), first.channel, zalo.told) == (State.SENT, Channel.SMS, [])
    told = Message.objects.get(purpose=Purpose.OFFICE, to_last4="5679")
    assert "Zalo ngừng mẫu tin của tài khoản" in told.body
    client = client_of_actor(manager)
    assert why in client.get("/can-bo/tin-chua-den").content.decode()
    assert why in client.get("/can-bo/tin-tuc/tai-khoan").content.decode()
    hear(events(HER).template(TEMPLATE, "REJECT"))
    assert Message.objects.filter(purpose=Purpose.OFFICE, to_last4="5679").count() == 1


def test_template_comes_back_by_the_later_word_or_when_it_is_typed_again(
    account: OfficialAccount, manager: Actor
) -> None:
    off, on = (
        events(HER).template(TEMPLATE, "DISABLE", seconds=20),
        events(HER).template(TEMPLATE, "ENABLE", seconds=10),
    )
    hear(on, off, events(HER).template("77", "DISABLE"), events(HER).template(TEMPLATE, "PONDERED"))
    account.refresh_from_db()
    assert account.usable_template == TEMPLATE
    hear(events(HER).template(TEMPLATE, "DISABLE", seconds=5))
    account.refresh_from_db()
    assert account.usable_template == ""
    use_template(account, template=TEMPLATE, by=manager)
    account.refresh_from_db()
    assert account.usable_template == TEMPLATE


def test_quality_of_the_template_in_use_is_shown(account: OfficialAccount, manager: Actor) -> None:
    hear(
        events(HER).quality(TEMPLATE, "LOW"), events(HER).quality("77", "HIGH"), events(HER).quality(TEMPLATE, "SO-SO")
    )
    page = client_of_actor(manager).get("/can-bo/tin-tuc/tai-khoan").content.decode()
    assert "chất lượng mẫu tin: kém, Zalo có thể ngừng mẫu này" in page
    account.refresh_from_db()
    assert account.usable_template == TEMPLATE


def test_who_takes_everything_back_is_forgotten_and_unjoined(
    zalo: Zalo, account: OfficialAccount, citizen: Actor, reception: Actor
) -> None:
    late = events(HER).said("Tôi bị bệnh, nhờ người khác nhận", "m0", seconds=40)
    hear(events(HER).said(f"NOI {begin_joining(by=citizen)}", "m1", seconds=60))
    hear(events(HER).said("Hồ sơ của tôi đâu", "m2", seconds=50))
    with clock.travel(clock.now() + timedelta(minutes=1)):
        hear(events(HER).withdrew(), late)
        gone = Follower.objects.get()
        assert (Remark.objects.count(), gone.resident, gone.last_word_at) == (0, None, None)
        assert not Preference.objects.exclude(first="").exists()
        page = client_of_actor(reception).get(f"/can-bo/tro-chuyen/{gone.pk}").content.decode()
        assert "Người này yêu cầu xóa những gì đã nhắn" in page
        assert Entry.objects.filter(action="messages.forget_conversation").count() == 1
    with clock.travel(clock.now() + timedelta(minutes=2)):
        hear(events(HER).said("Cho tôi hỏi lại", "m3"))
        assert [one.text for one in Remark.objects.all()] == ["Cho tôi hỏi lại"]
    hear(events("77").withdrew())
    assert Follower.objects.count() == 1


def test_what_is_typed_into_the_form_of_zalo_is_shown_and_proves_nothing(
    account: OfficialAccount, citizen: Actor, reception: Actor
) -> None:
    place = {"user_city": "Thành phố Cần Thơ", "user_ward": "Xã Vị Thủy", "user_address": "Ấp 7"}
    hear(events(HER).typed(name="Lý Thị Mẫu", phone="84900000001", full_address=place, other={"a": 1}))
    kept = Remark.objects.get()
    assert kept.kind == Kind.TYPED
    assert kept.text.splitlines() == [
        "Họ tên: Lý Thị Mẫu",
        "Điện thoại: 84900000001",
        "Địa chỉ: Ấp 7",
        "Xã, phường: Xã Vị Thủy",
        "Tỉnh, thành phố: Thành phố Cần Thơ",
    ]
    assert kept.follower.resident is None
    page = client_of_actor(reception).get(f"/can-bo/tro-chuyen/{kept.follower_id}").content.decode()
    assert "tự điền vào mẫu hỏi của Zalo, không chứng minh gì" in page
    hear({"event_name": "user_submit_info", "info": [], "timestamp": events(HER).stamp()})


def test_who_writes_without_signing_in_is_shown_and_neither_joined_nor_answered(
    zalo: Zalo, account: OfficialAccount, citizen: Actor, reception: Actor
) -> None:
    code = begin_joining(by=citizen)
    hear(events("anon-1").anonymous("Mấy giờ xã làm việc?", "m1"), events("anon-1").anonymous(f"NOI {code}", "m2"))
    follower = Follower.objects.get()
    assert (follower.anonymous, follower.resident, zalo.told) == (True, None, [])
    assert {one.text for one in Remark.objects.all()} == {"Mấy giờ xã làm việc?", "(mã nối)"}
    with pytest.raises(Refused, match="không đăng nhập Zalo"):
        answer_follower(follower.pk, text="Từ 7 giờ.", by=reception)
    client = client_of_actor(reception)
    assert "nhắn từ trang web, không đăng nhập Zalo" in client.get("/can-bo/tro-chuyen").content.decode()
    assert "Xin trả lời ở trang quản lý của Zalo" in client.get(f"/can-bo/tro-chuyen/{follower.pk}").content.decode()


def test_receipt_of_a_phone_is_known_by_the_name_of_zalo(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor
) -> None:
    message = make_message(to=PHONE, account=citizen.account, unit=manager.unit)
    assert state(message) == State.SENT
    delivery = Delivery.objects.get()
    assert zalo.tracked == [f"{delivery.pk}.0"]
    hear(events("84900000001").arrived(delivery.reference, zalo.tracked[0]))
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_receipt_of_what_nobody_knew_is_known_by_our_own_name(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor
) -> None:
    zalo.moods["/message/template"] = "silent"
    message = make_message(to=PHONE, account=citizen.account, unit=manager.unit)
    assert state(message) == State.FAILED
    for odd in ("nonsense", "00000000-0000-7000-8000-000000000000.0"):
        hear(events("84900000001").arrived("loi-9", odd))
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert Entry.objects.filter(action="messages.odd_receipt").count() == 2
    hear(events("84900000001").arrived("loi-1", zalo.tracked[0]))
    message.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (message.state, message.failed_at) == (State.DELIVERED, None)
    assert (delivery.step, delivery.reference, delivery.error) == (Step.DELIVERED, "loi-1", "")
    assert client_of_actor(manager).get("/can-bo/tin-chua-den").content.decode().count("Gửi lại</button>") == 0


def test_receipt_faster_than_the_answer_makes_nothing_free(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor, settings: Any
) -> None:
    settings.XASO_CARRIERS = [{**settings.XASO_CARRIERS[0], "price": 0}]
    begun = clock.now()
    message = make_message(to=PHONE, account=citizen.account, unit=manager.unit)
    claimed = claim_message(message.pk, by=Actor.system("test"))
    assert claimed
    told = hand_over(claimed)
    hear(events("84900000001").arrived("loi-1", zalo.tracked[0]))
    settle_message(claimed, told=told, by=Actor.system("test"))
    match()
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    [of_zalo] = figures(manager, since=begun)
    assert (of_zalo.delivered, of_zalo.free, of_zalo.unpriced) == (1, 0, 1)


def test_figures_say_what_was_paid_what_was_free_and_what_was_read(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor, neighbour: Actor
) -> None:
    begun = clock.now()
    zalo.last_words["77001"] = begun
    conversing(account, neighbour)
    free = make_message(to=PHONE, account=neighbour.account, unit=manager.unit)
    paid = [make_message(to=f"+8490000001{n}", account=uuid4(), unit=manager.unit) for n in range(3)]
    assert [state(one) for one in (free, *paid)] == [State.SENT] * 4
    names = [one.reference for one in (free, *paid)]
    hear(events("77001").seen(names[0], "never-sent"))  # seen without having arrived: it did
    hear(events("849").received(names[1]), events("849").seen(names[1]), events("849").seen(names[1]))
    hear(events("849").received(names[2]))
    assert figures(manager, since=begun) == [
        Figures("Zalo", sent=4, delivered=3, failed=0, cost=900, free=1, unpriced=0, read=2, silent=1)
    ]
    assert figures(manager, since=begun)[0].paid == 3
    page = shown(client_of_actor(manager).get("/can-bo/so-lieu/tin-nhan"))
    assert "Biết chắc 3 trong 4 tin đã gửi là đến nơi" in page
    assert "Zalo 4 3 2 0 1 3 900 đồng" in page


def test_answers_count_as_sent_looked_at_and_charged(
    zalo: Zalo, account: OfficialAccount, reception: Actor, other_commune: Actor, citizen: Actor
) -> None:
    begun = clock.now()
    zalo.last_words["77001"] = begun
    follower = conversing(account, citizen)
    with clock.travel(begun + timedelta(hours=1)):
        answer_follower(follower.pk, text="Chiều nay có kết quả.", by=reception)
        hear()
    with clock.travel(begun + timedelta(hours=49)):
        answer_follower(follower.pk, text="Mời ông/bà ghé lấy.", by=reception)
        hear()
        first, second = Remark.objects.filter(ours=True).order_by("said_at")
        hear(events("77001").seen(first.network_id), events("77001").seen(first.network_id, "never-sent"))
        assert answers_given(reception, since=begun) == Answers(sent=2, read=1, paid=1, failed=0)
        assert answers_given(other_commune, since=begun) == Answers(sent=0, read=0, paid=0, failed=0)
        client = client_of_actor(reception)
        talk = client.get(f"/can-bo/tro-chuyen/{follower.pk}").content.decode()
        page = shown(client.get("/can-bo/so-lieu/tin-nhan"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.read_at is not None, second.read_at, "đã xem" in talk) == (True, None, True)
    assert "Đã gửi 2 Biết đã đọc 1 Không gửi được 0 Sau 48 giờ, Zalo tính tiền 1" in page


def test_receipt_says_nothing_of_what_zalo_refused(
    zalo: Zalo, account: OfficialAccount, manager: Actor, citizen: Actor
) -> None:
    zalo.left.add("84900000001")
    message = make_message(to=PHONE, account=citizen.account, unit=manager.unit)
    state(message)
    hear(events("84900000001").arrived("loi-1", f"{Delivery.objects.get().pk}.0"))
    assert state(message) == State.FAILED
