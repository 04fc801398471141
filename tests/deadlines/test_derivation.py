"""Due times, and the words that explain them."""

from __future__ import annotations

from datetime import time

import pytest

from tests.factories.deadlines import at, ledger
from tests.factories.offices import SATURDAY_MORNING, calendar, day
from xaso.deadlines.rules import Event, EventKind, Limit, LimitUnit, derive, due_of, respond_by
from xaso.offices.rules import Hours

THREE_DAYS = Limit(3, LimitUnit.WORKING_DAY, "Nghị định 123/2015/NĐ-CP, điều 22")
SAME_DAY = Limit(1, LimitUnit.SAME_DAY)


def test_explanation_reads_as_on_the_picture() -> None:
    events = ledger(("start", "2026-11-19 09:12"), ("pause", "2026-11-20 10:05"), ("resume", "2026-11-23 08:30"))
    found = derive(THREE_DAYS, events, calendar(), day("2026-11-25"))
    assert [(line.label, line.text, line.mark) for line in found.lines] == [
        ("T5 19/11", "09:12 xã nhận hồ sơ — ngày nhận không tính", "–"),
        ("T6 20/11", "10:05 xã xin thêm giấy, đồng hồ dừng", "–"),
        ("T7, CN", "Nghỉ cuối tuần", "–"),
        ("T2 23/11", "08:30 ông/bà gửi đủ giấy, đồng hồ chạy tiếp", "ngày 1"),
        ("T3 24/11", "Nghỉ lễ Ngày Văn hóa Việt Nam", "–"),
        ("T4 25/11", "Hôm nay, đang làm", "ngày 2"),
        ("T5 26/11", "Hết giờ làm việc 17:00", "ngày 3"),
        ("T5 26/11", "17:00 thứ Năm 26/11", "đủ 3"),
    ]
    assert found.due == at("2026-11-26 17:00")


def test_every_line_names_its_article() -> None:
    found = derive(THREE_DAYS, ledger(("start", "2026-11-20 09:12")), calendar())
    assert found.articles == (
        "Nghị định 123/2015/NĐ-CP, điều 22",
        "Bộ luật Dân sự 2015, điều 147 khoản 2",
        "Bộ luật Lao động 2019, điều 111",
        "Bộ luật Dân sự 2015, điều 148",
        "Nghị quyết 28/2026/QH16",
    )
    assert all(line.article for line in found.lines)


