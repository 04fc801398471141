"""What went out, what arrived, what went wrong and what it cost, added up from a few messages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.messages.actions import note_receipt, replay_message
from xaso.messages.jobs import send
from xaso.messages.queries import Figures, figures

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")


def test_figures_are_what_the_messages_add_up_to(settings: Settings, manager: Actor, case_officer: Actor) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    Counting.taken.clear()
    since = morning() - timedelta(hours=1)
    with clock.travel(morning()):
        for number in range(3):
            message = make_message("ạ" * (71 if number else 5), to=f"+8491234567{number}", unit=manager.unit)
            send(str(message.pk))
        send(str(make_message(to="+84912345679", unit=None).pk))  # nobody's: a code, a helper's
        note_receipt(carrier="sms-counting", reference="ref-1", arrived=True, by=MACHINE)
        note_receipt(carrier="sms-counting", reference="ref-2", arrived=False, why="off", by=MACHINE)
    found = figures(manager, since=since)
    assert found == [Figures("tin nhắn điện thoại", sent=3, delivered=1, failed=1, cost=800 + 1600 + 1600, silent=1)]
    with pytest.raises(NotFound):
        figures(case_officer, since=since)


def test_what_two_providers_took_is_paid_to_both(settings: Settings, manager: Actor) -> None:
    """The first says later that it could not deliver; the second brings it."""
    settings.XASO_CARRIERS = [by("Counting", price=800), by("Counting", price=500) | {"name": "second"}]
    since = morning() - timedelta(hours=1)
    Counting.taken.clear()
    with clock.travel(morning()):
        message = make_message(unit=manager.unit)
        send(str(message.pk))
        note_receipt(carrier="sms-counting", reference="ref-1", arrived=False, why="off", elsewhere=True, by=MACHINE)
        send(str(message.pk))
    assert len(Counting.taken) == 2
    assert [(one.sent, one.cost) for one in figures(manager, since=since)] == [(1, 1300)]


def test_what_is_sent_again_by_hand_is_paid_twice(settings: Settings, manager: Actor) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    since = morning() - timedelta(hours=1)
    Counting.taken.clear()
    with clock.travel(morning()):
        message = make_message(unit=manager.unit)
        send(str(message.pk))
        note_receipt(carrier="sms-counting", reference="ref-1", arrived=False, why="off", by=MACHINE)
        send(str(message.pk))  # no other channel is left
        replay_message(message, by=manager)
        send(str(message.pk))
    assert [(one.sent, one.cost) for one in figures(manager, since=since)] == [(1, 1600)]


def test_what_arrives_after_all_before_another_was_asked_is_paid_once(settings: Settings, manager: Actor) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800), by("Counting", price=500) | {"name": "second"}]
    since = morning() - timedelta(hours=1)
    Counting.taken.clear()
    with clock.travel(morning()):
        send(str(make_message(unit=manager.unit).pk))
        note_receipt(carrier="sms-counting", reference="ref-1", arrived=False, why="off", elsewhere=True, by=MACHINE)
        note_receipt(carrier="sms-counting", reference="ref-1", arrived=True, by=MACHINE)
    assert [(one.delivered, one.cost, one.free) for one in figures(manager, since=since)] == [(1, 800, 0)]
