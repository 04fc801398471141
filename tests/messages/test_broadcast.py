"""One text to many who agreed; and what did not arrive, told every morning."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from unicodedata import normalize

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import uuid7
from xaso.messages.actions import queue_broadcast, stop_by_number, tell_of_trouble
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.people.access import agrees, get_person
from xaso.people.actions import correct_person, give_consent, withdraw_consent
from xaso.people.rules import Purpose as Agreed

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/tin-chung"
TEXT = "Chiều nay cúp điện từ 13 giờ đến 17 giờ ở ấp 7."


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    Counting.taken.clear()


@pytest.fixture
def agreed(citizen: Actor, neighbour: Actor, one_stop: Office) -> Actor:
    """Lan agreed to broadcasts; her neighbour filed, too, and did not."""
    with clock.travel(morning() - timedelta(days=1)):
        for one in (citizen, neighbour):
            sent_extract(one, one_stop)
        drain()
    give_consent(purpose=Agreed.BROADCASTS, version=1, by=citizen)
    Counting.taken.clear()
    return citizen


def test_cost_is_shown_before_and_only_who_agreed_is_told(agreed: Actor, manager: Actor, approver: Actor) -> None:
    with clock.travel(morning()):
        desk = Desk(client_of_actor(approver))
        assert "Tin đến 1 người, trong 2 người" in desk.reads(PAGE)
        assert "điều 9 (sự đồng ý). 1 người chưa đồng ý, hoặc đã rút lại." in desk.reads(PAGE)
        shown = desk.client.post(PAGE, {"tin": TEXT, "viec": "xem"}).content.decode()
        assert (
            "2 phần tin nhắn, tất cả không quá 1.600" in shown,
            Message.objects.filter(purpose="broadcast").count(),
        ) == (
            True,
            0,
        )
        for _twice in range(2):
            desk.client.post(PAGE, {"tin": TEXT, "viec": "gui", "da-xem": TEXT})
        drain()
    [told] = Counting.taken
    assert told.to == "+84900000001"
    assert told.body == f"{TEXT}\nThôi nhận: {told.stop}"


def test_cost_that_nobody_wrote_down_is_not_said_to_be_nothing(
    agreed: Actor, approver: Actor, settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Counting")]
    page = client_of_actor(approver).post(PAGE, {"tin": TEXT, "viec": "xem"}).content.decode()
    assert ("Mỗi người 2 phần tin nhắn. Chưa biết hết bao nhiêu" in page, "0 đồng" in page) == (True, False)


def test_text_for_nobody_says_why_it_cannot_go(approver: Actor) -> None:
    page = client_of_actor(approver).post(PAGE, {"tin": TEXT, "viec": "xem"}).content.decode()
    assert ("Chưa ai đồng ý nhận tin chung nên chưa gửi được." in page, "Gửi đi" in page) == (True, False)


def test_link_in_the_message_stops_broadcasts_and_nothing_else(agreed: Actor, approver: Actor) -> None:
    with clock.travel(morning()):
        queue_broadcast(text=TEXT, receivers=[(agreed.account, "+84900000001")], urgent=False, by=approver)  # type: ignore[list-item]
        drain()
        answer = client_of_actor(agreed).post(Counting.taken[0].stop.replace("http://localhost:8000", ""))
        assert "Đã thôi" in answer.content.decode()
    assert agrees(Agreed.BROADCASTS, account=agreed.account) is False
    with clock.travel(morning() + timedelta(hours=1)):
        queue_broadcast(text="Tin khác.", receivers=[(agreed.account, "+84900000001")], urgent=False, by=approver)  # type: ignore[list-item]
        drain()
    assert len(Counting.taken) == 1


@pytest.mark.parametrize("first", ["number", "consent"])
def test_whoever_takes_half_of_a_stop_back_is_led_to_the_other_half(agreed: Actor, approver: Actor, first: str) -> None:
    """The link stops the number and the consent; each is taken back where it was given, and neither alone brings broadcasts."""
    withdraw_consent(purpose=Agreed.BROADCASTS, by=agreed)
    stop_by_number("+84900000001", everything=False, by=Actor.system("test"))
    lan = client_of_actor(agreed)
    number = ("/tai-khoan/bao-tin", {"viec": "nhan-lai"}, "/du-lieu-cua-toi#tin-chung", "đồng ý lại ở đây")
    consent = (
        "/du-lieu-cua-toi/dong-y/tin-chung",
        {"viec": "dong-y", "loi": "1"},
        "/tai-khoan#bao-tin",
        "đã xin thôi nhận",
    )
    half, other = (number, consent) if first == "number" else (consent, number)
    answer = lan.post(half[0], half[1])
    assert answer["Location"] == half[2]
    assert half[3] in unescape(lan.get(answer["Location"]).content.decode())
    assert "Tin đến 0 người" in Desk(client_of_actor(approver)).reads(PAGE)
    assert lan.post(other[0], other[1])["Location"] != other[2]
    assert "Tin đến 1 người" in Desk(client_of_actor(approver)).reads(PAGE)


def test_who_took_the_consent_back_is_not_counted(agreed: Actor, approver: Actor) -> None:
    withdraw_consent(purpose=Agreed.BROADCASTS, by=agreed)
    assert "Tin đến 0 người, trong 2 người" in Desk(client_of_actor(approver)).reads(PAGE)


@pytest.mark.parametrize("way", ["page", "word"])
def test_who_says_no_while_it_waits_for_the_morning_gets_nothing(agreed: Actor, approver: Actor, way: str) -> None:
    night = morning() + timedelta(hours=13)
    with clock.travel(night):
        queue_broadcast(text=TEXT, receivers=[(agreed.account, "+84900000001")], urgent=False, by=approver)  # type: ignore[list-item]
        drain()
        if way == "page":
            withdraw_consent(purpose=Agreed.BROADCASTS, by=agreed)
        else:
            stop_by_number("+84900000001", everything=False, by=Actor.system("test"))
    with clock.travel(morning() + timedelta(days=1)):
        drain()
        assert "Chiều nay" not in Desk(client_of_actor(approver)).reads(
            "/can-bo/tin-chua-den"
        )  # nobody tells it by hand
    assert Counting.taken == []
    assert Message.objects.get(purpose="broadcast").state == "failed"


def test_who_answered_stop_is_counted_apart(agreed: Actor, approver: Actor) -> None:
    stop_by_number("+84900000001", everything=False, by=Actor.system("test"))
    read = Desk(client_of_actor(approver)).reads(PAGE)
    assert ("Tin đến 0 người, trong 2 người" in read, "1 người đã nhắn DUNG." in read) == (True, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Xin ghi nội dung tin."),
        *(
            (f"Kính gửi {hole}, mời họp.", "chưa điền")
            for hole in ("{ten}", "{{ ten }}", "[tên]", "<họ tên>", "%(ten)s")
        ),
        ("a" * 601, "chỉ ghi được 600"),
    ],
)
def test_text_that_cannot_be_sent_is_kept_with_what_to_do(approver: Actor, text: str, said: str) -> None:
    answer = client_of_actor(approver).post(PAGE, {"tin": text, "viec": "xem"})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert text[:30] in unescape(answer.content.decode())


def test_text_of_apart_letters_is_put_together_before_it_is_counted_and_sent(agreed: Actor, approver: Actor) -> None:
    """Some telephones type each diacritic as a letter of its own: twice the parts, and boxes on the receiver's screen."""
    apart = normalize("NFD", TEXT)
    with clock.travel(morning()):
        client = client_of_actor(approver)
        shown = client.post(PAGE, {"tin": apart, "viec": "xem"}).content.decode()
        client.post(PAGE, {"tin": apart, "viec": "gui", "da-xem": TEXT})
        drain()
    assert ("2 phần tin nhắn" in shown, [one.body.split("\n")[0] for one in Counting.taken]) == (True, [TEXT])


