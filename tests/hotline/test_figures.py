"""The hotline in numbers, counted from a few calls whose figures anybody can add up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import client_of_actor
from tests.config.reading import shown
from tests.desk.office import Desk
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Line
from xaso.hotline.queries import calls_by_hour, hotline_figures
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


def test_calls_are_drawn_by_the_hour_of_the_day(line: Line, reception: Actor) -> None:
    for day, hour, name, waited in (
        (23, 21, "a", None),
        (24, 21, "b", None),
        (24, 8, "c", 5),
        (25, 21, "d", 9),
        (25, 3, "e", 1),
    ):
        with clock.travel(at(day, hour)):
            rang(line, name, waited)
    hours = calls_by_hour(reception, at(26, 8))
    assert [one.hour for one in hours] == list(range(24))
    told = [(one.hour, one.answered, one.missed) for one in hours if one.answered or one.missed]
    assert told == [(3, 1, 0), (8, 1, 0), (21, 1, 2)]
    assert not any(one.answered or one.missed for one in calls_by_hour(reception, at(26, 8) + timedelta(days=31)))
    with clock.travel(at(26, 8)):
        page = shown(client_of_actor(reception).get("/can-bo/duong-day/so-lieu"))
    assert "Gọi vào giờ nào" in page
    assert "3–4 1 0 8–9 1 0 21–22 1 2" in page
    with clock.travel(at(25, 15)):
        for name in "fghij":
            rang(line, name, 3)
    with clock.travel(at(26, 8)):
        page = shown(client_of_actor(reception).get("/can-bo/duong-day/so-lieu"))
    assert "Gọi nhiều nhất từ 15 giờ đến 16 giờ; nhỡ nhiều nhất từ 21 giờ đến 22 giờ" in page


def test_figures_of_a_unit_without_calls_are_zero_and_no_seconds(other_commune: Actor, line: Line) -> None:
    found = hotline_figures(other_commune, at(26, 8))
    assert (found.calls, found.seconds, found.promised, found.questions) == (0, None, 0, [])
