"""What is pressed twice, or done by two workers at once, is done once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import actor
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Stale
from xaso.hotline import actions
from xaso.hotline.models import Call, Duty, Line, Promise
from xaso.messages.models import Message
from xaso.offices.models import Office, Post

MACHINE = Actor.system("test")


@pytest.mark.django_db
def test_promise_pressed_twice_is_one_and_other_words_are_another(line: Line, reception: Actor) -> None:
    call = actions.type_call(line, caller="0912345678", by=reception)
    for words in ("Hỏi lại.", "Hỏi lại.", "Gửi mẫu đơn."):
        actions.promise_answer(call, words=words, within="2h", by=reception)
    assert list(Promise.objects.order_by("made_at").values_list("words", flat=True)) == ["Hỏi lại.", "Gửi mẫu đơn."]


@pytest.mark.django_db
def test_number_typed_twice_is_one_call_until_it_is_noted(line: Line, reception: Actor, case_officer: Actor) -> None:
    def typed(by: Actor, number: str = "0912345678") -> Call:
        return actions.type_call(line, caller=number, by=by)

    first = typed(reception)
    assert typed(reception, "+84 912 345 678").pk == first.pk
    assert typed(case_officer).pk != first.pk
    actions.finish_call(first, name="", language="", note="", solved=True, by=reception)
    assert typed(reception).pk != first.pk
    assert len({typed(reception, "").pk for _time in range(2)}) == 2  # two who show no number may be two


def both(deed: Callable[[], object], times: int = 2) -> None:
    """At once, each on a connection of its own."""
    start = threading.Barrier(times)

    def one() -> None:
        start.wait()
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_call_back_asked_twice_at_once_is_one_and_is_escalated_once(committed_db: Callable[[], None]) -> None:
    manager = actor("quan-ly")
    office = Office.objects.get(pk=actor("tiep-nhan").office)
    line = actions.open_line(office, name="Đường dây", number="0293 3571 234", by=manager)
    Line.objects.update(keeper=manager.post, keeper_phone="+84900000111")
    both(lambda: actions.ask_call_back(line, phone="0912345678", words="", by=Actor()), 4)
    assert Promise.objects.count() == 1
    Promise.objects.update(due_at=clock.now() - timedelta(hours=1))
    both(lambda: actions.tell_of_late_promises(by=MACHINE), 4)
    assert Message.objects.filter(purpose="office").count() == 1


@pytest.mark.django_db
def test_promises_late_at_once_are_one_message_to_the_keeper(line: Line, manager: Actor) -> None:
    Line.objects.update(keeper=manager.post, keeper_phone="+84900000111")
    for number in range(20):
        actions.ask_call_back(line, phone=f"09123456{number:02d}", words="", by=Actor())
    Promise.objects.update(due_at=clock.now() - timedelta(hours=1))
    assert [actions.tell_of_late_promises(by=MACHINE) for _twice in range(2)] == [20, 0]
    assert "20 lời hẹn đã quá hạn" in Message.objects.get(purpose="office").body


def test_two_planners_at_once_put_nobody_on_duty_twice(committed_db: Callable[[], None]) -> None:
    manager, hanh = actor("quan-ly"), actor("tiep-nhan")
    office, post = Office.objects.get(pk=hanh.office), Post.objects.get(pk=hanh.post)
    lines = [actions.open_line(office, name="Đường dây", number=f"0293 357 123{n}", by=manager) for n in (4, 5)]
    now, refused = clock.now(), []

    def plan() -> None:
        line = lines.pop()
        try:
            actions.put_on_duty(line, post=post, starts_at=now, ends_at=now + timedelta(hours=8), by=manager)
        except Invalid as refusal:
            refused.append(list(refusal.errors))

    both(plan)
    assert (Duty.objects.count(), refused) == (1, [["post"]])


def test_yes_pressed_twice_at_once_is_one_and_meets_no_change_halfway(committed_db: Callable[[], None]) -> None:
    """Two presses of the colleague, one of who draws the roster: the first does it, the others are told that it is over."""
    manager, hanh, phuc = actor("quan-ly"), actor("tiep-nhan"), actor("thu-ly")
    line = actions.open_line(Office.objects.get(pk=hanh.office), name="Đường dây", number="0293 3571 234", by=manager)
    begins, post = clock.now() + timedelta(hours=1), Post.objects.get(pk=hanh.post)
    until = begins + timedelta(hours=8)
    duty = actions.put_on_duty(line, post=post, starts_at=begins, ends_at=until, by=manager)
    wish = actions.ask_to_take(duty, to=Post.objects.get(pk=phuc.post), by=hanh)
    over: list[str] = []
    who = [phuc, phuc, manager]

    def agree() -> None:
        try:
            actions.agree_to_wish(wish, by=who.pop())
        except Stale as refusal:
            over.append(refusal.code)

    both(agree, 3)
    assert over == ["wish_over", "wish_over"]
    assert list(Duty.objects.values_list("post", "starts_at")) == [(phuc.post, begins)]
