"""Two officers press "send all again" at the same moment, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection
from pytest_django import Settings

from tests.cast import actor
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.actions import replay_messages
from xaso.messages.jobs import drain
from xaso.messages.models import Delivery, Message


def test_pressed_by_two_at_the_same_moment_each_goes_once(committed_db: Callable[[], None], settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    officers = [actor("tiep-nhan"), actor("quan-ly")]
    with clock.travel(morning()):
        for number in range(20):
            make_message(to=f"+849123400{number:02d}", unit=officers[0].unit)
        drain()
    assert Message.objects.failed().count() == 20
    settings.XASO_CARRIERS = [by("Counting")]
    Counting.taken.clear()
    there, counts = Barrier(2), list[int]()

    def press(number: int) -> None:
        with from_nobody(), as_machine("test"), clock.travel(morning()):
            there.wait(10)
            counts.append(replay_messages(groups=["sms.refused"], by=officers[number]))
        connection.close()

    both = [Thread(target=press, args=(number,)) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(counts) == 20
    assert set(Delivery.objects.values_list("turn", flat=True)) == {2}  # once after it was refused, once with the press
    with clock.travel(morning()):
        drain()
        drain()
    assert sorted(one.to[-2:] for one in Counting.taken) == [f"{number:02d}" for number in range(20)]
