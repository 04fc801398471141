"""What is left, as the desk's list says it."""

from __future__ import annotations

import pytest

from tests.factories.deadlines import at, ledger
from tests.factories.offices import calendar
from xaso.deadlines.rules import Limit, LimitUnit, Punctuality, derive, punctuality, remaining

NOW = at("2026-11-25 10:25")


@pytest.mark.parametrize(
    ("limit", "start", "text"),
    [
        (Limit(5, LimitUnit.HOUR), "2026-11-23 16:00", "còn 35 phút"),
        (Limit(2, LimitUnit.WORKING_DAY), "2026-11-20 09:00", "còn 4 giờ 35 phút"),
        (Limit(3, LimitUnit.WORKING_DAY), "2026-11-20 09:00", "còn 1 ngày 4 giờ"),
        (Limit(4, LimitUnit.WORKING_DAY), "2026-11-20 09:00", "còn 2 ngày 4 giờ"),
        (Limit(5, LimitUnit.WORKING_DAY), "2026-11-20 09:00", "còn 3 ngày"),
        (Limit(1, LimitUnit.WORKING_DAY), "2026-11-20 09:00", "trễ 1 ngày"),
        (Limit(1, LimitUnit.WORKING_DAY), "2026-11-18 09:00", "trễ 3 ngày"),
        (Limit(2, LimitUnit.HOUR), "2026-11-25 07:25", "trễ 1 giờ"),
    ],
)
def test_words_of_what_is_left(limit: Limit, start: str, text: str) -> None:
    found = derive(limit, ledger(("start", start)), calendar())
    assert remaining(found, NOW, calendar()).text == text


@pytest.mark.parametrize(("paused", "text"), [("2026-11-23 09:00", "dừng 2 ngày"), ("2026-11-25 09:25", "dừng 1 giờ")])
def test_words_of_a_pause(paused: str, text: str) -> None:
    found = derive(
        Limit(5, LimitUnit.WORKING_DAY), ledger(("start", "2026-11-20 09:00"), ("pause", paused)), calendar()
    )
    left = remaining(found, NOW, calendar())
    assert (left.text, left.paused) == (text, True)


def test_share_goes_from_one_to_nothing() -> None:
    found = derive(Limit(2, LimitUnit.WORKING_DAY), ledger(("start", "2026-11-23 17:00")), calendar())
    moments = ["2026-11-23 17:00", "2026-11-25 17:00", "2026-11-26 17:00", "2026-11-27 08:00"]
    assert [remaining(found, at(moment), calendar()).share for moment in moments] == [1.0, 0.5, 0.0, 0.0]


def test_pause_holds_the_share() -> None:
    events = ledger(("start", "2026-11-24 09:00"), ("pause", "2026-11-25 17:00"))
    found = derive(Limit(4, LimitUnit.WORKING_DAY), events, calendar())
    shares = {remaining(found, at(m), calendar()).share for m in ("2026-11-25 17:00", "2026-12-25 09:00")}
    assert shares == {0.75}


def test_late_over_a_weekend_is_late_although_no_office_minute_passed() -> None:
    found = derive(Limit(1, LimitUnit.WORKING_DAY), ledger(("start", "2026-11-19 09:00")), calendar())
    left = remaining(found, at("2026-11-21 09:00"), calendar())
    assert (left.minutes, left.text, left.late) == (-1, "trễ 1 ngày", True)


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        ("2026-11-25 16:00", Punctuality.EARLY),
        ("2026-11-26 17:00:59", Punctuality.ON_TIME),
        ("2026-11-26 17:01", Punctuality.LATE),
    ],
)
def test_punctuality(finished: str, expected: Punctuality) -> None:
    assert punctuality(at("2026-11-26 17:00"), at(finished)) == expected


def test_finished_late_says_by_how_much() -> None:
    events = ledger(("start", "2026-11-19 09:00"), ("stop", "2026-11-25 09:00"))
    found = derive(Limit(1, LimitUnit.WORKING_DAY), events, calendar())
    assert remaining(found, NOW, calendar()).text == "xong, trễ 2 ngày"
