"""What was said to many: how far it is, called off while it waits, let go on, hastened."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import ClassVar

import pytest
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.config.reading import shown
from tests.factories.messages import Counting, by, morning, said_to
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Stale
from xaso.journal.models import Entry
from xaso.messages.actions import (
    call_off_broadcast,
    forget_messages_before,
    replay_messages,
    resume_broadcast,
)
from xaso.messages.jobs import drain
from xaso.messages.models import Broadcast, Message
from xaso.messages.ports import CannotSend, Parcel
from xaso.messages.queries import what_would_go_again

pytestmark = pytest.mark.django_db
SENT, UNTOLD = "/can-bo/tin-chung/da-gui", "/can-bo/tin-chua-den"
TEXT = "Mai họp dân lúc 19 giờ."


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    Counting.taken.clear()


def page_of(actor: Actor, said: Broadcast) -> str:
    return shown(client_of_actor(actor).get(f"/can-bo/tin-chung/{said.pk}"))


def press(actor: Actor, said: Broadcast, what: str) -> str:
    client = client_of_actor(actor)
    answer = client.post(f"/can-bo/tin-chung/{said.pk}/{what}")
    return shown(client.get(answer["Location"]) if answer.status_code == 302 else answer)


def test_whoever_said_it_sees_how_far_it_is_and_what_it_cost(approver: Actor, reception: Actor) -> None:
    with clock.travel(morning()):
        said = said_to(approver)
        assert "Đã gửi 0 trong 3 người" in page_of(reception, said)
        drain()
        read = page_of(reception, said)
    assert ("Đã gửi 3 trong 3 người" in read, "4.800" in read, "đang chờ" in read) == (True, True, False)
    listed = shown(client_of_actor(reception).get(SENT))
    assert f"{TEXT} 3 " in listed


def test_who_was_reached_by_nothing_is_counted_there_and_listed_as_untold(approver: Actor, settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        said = said_to(approver, people=1)
        drain()
        assert "Không cách nào đến 1" in page_of(approver, said)
        assert TEXT in shown(client_of_actor(approver).get(UNTOLD))


def test_called_off_while_it_waits_for_the_morning_it_goes_to_nobody_until_it_is_let_go_on(approver: Actor) -> None:
    with clock.travel(morning() + timedelta(hours=13)):
        said = said_to(approver)
        drain()
        assert "Máy không gửi 3 tin còn chờ." in press(approver, said, "dung")
    with clock.travel(morning() + timedelta(days=1)):
        drain()
        assert (len(Counting.taken), TEXT in shown(client_of_actor(approver).get(UNTOLD))) == (0, False)
        assert "Không có tin nào để gửi lại" in shown(client_of_actor(approver).get(f"{UNTOLD}/gui-lai-tat-ca"))
        assert "Dừng, không gửi 3" in page_of(approver, said)
        assert "Máy gửi tiếp 3 tin." in press(approver, said, "gui-tiep")
        drain()
        assert (len(Counting.taken), "Đã gửi 3 trong 3 người" in page_of(approver, said)) == (3, True)
    told = Entry.objects.filter(action__in=("messages.call_off_broadcast", "messages.resume_broadcast"))
    assert [(one.action.split(".")[1], one.detail["messages"]) for one in told.order_by("id")] == [
        ("call_off_broadcast", 3),
        ("resume_broadcast", 3),
    ]


class CalledOffMeanwhile:
    """While it is handed over somebody calls it off; the carrier then has no time for it."""

    knows_keys: ClassVar[bool] = True
    by: ClassVar[Actor]
    asked: ClassVar[int] = 0

    def send(self, parcel: Parcel) -> str:
        type(self).asked += 1
        if self.asked == 1:
            call_off_broadcast(Broadcast.objects.get(), by=self.by)
        raise CannotSend("the carrier is busy")


def test_what_was_on_its_way_and_comes_back_after_it_was_called_off_does_not_go(
    approver: Actor, settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Counting") | {"with": f"{__name__}.CalledOffMeanwhile"}]
    CalledOffMeanwhile.by, CalledOffMeanwhile.asked = approver, 0
    with clock.travel(morning()):
        said = said_to(approver)
        drain()
        assert CalledOffMeanwhile.asked == 1
    with clock.travel(morning() + timedelta(hours=1)):
        drain()
    assert CalledOffMeanwhile.asked == 1
    assert list(Message.objects.filter(event=said.event).values_list("state", "error").distinct()) == [
        ("failed", "called off by the office")
    ]


def test_one_of_those_called_off_is_not_sent_again_by_itself(approver: Actor) -> None:
    with clock.travel(morning()):
        said = said_to(approver)
        call_off_broadcast(said, by=approver)
        one = Message.objects.filter(event=said.event).earliest("id")
        answer = client_of_actor(approver).post(f"{UNTOLD}/{one.pk}/gui-lai")
        drain()
    assert (answer.status_code, len(Counting.taken)) == (409, 0)


def test_what_failed_before_it_was_called_off_does_not_go_again_with_all_others(
    approver: Actor, settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        said_to(approver, people=1)
        drain()
        settings.XASO_CARRIERS = [by("Counting")]
        said = said_to(approver, people=2)
        call_off_broadcast(said, by=approver)
        replay_messages(groups=[one.key for one in what_would_go_again(approver).groups], by=approver)
        drain()
    assert Counting.taken == []
    assert set(Message.objects.filter(event=said.event).values_list("error", flat=True)) == {"called off by the office"}


def test_one_that_was_missed_by_letting_go_on_still_can_be(approver: Actor) -> None:
    """It was being claimed while the others were let go, and read that all was still called off."""
    with clock.travel(morning()):
        said = said_to(approver, people=1)
        call_off_broadcast(said, by=approver)
        Broadcast.objects.update(called_off_at=None, called_off_by=None)
        assert "Gửi tiếp cho họ" in page_of(approver, said)
        assert "Máy gửi tiếp 1 tin." in press(approver, said, "gui-tiep")
        drain()
    assert len(Counting.taken) == 1


class Pressed(CalledOffMeanwhile):
    """All that is left is being handed over when somebody stops it."""


def test_stopping_what_is_all_being_handed_over_stops_what_comes_back(approver: Actor, settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting") | {"with": f"{__name__}.Pressed"}]
    Pressed.by, Pressed.asked = approver, 0
    with clock.travel(morning()):
        said_to(approver, people=1)
        drain()
        drain()
    with clock.travel(morning() + timedelta(hours=1)):
        drain()
    assert (Pressed.asked, Message.objects.get(purpose="broadcast").error) == (1, "called off by the office")


def test_page_says_when_its_figures_are_gone(approver: Actor) -> None:
    with clock.travel(morning()):
        said = said_to(approver)
        drain()
    forget_messages_before(morning() + timedelta(days=1), by=Actor.system("test"))
    read = page_of(approver, said)
    assert ("Đã gửi cho 3 người; số liệu từng tin đã xóa theo hạn lưu." in read, "Đã gửi 0" in read) == (True, False)


def test_nothing_that_has_gone_is_called_off_and_nothing_is_let_go_on_twice(approver: Actor) -> None:
    with clock.travel(morning()):
        said = said_to(approver)
        with pytest.raises(Stale):
            resume_broadcast(said, by=approver)
        drain()
        assert "Không còn tin nào chờ gửi." in press(approver, said, "dung")
    assert Broadcast.objects.get().called_off_at is None


def test_pressed_again_as_urgent_it_waits_for_no_morning(approver: Actor) -> None:
    """Written calmly at ten in the evening, then seen to be urgent."""
    with clock.travel(morning() + timedelta(hours=13)):
        first = said_to(approver)
        drain()
        assert Counting.taken == []
        assert said_to(approver, people=4, urgent=True).pk == first.pk
        drain()
    assert len(Counting.taken) == 4
    assert (Broadcast.objects.get().urgent, Broadcast.objects.get().receivers) == (True, 4)


def test_what_was_called_off_is_not_sent_by_pressing_the_same_text_again(approver: Actor) -> None:
    with clock.travel(morning()):
        said = said_to(approver)
        call_off_broadcast(said, by=approver)
        assert said_to(approver, people=5).pk == said.pk
        drain()
    assert Counting.taken == []


def test_what_is_for_nobody_is_said_to_be(approver: Actor) -> None:
    page = "/can-bo/tin-chung"
    answer = client_of_actor(approver).post(page, {"tin": TEXT, "viec": "gui", "da-xem": TEXT})
    assert (answer.status_code, "không đến ai" in shown(answer), TEXT in shown(answer)) == (422, True, True)
    with pytest.raises(Refused):
        said_to(approver, people=0)
    assert not Broadcast.objects.exists()


def test_only_who_leads_calls_off_and_nobody_of_another_unit_sees_it(
    approver: Actor, reception: Actor, auditor: Actor, case_officer: Actor, other_commune: Actor
) -> None:
    with clock.travel(morning() + timedelta(hours=13)):
        said = said_to(approver)
        assert [_status(one, said) for one in (reception, auditor, case_officer, other_commune)] == [
            200,
            200,
            404,
            404,
        ]
        for one in (reception, auditor):
            assert "Dừng, không gửi nữa" not in page_of(one, said)
            with pytest.raises(Forbidden):
                call_off_broadcast(said, by=one)
        answer = client_of_actor(other_commune).post(f"/can-bo/tin-chung/{said.pk}/dung")
    assert (answer.status_code, Message.objects.queued().count()) == (404, 3)
    assert TEXT not in shown(client_of_actor(other_commune).get(SENT))


def _status(actor: Actor, said: Broadcast) -> int:
    return client_of_actor(actor).get(f"/can-bo/tin-chung/{said.pk}").status_code


def test_the_list_goes_on(approver: Actor) -> None:
    with clock.travel(morning()):
        for number in range(23):
            said_to(approver, people=1, text=f"Tin thứ {number}.")
    client = client_of_actor(approver)
    first = client.get(SENT)
    assert ("Tin thứ 22." in shown(first), "Tin thứ 2." in shown(first)) == (True, False)
    [onwards] = re.findall(r'href="(\?sau=[^"]+)"', first.content.decode())
    assert "Tin thứ 2." in shown(client.get(SENT + onwards))
