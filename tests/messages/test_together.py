"""The same thing said twice at the same moment, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import connection, transaction

from xaso.core.actor import Actor
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.actions import stop_by_number
from xaso.messages.models import Stop

BY = Actor.system("tests")


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
