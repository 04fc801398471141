"""The same thing said twice at the same moment, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import connection, transaction
from pytest_django import Settings

from tests.factories.messages import Counting, Slow, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.actions import stop_by_number
from xaso.messages.jobs import A_HAND_FOR, drain
from xaso.messages.models import Message, Stop
from xaso.messages.rules import Purpose, Urgency

BY = Actor.system("tests")


def test_many_broadcasts_are_handed_over_at_once_and_each_goes_once(
    committed_db: Callable[[], None], settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Slow")]
    Counting.taken.clear()
    Slow.there.reset()
    broadcast = {"purpose": Purpose.BROADCAST, "urgency": Urgency.CALM}
    many = [f"+8491234{number:04d}" for number in range(2 * A_HAND_FOR)]
    with clock.travel(morning()):
        for to in many:
            make_message("Chiều nay cúp điện.", to=to, **broadcast)
        drain()
    assert Slow.met
    assert sorted(one.to for one in Counting.taken) == many
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_stop_said_twice_at_the_same_moment_is_one(committed_db: Callable[[], None]) -> None:
    troubles = []

    def say() -> None:
        try:
            with from_nobody(), as_machine("test"):
                stop_by_number("+84912345678", everything=False, by=BY)
        except Exception as error:
            troubles.append(error)

    with transaction.atomic():
        say()
        other = Thread(target=lambda: (say(), connection.close()))
        other.start()
        other.join(0.5)  # it waits for this one to end
    other.join(10)
    assert (troubles, Stop.objects.count()) == ([], 1)
