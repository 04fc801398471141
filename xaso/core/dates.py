"""Dates and times as people in Vietnam write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from xaso.core.clock import local
from xaso.core.refused import Refused
from xaso.core.text import normalise


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which old papers may know only the year, or the month and the year."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """Checked. Raises Refused with a sentence for the person when there is no such day."""
        if not 1880 <= year <= 2200:
            raise Refused(_("Năm %(year)s chưa đúng. Xin ghi đủ 4 chữ số, ví dụ 1985.") % {"year": year}, "date_year")
        if day is not None and month is None:
            raise Refused(_("Có ngày thì phải có tháng. Nếu chỉ nhớ năm, để trống ngày và tháng."), "date_month")
        if month is not None and not 1 <= month <= 12:
            raise Refused(_("Không có tháng %(month)s. Xin ghi từ 1 đến 12.") % {"month": month}, "date_month")
        if month is not None and day is not None:
            try:
                date(year, month, day)
            except ValueError:
                raise Refused(
                    _("Không có ngày %(day)s/%(month)s/%(year)s. Xin xem lại.")
                    % {"day": day, "month": month, "year": year},
                    "date_day",
                ) from None
        return cls(year, month, day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Reads 17/11/2026, 11/2026, 1998 and the same with dots or dashes; also ISO 2026-11-17, 2026-11."""
        text = normalise(text).strip()
        if iso := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text):
            year, month, day = iso.groups()
        elif written := re.fullmatch(r"(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})", text):
            day, month, year = written.groups()
        else:
            raise Refused(_("Xin ghi ngày như 17/11/2026; nếu chỉ nhớ năm thì ghi 1985."), "date_form")
        return cls.of(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def iso(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def full(self) -> date | None:
        """The whole date, when it is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def show(self) -> str:
        return "/".join(reversed(self.iso.split("-")))


def weekday_name(day: date) -> str:
    return [
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    ][day.weekday()]


def show_date(day: date) -> str:
    """22/11/2026"""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def show_time(moment: datetime) -> str:
    """07:30, wall clock in Vietnam."""
    return f"{local(moment):%H:%M}"


def show_moment(moment: datetime) -> str:
    """17:00 thứ Tư 25/11/2026"""
    there = local(moment)
    return f"{show_time(moment)} {weekday_name(there.date())} {show_date(there.date())}"


def long_date(day: date) -> str:
    """ngày 05 tháng 02 năm 2026: in documents days below 10 and months 1 and 2 carry a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return _("ngày %(day)02d tháng %(month)s năm %(year)d") % {"day": day.day, "month": month, "year": day.year}
