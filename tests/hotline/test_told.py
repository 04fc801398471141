"""Officers are told which duties they have and which no more: once a drawing, whatever the number of presses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.hotline.duty import at, duty, post_of
from tests.hotline.test_roster import sheet
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.jobs import nag, tell_roster
from xaso.hotline.models import Duty, Line
from xaso.messages.models import Message
from xaso.people.models import Person

pytestmark = pytest.mark.django_db
HANH, PHUC, BAO = "+84900000111", "+84900000112", "+84900000113"
NOON = at(25, 12)


@pytest.fixture(autouse=True)
def reached(reception: Actor, case_officer: Actor, manager: Actor) -> Iterator[None]:
    """At noon."""
    for who, phone in ((reception, HANH), (case_officer, PHUC), (manager, BAO)):
        Person.objects.filter(pk=who.person).update(phone=phone)
    with clock.travel(NOON):
        yield


def later(line: Line, minutes: int) -> None:
    """The job of a press of that long ago."""
    with clock.travel(clock.now() + timedelta(minutes=minutes)):
        tell_roster(line.pk)


def told() -> dict[str, str]:
    """Who was told what since the last time this was asked; each once."""
    rows = list(Message.objects.filter(template__startswith="hotline.").exclude(template="hotline.roster_gaps"))
    Message.objects.all().delete()
    assert len({one.to for one in rows}) == len(rows)
    return {one.to: one.body.partition(" Xem: ")[0] for one in rows}


def test_drawing_is_told_once_to_each_when_it_is_done(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    for day in (26, 27, 28):
        duty(line, reception, at(day, 6), at(day, 18), by=manager)
    with clock.travel(NOON + timedelta(minutes=6)):
        duty(line, case_officer, at(26, 18), at(27, 6), by=manager)
        later(line, 5)  # of the third press: the planner is still drawing
        assert told() == {}
        later(line, 10)
    assert told() == {
        HANH: "Đường dây hỗ trợ xã Vị Thủy: ông/bà có thêm 3 ca trực, ca đầu từ 06:00 thứ Năm 26/11/2026.",
        PHUC: "Ông/bà được phân trực Đường dây hỗ trợ xã Vị Thủy từ 18:00 thứ Năm 26/11/2026 đến 06:00 thứ Sáu 27/11/2026.",
    }
    later(line, 30)
    assert told() == {}


def test_roster_out_of_a_spreadsheet_is_one_message_a_person(line: Line, reception: Actor, manager: Actor) -> None:
    rows = [(datetime(2026, 11, day, 6), datetime(2026, 11, day, 18), "Trần Thị Mỹ Hạnh", "") for day in (26, 27, 28)]
    actions.import_roster(line, content=sheet(*rows), by=manager)
    later(line, 11)
    assert list(told()) == [HANH]


def test_duty_drawn_and_called_off_at_one_sitting_is_nobodys_news(line: Line, reception: Actor, manager: Actor) -> None:
    wrong = duty(line, reception, at(26, 6), at(26, 18), by=manager)
    actions.cancel_duty(wrong, by=manager)
    later(line, 11)
    assert told() == {}


def test_duty_that_comes_back_before_anybody_heard_of_it_is_nobodys_news(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    night = duty(line, reception, at(26, 18), at(27, 6), by=manager)
    later(line, 11)
    told()
    Duty.objects.filter(pk=night.pk).update(post=case_officer.post, person=case_officer.person)
    actions.hand_duty_over(night, to=post_of(reception), note="", by=manager)
    assert told() == {}


def test_who_is_off_duty_by_somebody_elses_press_is_told(line: Line, reception: Actor, manager: Actor) -> None:
    drawn = [duty(line, reception, at(day, 6), at(day, 18), by=manager) for day in (26, 27, 28)]
    later(line, 11)
    told()
    with clock.travel(NOON + timedelta(hours=1)):
        actions.cancel_duty(drawn[0], by=manager)
        later(line, 11)
        said = "Ông/bà không phải trực Đường dây hỗ trợ xã Vị Thủy từ 06:00 thứ Năm 26/11/2026 đến 18:00 thứ Năm 26/11/2026 nữa."
        assert told() == {HANH: said}
    with clock.travel(NOON + timedelta(hours=2)):
        actions.close_line(line, by=manager)
        assert told() == {
            HANH: "Đường dây hỗ trợ xã Vị Thủy: ông/bà bớt 2 ca trực, ca đầu từ 06:00 thứ Sáu 27/11/2026."
        }


def test_running_duty_that_is_called_off_is_told_at_once(line: Line, reception: Actor, manager: Actor) -> None:
    running = duty(line, reception, at(25, 6), at(25, 18), by=manager)
    assert "từ 06:00 thứ Tư 25/11/2026" in told()[HANH]
    with clock.travel(NOON + timedelta(hours=2)):
        actions.cancel_duty(running, by=manager)
    assert "từ 14:00 thứ Tư 25/11/2026 đến 18:00 thứ Tư 25/11/2026 nữa" in told()[HANH]


def test_both_are_told_of_a_swap_and_of_a_hand_over_by_who_draws(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    mine = duty(line, reception, at(28, 6), at(28, 18), by=manager)
    theirs = duty(line, case_officer, at(27, 6), at(27, 18), by=manager)
    later(line, 11)
    told()
    actions.swap_duties(mine, other=theirs, by=manager)
    said = "Đường dây hỗ trợ xã Vị Thủy: ông/bà có thêm 1 ca trực, ca đầu từ {}; bớt 1 ca, ca đầu từ {}."
    friday, saturday = "06:00 thứ Sáu 27/11/2026", "06:00 thứ Bảy 28/11/2026"
    assert told() == {HANH: said.format(friday, saturday), PHUC: said.format(saturday, friday)}
    actions.hand_duty_over(Duty.objects.get(pk=theirs.pk), to=post_of(manager), note="", by=manager)
    assert list(told()) == [HANH]  # whoever presses knows it


def test_duty_that_begins_tonight_is_told_at_night(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    running = duty(line, reception, at(25, 18), at(26, 6), by=manager)
    later(line, 11)
    Message.objects.all().delete()
    with clock.travel(at(26, 2)):
        actions.hand_duty_over(running, to=post_of(case_officer), note="", by=manager)
    assert {one.to: one.urgency for one in Message.objects.all()} == {PHUC: 1, HANH: 2}


def test_who_draws_for_themselves_and_who_says_yes_is_not_told(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    duty(line, manager, at(26, 6), at(26, 18), by=manager)
    night = duty(line, reception, at(26, 18), at(27, 6), by=manager)
    later(line, 11)
    assert list(told()) == [HANH]
    wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
    Message.objects.all().delete()
    actions.agree_to_wish(wish, by=case_officer)
    later(line, 30)
    nag(0)
    assert list(told()) == [HANH]  # of the yes


def test_morning_tells_what_was_lost(line: Line, reception: Actor, manager: Actor) -> None:
    duty(line, reception, at(27, 6), at(27, 18), by=manager)
    with clock.travel(at(26, 7, 30)):
        nag(0)
    assert HANH in told()