def test_emoji_is_told_to_the_sender(approver: Actor) -> None:
    shown = client_of_actor(approver).post(PAGE, {"tin": "Hop dan luc 19 gio 😀", "viec": "xem"}).content.decode()
    assert "Có hình 😀" in shown


def test_digest_tells_leaders_once_a_day_and_only_of_trouble(
    manager: Actor, approver: Actor, settings: Settings
) -> None:
    system = Actor.system("test")
    correct_person(get_person(approver.person), phone="0912345679", by=system)  # type: ignore[arg-type]
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning() - timedelta(hours=2)):
        assert tell_of_trouble(by=system) == 0
        make_message(unit=approver.unit)
        drain()
        drain()
    with clock.travel(morning() - timedelta(hours=1)):
        late = make_message(unit=approver.unit, to="+84912345671")
    settings.XASO_CARRIERS = [by("Counting")]
    with clock.travel(morning()):
        tell_of_trouble(by=system)
        tell_of_trouble(by=system)
        told = Message.objects.filter(purpose="office", to_last4="5679")
        assert [one.body.split(" Xem")[0] for one in told] == [
            "Trong 7 ngày qua có 1 tin xã gửi không đến được người dân, 1 tin đang kẹt."
        ]
        drain()
    assert "+84912345679" in [one.to for one in Counting.taken]
    late.refresh_from_db()
    assert late.state == "sent"


def test_each_broadcast_takes_eleven_statements(approver: Actor) -> None:
    """What one costs the database is what a provider's limit can be reached with."""
    taken = []
    with clock.travel(morning()):
        for first, many in ((0, 5), (100, 15)):
            receivers = [(uuid7(), f"+849{first + place:08d}") for place in range(many)]
            queue_broadcast(text=f"{TEXT} {first}", receivers=receivers, urgent=False, by=approver)
            with CaptureQueriesContext(connection) as caught:
                drain()
            taken.append(sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries))
    assert (taken[1] - taken[0], len(Counting.taken)) == (11 * 10, 20)
