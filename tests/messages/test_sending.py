from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.factories.messages import CountingSender, make_message
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.messages.actions import forget_codes, retry_message, revive_lost_messages, send_message
from xaso.messages.jobs import NotSentYet, send
from xaso.messages.models import Message
from xaso.messages.queries import messages_about, newest_messages, unsent_since
from xaso.messages.rules import MAX_ATTEMPTS, State, forgotten

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
FACTORIES = "tests.factories.messages"


def long_ago() -> datetime:
    return clock.now() - timedelta(days=1)


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> type[CountingSender]:
    settings.XASO_SMS_SENDER = f"{FACTORIES}.CountingSender"
    CountingSender.taken = []
    return CountingSender


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="messages.send").count()


def test_row_and_job_written_together() -> None:
    message = make_message()
    assert Message.objects.get().state == State.QUEUED
    assert ProcrastinateJob.objects.get(task_name="messages.send").args == {"message_id": str(message.pk)}


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


def test_job_sends_once_however_often_it_runs(carrier: type[CountingSender]) -> None:
    message = make_message("Hồ sơ đã có kết quả.")
    for _ in range(3):
        send(str(message.pk))
    assert carrier.taken == [(str(message.pk), "+84912345678", "Hồ sơ đã có kết quả.")]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reference) == (State.SENT, 1, "ref-1")
    assert message.sent_at is not None


def test_busy_carrier_tried_again_then_given_up_visibly(settings: Settings) -> None:
    settings.XASO_SMS_SENDER = f"{FACTORIES}.BusySender"
    message = make_message()
    for attempt in range(1, MAX_ATTEMPTS):
        with pytest.raises(NotSentYet):
            send(str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.QUEUED, attempt)
    send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "the carrier is busy")
    assert Entry.objects.get(action="messages.give_up").detail == {
        "attempts": 8,
        "about": ["dossier", message.about_id],
    }
    assert list(unsent_since(long_ago())) == [message]


def test_final_refusal_not_tried_again(settings: Settings) -> None:
    settings.XASO_SMS_SENDER = f"{FACTORIES}.RefusingSender"
    message = make_message()
    send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.FAILED, 1, "no such number")


def test_given_up_message_sent_after_retry(settings: Settings, carrier: type[CountingSender]) -> None:
    settings.XASO_SMS_SENDER = f"{FACTORIES}.RefusingSender"
    message = make_message()
    send_message(message.pk, by=BY)
    settings.XASO_SMS_SENDER = f"{FACTORIES}.CountingSender"
    retry_message(message, by=BY)
    send(str(message.pk))
    assert len(carrier.taken) == 1
    assert not unsent_since(long_ago()).exists()


def test_lost_job_asked_for_again() -> None:
    with clock.travel(clock.now() - timedelta(hours=1)):
        make_message()
    make_message()
    ProcrastinateJob.objects.count()
    before = jobs()
    assert revive_lost_messages(by=BY) == 1
    assert jobs() == before + 1


def test_unsent_since_leaves_out_sent_and_older() -> None:
    with clock.travel(clock.now() - timedelta(days=3)):
        make_message("cũ")
    sent, waiting = make_message("đã gửi"), make_message("đang chờ")
    send_message(sent.pk, by=BY)
    assert list(unsent_since(long_ago())) == [waiting]


def test_code_blanked_after_its_time() -> None:
    message = make_message("Mã của ông/bà là 482913, dùng trong 5 phút.", forget_after=timedelta(minutes=15))
    assert forget_codes(by=BY) == 0
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert message.shown_body == "Mã của ông/bà là ••••••, dùng trong 5 phút."
        assert forget_codes(by=BY) == 1
        assert forget_codes(by=BY) == 0
    assert Message.objects.get().body == "Mã của ông/bà là ••••••, dùng trong 5 phút."


def test_late_code_not_sent(carrier: type[CountingSender]) -> None:
    message = make_message("Mã 482913", forget_after=timedelta(minutes=15))
    with clock.travel(clock.now() + timedelta(minutes=16)):
        send(str(message.pk))
    message.refresh_from_db()
    assert (message.state, carrier.taken) == (State.FAILED, [])


def test_short_numbers_stay_when_blanking() -> None:
    assert forgotten("Mã 482913 dùng trong 5 phút, ngày 22/11") == "Mã •••••• dùng trong 5 phút, ngày 22/11"


def test_pages_run_by_key_newest_first(django_assert_num_queries: Any) -> None:
    made = [make_message(f"tin {number}", about=("dossier", str(number))) for number in range(5)]
    with django_assert_num_queries(1):
        first = newest_messages(size=2)
    assert [row.body for row in first.rows] == ["tin 4", "tin 3"]
    second = newest_messages(size=2, after=first.next_key)
    assert [row.body for row in second.rows] == ["tin 2", "tin 1"]
    assert list(messages_about(("dossier", "3"))) == [made[3]]