@pytest.mark.parametrize(
    ("limit", "start", "due"),
    [
        (Limit(1, LimitUnit.WORKING_DAY), "2025-12-31 09:00", "2026-01-05 17:00"),  # 1 and 2 January are off
        (Limit(6, LimitUnit.WORKING_DAY), "2026-01-05 09:00", "2026-01-12 17:00"),
        (Limit(4, LimitUnit.WORKING_DAY), "2026-01-06 09:00", "2026-01-10 17:00"),  # Saturday 10 January is worked
        (Limit(2, LimitUnit.WORKING_DAY), "2026-02-13 16:59", "2026-02-24 17:00"),  # Tết
        (Limit(1, LimitUnit.WORKING_DAY), "2026-11-21 08:00", "2026-11-23 17:00"),  # received on a Saturday
        (Limit(1, LimitUnit.WORKING_DAY), "2026-11-22 22:00", "2026-11-23 17:00"),  # received on a Sunday night
        (Limit(3, LimitUnit.DAY), "2026-11-18 09:00", "2026-11-23 17:00"),  # the last day is a Saturday
        (Limit(1, LimitUnit.MONTH), "2026-01-31 09:00", "2026-03-02 17:00"),  # 28 February is a Saturday
        (Limit(2, LimitUnit.MONTH), "2026-11-30 09:00", "2027-02-01 17:00"),  # 30 January is a Saturday
        (Limit(8, LimitUnit.HOUR), "2026-11-20 15:12", "2026-11-23 15:12"),
        (Limit(4, LimitUnit.HOUR), "2026-11-20 07:00", "2026-11-20 11:00"),  # not 13:00
        (Limit(4, LimitUnit.HOUR), "2026-11-20 05:00", "2026-11-20 11:00"),
        (Limit(1, LimitUnit.HOUR), "2026-11-21 09:00", "2026-11-23 08:00"),
        (SAME_DAY, "2026-11-23 09:00", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-23 15:00", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-23 15:01", "2026-11-25 17:00"),  # 24 November is off
        (SAME_DAY, "2026-11-23 06:00", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-23 12:00", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-20 20:00", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-21 08:00", "2026-11-23 17:00"),
    ],
)
def test_due_time(limit: Limit, start: str, due: str) -> None:
    known = calendar(
        *[Hours(n, o, c) for n in range(5) for o, c in ((time(7), time(11)), (time(13), time(17)))], SATURDAY_MORNING
    )
    assert due_of(limit, at(start), known) == at(due)


def test_second_supplement_takes_only_its_own_days() -> None:
    once = [("start", "2026-11-02 09:00"), ("pause", "2026-11-03 09:00"), ("resume", "2026-11-05 09:00")]
    twice = [*once, ("pause", "2026-11-06 09:00"), ("resume", "2026-11-10 09:00")]
    thrice = [*twice, ("pause", "2026-11-10 10:00"), ("resume", "2026-11-11 10:00")]
    dues = [derive(THREE_DAYS, ledger(*events), calendar()).due for events in (once, twice, thrice)]
    assert dues == [at("2026-11-09 17:00"), at("2026-11-11 17:00"), at("2026-11-12 17:00")]


def test_paused_clock_has_no_due_time_and_says_how_far_it_got() -> None:
    found = derive(THREE_DAYS, ledger(("start", "2026-11-19 09:12"), ("pause", "2026-11-23 10:05")), calendar())
    assert (found.due, found.paused, found.lines[-1].mark) == (None, True, "mới tính 1 ngày")


def test_pause_after_the_due_time_does_not_move_it() -> None:
    events = ledger(("start", "2026-11-02 09:00"), ("pause", "2026-11-09 09:00"), ("resume", "2026-11-12 09:00"))
    found = derive(THREE_DAYS, events, calendar())
    assert found.due == at("2026-11-05 17:00")
    assert [line.kind for line in found.lines][-3:] == ["due", "paused", "resumed"]


def test_pause_on_the_day_the_last_one_moved_to_moves_it_on() -> None:
    events = ledger(("start", "2026-11-18 09:00"), ("pause", "2026-11-23 09:00"), ("resume", "2026-11-25 09:00"))
    assert derive(Limit(3, LimitUnit.DAY), events, calendar()).due == at("2026-11-25 17:00")


def test_finished_clock_keeps_the_due_time_it_would_have_had() -> None:
    events = ledger(("start", "2026-11-02 09:00"), ("stop", "2026-11-03 10:00"))
    found = derive(THREE_DAYS, events, calendar())
    assert found.due == at("2026-11-05 17:00")
    assert [line.counted for line in found.lines] == [0, 1, 1, 1, 0]
    assert found.lines[1].text == "10:00 xong, đồng hồ ngừng"


def test_year_nobody_announced_makes_it_provisional() -> None:
    assert derive(THREE_DAYS, ledger(("start", "2026-12-30 09:00")), calendar()).provisional
    assert not derive(THREE_DAYS, ledger(("start", "2026-11-30 09:00")), calendar()).provisional


def test_decree_of_the_time_is_named() -> None:
    events = ledger(("start", "2024-05-06 09:00"), ("pause", "2024-05-07 09:00"), ("resume", "2024-05-08 09:00"))
    found = derive(THREE_DAYS, events, calendar())
    assert found.lines[1].article == "Nghị định 61/2018/NĐ-CP"


def test_long_limit_tells_working_days_in_stretches() -> None:
    found = derive(Limit(20, LimitUnit.WORKING_DAY), ledger(("start", "2025-12-19 08:30")), calendar())
    assert [(line.label, line.mark) for line in found.lines if line.counted][:3] == [
        ("T2 22/12 – T6 26/12", "ngày 1–5"),
        ("T2 29/12 – T4 31/12", "ngày 6–8"),
        ("T2 05/01 – T6 09/01", "ngày 9–13"),
    ]


def test_answer_within_eight_office_hours() -> None:
    assert respond_by(at("2026-11-23 16:00"), 8, calendar()) == at("2026-11-25 16:00")


@pytest.mark.parametrize(
    "events",
    [
        [],
        [("pause", "2026-11-19 09:00")],
        [("start", "2026-11-19 09:00"), ("resume", "2026-11-19 10:00")],
        [("start", "2026-11-19 09:00"), ("stop", "2026-11-19 10:00"), ("pause", "2026-11-19 11:00")],
        [("start", "2026-11-19 09:00"), ("pause", "2026-11-18 09:00")],
    ],
)
def test_impossible_ledger_is_refused(events: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="clock"):
        derive(THREE_DAYS, ledger(*events), calendar())


def test_reason_stands_beside_its_event() -> None:
    events = [
        Event(EventKind.START, at("2026-11-19 09:00")),
        Event(EventKind.PAUSE, at("2026-11-20 09:00"), "Thiếu trang 2"),
    ]
    assert derive(THREE_DAYS, events, calendar()).lines[1].note == "Thiếu trang 2"


def test_limit_in_hours_is_told_day_by_day() -> None:
    found = derive(Limit(8, LimitUnit.HOUR), ledger(("start", "2026-11-20 15:12")), calendar())
    assert [(line.label, line.text, line.mark) for line in found.lines] == [
        ("T6 20/11", "15:12 xã nhận hồ sơ, bắt đầu tính giờ làm việc", "–"),
        ("T6 20/11", "Giờ làm việc 07:00–11:00, 13:00–17:00", "1 giờ 48 phút"),
        ("T7, CN", "Nghỉ cuối tuần", "–"),
        ("T2 23/11", "Đủ 8 giờ làm việc lúc 15:12", "6 giờ 12 phút"),
        ("T2 23/11", "15:12 thứ Hai 23/11", "đủ 8 giờ"),
    ]


def test_last_calendar_day_on_a_day_off_moves_and_says_why() -> None:
    found = derive(Limit(3, LimitUnit.DAY), ledger(("start", "2026-11-18 09:00")), calendar())
    moved = found.lines[-2]
    assert moved.text == "Ngày cuối rơi vào ngày nghỉ nên dời đến hết giờ làm việc 17:00"
    assert moved.article == "Bộ luật Dân sự 2015, điều 148 khoản 5"
