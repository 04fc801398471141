"""Which days are worked, at what hours, and why."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.factories.offices import SATURDAY_MORNING, calendar, day, plans
from xaso.offices.rules import DayFact, Hours, WorkingCalendar, YearPlan, number_for, projected_days, reception_words

MORNING, AFTERNOON = (time(7), time(11)), (time(13), time(17))


def test_swap_of_january_2026_wins_over_the_library() -> None:
    known = calendar()
    assert (known.is_workday(day("2026-01-02")), known.is_workday(day("2026-01-10"))) == (False, True)
    assert projected_days(2026).get(day("2026-01-02")) is None
    assert known.source(day("2026-01-02")) == "Văn bản 12729/VPCP-KGVX ngày 25/12/2025"


def test_library_differs_from_the_announced_years_only_in_that_swap() -> None:
    """When a new release of the library mends it, this says so."""
    different = {
        found
        for plan in plans()
        for found in {d: f.is_workday for d, f in plan.days.items()}.items()
        ^ {d: f.is_workday for d, f in projected_days(plan.year).items()}.items()
    }
    assert different == {(day("2026-01-02"), False), (day("2026-01-10"), True)}


def test_worked_saturday_keeps_the_hours_of_the_day_it_replaces() -> None:
    friday_morning_only = [Hours(n, *MORNING) for n in range(5)] + [Hours(n, *AFTERNOON) for n in range(4)]
    known = calendar(*friday_morning_only, SATURDAY_MORNING)
    assert known.hours(day("2026-01-10")) == [MORNING]
    assert known.hours(day("2026-08-22")) == [MORNING, AFTERNOON]


def test_saturday_reception_is_no_working_day() -> None:
    known = calendar(SATURDAY_MORNING)
    saturday = day("2026-11-21")
    assert known.reception_hours(saturday) == [MORNING]
    assert (known.is_workday(saturday), known.hours(saturday)) == (False, [])


def test_holiday_is_closed_for_reception_too() -> None:
    assert calendar().reception_hours(day("2026-11-24")) == []


def test_culture_day_has_its_name_and_source() -> None:
    known = calendar()
    assert known.why(day("2026-11-24")) == "Ngày Văn hóa Việt Nam"
    assert known.source(day("2026-11-24")) == "Nghị quyết 28/2026/QH16"
    assert known.why(day("2026-11-21")) == "nghỉ cuối tuần"


def test_year_without_announcement_is_provisional_and_projected() -> None:
    known = calendar()
    assert (known.is_provisional(day("2026-12-31")), known.is_provisional(day("2027-01-01"))) == (False, True)
    assert not known.is_workday(day("2027-02-08"))
    assert "dự kiến" in known.source(day("2027-02-08"))


def test_own_day_wins_in_a_year_nobody_announced() -> None:
    storm = {day("2027-10-12"): DayFact(False, "Nghỉ tránh bão", "Công điện 1/CĐ-UBND")}
    known = WorkingCalendar((), storm, frozenset())
    assert not known.is_workday(day("2027-10-12"))
    assert not known.is_workday(day("2027-04-30"))


def test_new_hours_hold_from_their_first_day() -> None:
    rows = [Hours(n, *MORNING, valid_to=day("2026-07-01")) for n in range(5)]
    rows += [Hours(n, time(7, 30), time(11, 30), valid_from=day("2026-07-01")) for n in range(5)]
    known = calendar(*rows)
    assert known.hours(day("2026-06-30")) == [MORNING]
    assert known.hours(day("2026-07-01")) == [(time(7, 30), time(11, 30))]


def test_office_minutes_skip_lunch_nights_and_days_off() -> None:
    known = calendar()
    assert known.minutes_between(datetime(2026, 11, 25, 10, 25), datetime(2026, 11, 25, 17)) == 275
    assert known.minutes_between(datetime(2026, 11, 20, 16), datetime(2026, 11, 23, 8)) == 120
    assert known.minutes_between(datetime(2026, 11, 23, 8), datetime(2026, 11, 20, 16)) == -120


def test_office_minutes_over_new_year_equal_the_sum_of_days() -> None:
    known = calendar()
    total = sum(
        known.minutes(date.fromordinal(n)) for n in range(date(2025, 12, 1).toordinal(), date(2026, 2, 1).toordinal())
    )
    assert known.minutes_between(datetime(2025, 12, 1), datetime(2026, 2, 1)) == total
    assert known.workdays_between(day("2025-11-30"), day("2026-01-31")) == total // 480


def test_open_at_ten_closed_at_noon() -> None:
    known = calendar()
    assert known.is_open(datetime(2026, 11, 25, 10))
    assert not known.is_open(datetime(2026, 11, 25, 12))


def test_file_that_repeats_a_day_is_refused() -> None:
    row = {"day": day("2026-01-01"), "rest": "Tết", "source": "law"}
    with pytest.raises(ValueError, match="2026-01-01"):
        YearPlan.parse({"year": 2026, "announced": "x", "sources": {"law": "x"}, "days": [row, row]})


@pytest.mark.parametrize(
    ("pattern", "agency", "number"),
    [
        ("{agency}-{date:%y%m%d}-{seq:04d}", "H13.31441", "H13.31441-261122-0001"),
        ("{agency}-{date:%y%m%d}-{seq:04d}", "000.00.31450.H30", "000.00.31450.H30-261122-0001"),
    ],
)
def test_number_follows_the_pattern_of_the_office(pattern: str, agency: str, number: str) -> None:
    assert number_for(pattern, agency=agency, day=day("2026-11-22"), seq=1) == number


def test_reception_in_words_as_at_the_foot_of_the_page() -> None:
    week = [Hours(n, *span) for n in range(5) for span in (MORNING, AFTERNOON)]
    words = reception_words(calendar(*week, SATURDAY_MORNING), day("2026-11-24"))
    assert words == "Thứ Hai đến thứ Sáu, 07:00–11:00 và 13:00–17:00. Thứ Bảy, 07:00–11:00."
