"""Roles, and the working calendar as a value: which days are worked, at what hours, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.dates import weekday_name

WEEKEND_ARTICLE = "Bộ luật Lao động 2019, điều 111"
HOLIDAY_ARTICLE = "Bộ luật Lao động 2019, điều 112"
SATURDAY = 5
DAY = timedelta(days=1)

# Mekong Delta: what an office works when its own hours say nothing about a working day.
STANDARD_HOURS = ((time(7), time(11)), (time(13), time(17)))

Span = tuple[time, time]


class Role(models.TextChoices):
    RECEPTION = "reception", gettext_lazy("tiếp nhận và trả kết quả")
    CASE_OFFICER = "case_officer", gettext_lazy("thụ lý")
    APPROVER = "approver", gettext_lazy("ký duyệt")
    MANAGER = "manager", gettext_lazy("quản lý")
    AUDITOR = "auditor", gettext_lazy("kiểm tra")
    ADMINISTRATOR = "administrator", gettext_lazy("quản trị hệ thống")


# Whoever does the unit's work: everybody but those who only look, and who only runs the machine.
WORKERS = frozenset({Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.MANAGER})
LEADERS = (Role.APPROVER, Role.MANAGER)  # whoever answers for what the unit does


class OfficeKind(models.TextChoices):
    ONE_STOP = "one_stop", gettext_lazy("bộ phận một cửa")
    DEPARTMENT = "department", gettext_lazy("phòng chuyên môn")
    LEADERSHIP = "leadership", gettext_lazy("lãnh đạo")


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of reception on one weekday (Monday is 0), while it is valid."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class DayFact:
    """Why a day is not what its weekday says. `source` is the document it rests on."""

    is_workday: bool
    name: str
    source: str
    in_place_of: date | None = None


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year as announced officially: every day that differs from its weekday."""

    year: int
    source: str
    days: Mapping[date, DayFact]

    @classmethod
    def parse(cls, plan: Mapping[str, Any]) -> YearPlan:
        """From a file of `catalogue/calendar`. Raises ValueError naming the day that is wrong."""
        sources = plan["sources"]
        days: dict[date, DayFact] = {}
        for row in plan["days"]:
            day = row["day"]
            works = "work" in row
            if day.year != plan["year"] or day in days or works != (day.weekday() >= SATURDAY):
                raise ValueError(f"{plan['year']}: {day} is repeated, of another year, or says what its weekday says")
            days[day] = DayFact(works, row["work" if works else "rest"], sources[row["source"]], row.get("in_place_of"))
        return cls(plan["year"], plan["announced"], days)


class _Sum(NamedTuple):
    minutes: int
    days: int


