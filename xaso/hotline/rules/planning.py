"""A duty roster as people keep it in a spreadsheet, read line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from xaso.core.clock import VN
from xaso.core.refused import Refused
from xaso.core.text import search_key
from xaso.dossiers.rules.sheet import read_lines

MOST_ROWS = 2000
HEADING_WITHIN = 20
MOMENTS = ("%Y-%m-%d %H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%d")
_HOUR = re.compile(r"\b(\d{1,2})(?:[hg](\d{2})?|:(\d{2}):\d{2})(?=\s|$)")  # 17h, 7h30, 17:00:00
# What each column may be called; compared without diacritics.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "starts_at": ("tu", "bat dau", "tu luc", "gio bat dau"),
    "ends_at": ("den", "ket thuc", "den luc", "gio ket thuc"),
    "who": ("nguoi truc", "ho ten", "ho va ten", "can bo truc"),
    "phone": ("dien thoai", "so dien thoai"),
}
NEEDED = ("starts_at", "ends_at", "who")


@dataclass(frozen=True, slots=True)
class Shift:
    """One line. `place` is its number in the sheet, as the spreadsheet program counts; `who` a full name."""

    place: int
    who: str
    starts_at: datetime
    ends_at: datetime
    phone: str = ""


def read_roster(content: bytes) -> tuple[list[Shift], dict[int, str]]:
    """The lines that can be read, and what is wrong with the others. Raises Refused when it is no roster."""
    lines = read_lines(content)
    columns: dict[str, int] = {}
    for (_place, cells), _count in zip(lines, range(HEADING_WITHIN), strict=False):
        columns = _columns(cells)
        if all(name in columns for name in NEEDED):
            break
    else:
        raise Refused(_("Không thấy dòng tiêu đề có ba cột Từ, Đến, Người trực."), "roster_headings")
    shifts: list[Shift] = []
    errors: dict[int, str] = {}
    for place, cells in lines:
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not any(row.values()):
            continue
        if len(shifts) + len(errors) >= MOST_ROWS:
            raise Refused(_("Lịch trực có hơn 2.000 dòng. Xin tách thành nhiều tệp."), "roster_long")
        _read(place, row, shifts, errors)
    if not shifts and not errors:
        raise Refused(_("Dưới dòng tiêu đề không có ca trực nào."), "roster_empty")
    return shifts, errors


def _columns(cells: Sequence[str]) -> dict[str, int]:
    known = {word: name for name, words in COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if name := known.get(search_key(cell)):
            found.setdefault(name, at)
    return found


def _read(place: int, row: Mapping[str, str], shifts: list[Shift], errors: dict[int, str]) -> None:
    starts_at, ends_at = _moment(row["starts_at"]), _moment(row["ends_at"])
    if starts_at is None or ends_at is None:
        errors[place] = _("Giờ ghi như 17:00 25/11/2026.")
    elif not row["who"]:
        errors[place] = _("Chưa ghi người trực.")
    else:
        shifts.append(Shift(place, row["who"][:200], starts_at, ends_at, row.get("phone", "")[:40]))


def _moment(text: str) -> datetime | None:
    text = _HOUR.sub(lambda found: f"{found[1]}:{found[2] or found[3] or '00'}", text.strip().lower())
    midnight = re.search(r"\b24:00\b", text) is not None  # of the day that ends then
    for form in MOMENTS:
        try:
            there = datetime.strptime(text.replace("24:00", "00:00") if midnight else text, form).replace(tzinfo=VN)
        except ValueError:
            continue
        return there + timedelta(days=1) if midnight else there
    return None
