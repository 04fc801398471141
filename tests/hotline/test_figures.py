"""The hotline in numbers, counted from a few calls whose figures anybody can add up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Line
from xaso.hotline.queries import hotline_figures
from xaso.hotline.rules import Kind, News

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")


def rang(line: Line, name: str, waited: int | None) -> None:
    """A call of two minutes, answered after so many seconds."""
    now = clock.now()
    answered = now + timedelta(seconds=waited) if waited is not None else None
    news = News(name, Kind.RECORD, now, "0912345678", line.number, answered, now + timedelta(minutes=2))
    actions.hear_of_call(source="signed", news=news, by=MACHINE)


def test_figures_are_what_the_calls_add_up_to(line: Line, reception: Actor) -> None:
    answer = actions.write_answer(title="Xã làm việc giờ nào?", body="Bảy giờ.", by=reception)
    with clock.travel(at(25, 8)):
        for name, waited in (("a", 4), ("b", 10), ("c", 600), ("d", None)):
            rang(line, name, waited)
        for solved in (True, True, False):
            call = actions.type_call(line, caller="0912345678", by=reception)
            actions.give_answer(call, answer=answer, send=False, by=reception)
            actions.finish_call(call, name="", language="", note="", solved=solved, by=reception)
        kept, late, dropped = (
            actions.promise_answer(call, words=f"Hỏi lại {time}.", within="2h", by=reception) for time in range(3)
        )
    with clock.travel(at(25, 9)):
        actions.keep_promise(kept, outcome="Xong.", tell=False, by=reception)
        actions.drop_promise(dropped, reason="Thôi.", by=reception)
    with clock.travel(at(25, 14)):
        actions.keep_promise(late, outcome="Xong.", tell=False, by=reception)
    found = hotline_figures(reception, at(26, 8))
    assert (found.calls, found.answered, found.missed, found.seconds) == (7, 6, 1, 10)
    assert (found.judged, found.solved) == (3, 2)
    assert (found.promised, found.due, found.kept, found.kept_in_time) == (3, 2, 2, 1)
    assert found.questions == [("Xã làm việc giờ nào?", 3)]
    with clock.travel(at(26, 8)):
        hanh = Desk(client_of_actor(reception))
        assert "1 trong 2 lời" in hanh.reads("/can-bo/duong-day/so-lieu")


def test_figures_of_a_unit_without_calls_are_zero_and_no_seconds(other_commune: Actor, line: Line) -> None:
    found = hotline_figures(other_commune, at(26, 8))
    assert (found.calls, found.seconds, found.promised, found.questions) == (0, None, 0, [])