@dataclass(frozen=True)
class WorkingCalendar:
    """When an office works. Compares by content; remembers what it has worked out.

    `days` wins over everything; a year in `announced` is described whole by `days`; other years are filled from the
    `holidays` library and are provisional."""

    reception: tuple[Hours, ...] = ()
    days: Mapping[date, DayFact] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)
    _tallies: dict[int, list[_Sum]] = field(default_factory=dict, repr=False, compare=False)

    def fact(self, day: date) -> DayFact | None:
        """Why the day is not what its weekday says; None when it is."""
        if (fact := self.days.get(day)) or day.year in self.announced:
            return fact
        return projected_days(day.year).get(day)

    def is_workday(self, day: date) -> bool:
        fact = self.fact(day)
        return fact.is_workday if fact else day.weekday() < SATURDAY

    def hours(self, day: date) -> list[Span]:
        """Office time of the day, in order: what deadlines count. Empty on days off, also where people are received on
        one. A weekend day worked in place of another keeps the other's hours."""
        return list(self._office_time(day))

    def reception_hours(self, day: date) -> list[Span]:
        """When people can come: as on working days, and on a weekend day the office has opened. Never on a holiday."""
        if self.is_workday(day):
            return self.hours(day)
        return [] if self.fact(day) else list(self._opened(day.weekday(), day))

    def ordinary_reception(self, day: date) -> tuple[Span, ...]:
        """The reception hours its weekday has at that time, holiday or not."""
        return self._opened(day.weekday(), day) or (STANDARD_HOURS if day.weekday() < SATURDAY else ())

    def closing(self, day: date) -> time:
        """The closing time; on a day off the usual one, at which calendar days are counted."""
        spans = self._office_time(day) or self._usual(day)
        return spans[-1][1]

    def why(self, day: date) -> str:
        """What the day is, in plain words."""
        if fact := self.fact(day):
            return fact.name
        return _("ngày làm việc") if self.is_workday(day) else _("nghỉ cuối tuần")

    def source(self, day: date) -> str:
        """The document that makes the day off or worked."""
        if fact := self.fact(day):
            return fact.source
        return WEEKEND_ARTICLE

    def is_provisional(self, day: date) -> bool:
        """The days off of this year are not announced yet: what is counted over it may move."""
        return day.year not in self.announced

    def is_open(self, moment: datetime) -> bool:
        """Are people received at this wall-clock moment?"""
        return any(opens <= moment.time() < closes for opens, closes in self.reception_hours(moment.date()))

    def next_workday(self, day: date) -> date:
        """The first working day after this one."""
        day += DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def minutes(self, day: date) -> int:
        """Office minutes of the day."""
        return sum(_minute(closes) - _minute(opens) for opens, closes in self._office_time(day))

    def usual_minutes(self, day: date) -> int:
        """Office minutes of an ordinary working day around this one: what "a day" means in words."""
        return sum(_minute(closes) - _minute(opens) for opens, closes in self._usual(day))

    def minutes_between(self, since: datetime, until: datetime) -> int:
        """Office minutes between two wall-clock moments; negative when `until` is earlier. Constant cost a year."""
        base = min(since.year, until.year)
        return self._minutes_before(until, base) - self._minutes_before(since, base)

    def workdays_between(self, after: date, until: date) -> int:
        """Working days after the first day, up to and including the last."""
        base = after.year
        return self._sum_before(until + DAY, base).days - self._sum_before(after + DAY, base).days

    def _minutes_before(self, moment: datetime, base: int) -> int:
        day, now = moment.date(), _minute(moment.time())
        today = sum(min(max(now - _minute(o), 0), _minute(c) - _minute(o)) for o, c in self._office_time(day))
        return self._sum_before(day, base).minutes + today

    def _sum_before(self, day: date, base: int) -> _Sum:
        """Office time from the beginning of the year `base` to the beginning of the day."""
        whole = [self._tally(year)[-1] for year in range(base, day.year)]
        part = self._tally(day.year)[day.timetuple().tm_yday - 1]
        return _Sum(sum(s.minutes for s in whole) + part.minutes, sum(s.days for s in whole) + part.days)

    def _tally(self, year: int) -> list[_Sum]:
        """Office time of the year before each of its days, so that a difference costs two look-ups."""
        if year not in self._tallies:
            sums, day = [_Sum(0, 0)], date(year, 1, 1)
            while day.year == year:
                sums.append(_Sum(sums[-1].minutes + self.minutes(day), sums[-1].days + self.is_workday(day)))
                day += DAY
            self._tallies[year] = sums
        return self._tallies[year]

    def _office_time(self, day: date) -> tuple[Span, ...]:
        if day not in self._spans:
            self._spans[day] = self._work_out(day)
        return self._spans[day]

    def _work_out(self, day: date) -> tuple[Span, ...]:
        if not self.is_workday(day):
            return ()
        fact = self.fact(day)
        like = (fact.in_place_of if fact and fact.in_place_of else day).weekday()
        if like >= SATURDAY:
            return self._usual(day)
        return self._opened(like, day) or STANDARD_HOURS

    def _usual(self, day: date) -> tuple[Span, ...]:
        return self._opened(0, day) or STANDARD_HOURS

    def _opened(self, weekday: int, day: date) -> tuple[Span, ...]:
        return tuple(
            sorted((row.opens, row.closes) for row in self.reception if row.weekday == weekday and row.valid_on(day))
        )


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


@lru_cache(maxsize=64)
def projected_days(year: int) -> Mapping[date, DayFact]:
    """The year as the `holidays` library sees it, for years nobody has announced. Names are Vietnamese."""
    import holidays  # here: reading its calendars of all religions is a tenth of the start of every process

    # The year before too: a December day may be made up for in January.
    known = holidays.country_holidays("VN", years=(year - 1, year), language="vi")
    # Kept for all who ask, so data and not a translation.
    source = f"{HOLIDAY_ARTICLE}; dự kiến, chưa có thông báo chính thức của năm {year}"
    days = {
        day: DayFact(False, name, source)
        for day, name in known.items()
        if day.year == year and day.weekday() < SATURDAY
    }
    for day in known.weekend_workdays:
        if day.year == year:
            days[day] = DayFact(True, "làm bù ngày hoán đổi", source)
    return days


def calendar_from(
    reception: Iterable[Hours], days: Mapping[date, DayFact], announced: Iterable[int]
) -> WorkingCalendar:
    return WorkingCalendar(tuple(reception), dict(days), frozenset(announced))


def reception_words(calendar: WorkingCalendar, on: date) -> str:
    """When people can come in an ordinary week: "Thứ Hai đến thứ Sáu, 07:00–11:00 và 13:00–17:00. Thứ Bảy, …"."""
    monday = on - DAY * on.weekday()
    week = [(monday + DAY * n, calendar.ordinary_reception(monday + DAY * n)) for n in range(7)]
    sentences = []
    for spans, run in groupby(week, key=lambda entry: entry[1]):
        days = [weekday_name(day) for day, _spans in run]
        if spans:
            names = days[0] if len(days) == 1 else _("%(first)s đến %(last)s") % {"first": days[0], "last": days[-1]}
            times = _(" và ").join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
            sentences.append(f"{names[0].upper()}{names[1:]}, {times}.")
    return " ".join(sentences)


AGENCY_CODE = re.compile(r"[A-Z0-9]{2,6}(\.[A-Z0-9]{1,6}){0,4}")


def number_for(pattern: str, *, agency: str, day: date, seq: int) -> str:
    """A dossier number from the office's pattern, e.g. "{agency}-{date:%y%m%d}-{seq:04d}" -> H13.31441-261122-0001."""
    return pattern.format(agency=agency, date=day, seq=seq)
