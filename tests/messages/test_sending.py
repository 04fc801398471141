from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.journal.models import Entry
from xaso.messages.access import get_message
from xaso.messages.actions import forget_codes, forget_messages, replay_message
from xaso.messages.jobs import drain, send
from xaso.messages.models import Message
from xaso.messages.queries import messages_about, newest_messages, troubled_messages
from xaso.messages.rules import MAX_ATTEMPTS, Purpose, State, forgotten
from xaso.privacy.actions.exporting import READY

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
CODE: dict[str, Any] = {"purpose": Purpose.CODE, "forget_after": timedelta(minutes=15)}


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> type[Counting]:
    settings.XASO_CARRIERS = [by("Counting")]
    Counting.taken.clear()
    return Counting


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="messages.send").count()


def test_row_and_job_written_together() -> None:
    message = make_message()
    assert Message.objects.get().state == State.QUEUED
    assert ProcrastinateJob.objects.get(task_name="messages.send").args == {"message_id": str(message.pk)}


def test_template_says_it_in_vietnamese_whatever_the_screen() -> None:
    with override("en"):
        message = make_message(body=READY.with_values(link="https://xa.example.vn/x"))
    assert (message.template, message.purpose, message.urgency) == (READY.key, READY.purpose, READY.urgency)
    assert message.body == "Bản sao dữ liệu của ông/bà đã xong, tải trong 7 ngày tại: https://xa.example.vn/x"


def test_nothing_left_when_the_decision_rolls_back() -> None:
    with pytest.raises(ImproperlyConfigured), transaction.atomic():  # noqa: PT012
        make_message()
        raise ImproperlyConfigured
    assert (Message.objects.count(), jobs()) == (0, 0)


def test_receiver_not_readable_in_the_row() -> None:
    make_message(to="+84912345678")
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(m)::text from messages_message m")
        assert "912345678" not in cursor.fetchone()[0]
    assert (Message.objects.get().to, Message.objects.get().to_last4) == ("+84912345678", "5678")


def test_job_sends_once_however_often_it_runs(carrier: type[Counting]) -> None:
    with clock.travel(morning()):
        message = make_message("Hồ sơ đã có kết quả.")
        for _ in range(3):
            send(str(message.pk))
    assert [(one.to, one.body) for one in carrier.taken] == [("+84912345678", "Hồ sơ đã có kết quả.")]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reference) == (State.SENT, 1, "ref-1")
    assert message.sent_at == morning()


def test_same_event_told_to_the_same_person_once() -> None:
    first, second = make_message("a", event="e1"), make_message("b", event="e1")
    third = make_message("c", event="e1", to="+84912345679")
    assert (first.pk == second.pk, third.pk == first.pk) == (True, False)
    assert Message.objects.count() == 2


def test_busy_carrier_tried_again_then_given_up_visibly(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Busy")]
    now = morning()
    with clock.travel(now):
        message = make_message()
    tried = []
    while message.state == State.QUEUED:
        with clock.travel(now):
            send(str(message.pk))
        message.refresh_from_db()
        tried += [message.attempts]
        now = message.due_at
    assert (sorted({*tried}), now - morning()) == ([*range(1, MAX_ATTEMPTS + 1)], timedelta(minutes=28, seconds=30))
    assert (message.state, message.error) == (State.FAILED, "the carrier is busy")
    assert Entry.objects.get(action="messages.give_up").detail == {
        "attempts": 8,
        "about": ["dossier", message.about_id],
    }
    assert Message.objects.failed().get() == message


def test_final_refusal_not_tried_again(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        message = make_message()
        send(str(message.pk))
        send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.FAILED, 1, "no such number")


def test_what_one_provider_refuses_is_taken_by_the_other(settings: Settings, carrier: type[Counting]) -> None:
    """A brand name is registered with each telephone network apart, and with one of them only through one provider."""
    settings.XASO_CARRIERS = [by("Refusing"), by("Counting")]
    with clock.travel(morning()):
        message = make_message()
        for _time in range(3):
            send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, len(carrier.taken), message.deliveries.get().carrier) == (State.SENT, 1, "sms-counting")


def test_what_both_providers_refuse_is_asked_of_each_once(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Refusing"), by("Refusing") | {"name": "other"}]
    with clock.travel(morning()):
        message = make_message()
        for _time in range(4):
            send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.FAILED, 2, "no such number")


def test_given_up_message_sent_after_replay(settings: Settings, carrier: type[Counting]) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        message = make_message()
        send(str(message.pk))
        send(str(message.pk))
        settings.XASO_CARRIERS = [by("Counting")]
        replay_message(message, by=BY)
        send(str(message.pk))
    assert len(carrier.taken) == 1
    assert Message.objects.get().state == State.SENT


def test_what_goes_along_is_sent_again_with_the_other_and_not_by_itself(settings: Settings, reception: Actor) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        made = [make_message(body, unit=reception.unit) for body in ("Một.", "Hai.")]
        for _twice in range(2):
            send(str(made[0].pk))
    assert Message.objects.failed().count() == 2
    assert get_message(reception, made[0].pk) == made[0]
    with pytest.raises(NotFound):
        get_message(reception, made[1].pk)


def test_whoever_tells_by_hand_reads_what_goes_along_too(
    settings: Settings, reception: Actor, django_assert_num_queries: Any
) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        for number in range(3):
            to = f"+8491234567{number}"
            made = [make_message(body, unit=reception.unit, to=to) for body in ("Một.", "Hai. https://xaso.vn/a/b")]
            for _twice in range(2):
                send(str(made[0].pk))
        assert client_of_actor(reception).get("/can-bo/tin-chua-den").content.decode().count("Một.<br>Hai.") == 3
        with django_assert_num_queries(3):
            troubled_messages(reception)


def test_what_went_along_with_a_message_that_is_forgotten_is_sent_again_by_itself(
    settings: Settings, reception: Actor, carrier: type[Counting]
) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning()):
        first = make_message("Một.", unit=reception.unit, about=("dossier", "a"))
        along = make_message("Hai.", unit=reception.unit, about=("dossier", "b"))
        for _twice in range(2):
            send(str(first.pk))
        forget_messages(about=[("dossier", "a")], by=BY)
        settings.XASO_CARRIERS = [by("Counting")]
        replay_message(along, by=reception)
        send(str(along.pk))
    assert [one.body for one in carrier.taken] == ["Hai."]


def test_what_goes_along_with_a_message_whose_time_is_over_goes_without_it(
    settings: Settings, carrier: type[Counting]
) -> None:
    settings.XASO_CARRIERS = [by("Busy")]
    with clock.travel(morning()):
        invitation = make_message("Mã 482913.", forget_after=timedelta(hours=1))
        make_message("Hai.")
        drain()
    settings.XASO_CARRIERS = [by("Counting")]
    for minutes in (90, 101):
        with clock.travel(morning() + timedelta(minutes=minutes)):
            drain()
    invitation.refresh_from_db()
    assert (invitation.state, [one.body for one in carrier.taken]) == (State.FAILED, ["Hai."])


def test_code_blanked_after_its_time() -> None:
    message = make_message("Mã của ông/bà là 482913, dùng trong 5 phút.", **CODE)
    assert forget_codes(by=BY) == 0
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert message.body_at(clock.now()) == "Mã của ông/bà là ••••••, dùng trong 5 phút."
        assert forget_codes(by=BY) == 1
        assert forget_codes(by=BY) == 0
    assert Message.objects.get().body == "Mã của ông/bà là ••••••, dùng trong 5 phút."


def test_late_code_not_sent(carrier: type[Counting]) -> None:
    message = make_message("Mã 482913", **CODE)
    with clock.travel(clock.now() + timedelta(minutes=16)):
        send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, carrier.taken) == (State.FAILED, [])


def test_short_numbers_stay_when_blanking() -> None:
    assert forgotten("Mã 482913 dùng trong 5 phút, ngày 22/11") == "Mã •••••• dùng trong 5 phút, ngày 22/11"


def test_pages_run_by_key_newest_first(django_assert_num_queries: Any) -> None:
    made = [make_message(f"tin {number}", about=("dossier", str(number))) for number in range(5)]
    with django_assert_num_queries(2):
        first = newest_messages(size=2)
    assert [row.body for row in first.rows] == ["tin 4", "tin 3"]
    second = newest_messages(size=2, after=first.next_key)
    assert [row.body for row in second.rows] == ["tin 2", "tin 1"]
    assert list(messages_about(("dossier", "3"))) == [made[3]]
