"""Sổ theo dõi hồ sơ (form 07 of TT 03/2025, 06 of TT 01/2018): every dossier of the unit, newest first; after its columns, whose
hands typed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.core.dates import PartialDate
from xaso.core.identifiers import masked_phone, show_phone
from xaso.core.paging import Page
from xaso.core.refused import Refused
from xaso.desk.officials import draw, officials
from xaso.desk.views.rows import short_number
from xaso.desk.views.sheets import AT_A_TIME, EXPORTS, all_pages, sheet
from xaso.dossiers.actions import export_list
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import register_page
from xaso.dossiers.rules import State
from xaso.procedures.queries import by_field
from xaso.ui.controls import Option
from xaso.ui.limits import limited
from xaso.ui.requests import Request
from xaso.units.queries import predecessors_of

HEADS: Final[tuple[tuple[Callable[[], str], str], ...]] = (
    (lambda: _("STT"), "few"),
    (lambda: _("Mã hồ sơ"), "id"),
    (lambda: _("Tên thủ tục"), ""),
    (lambda: _("Số bộ"), "few"),
    (lambda: _("Người nộp"), "who"),
    (lambda: _("Điện thoại"), "tel"),
    (lambda: _("Nơi giải quyết"), "at"),
    (lambda: _("Ngày nhận"), "day"),
    (lambda: _("Hẹn trả"), "day"),
    (lambda: _("Ngày trả"), "day"),
    (lambda: _("Cách nhận"), "way"),
    (lambda: _("Người nhận"), "got"),
    (lambda: _("Ghi chú"), "how"),
    (lambda: _("Ai nhập"), "at"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book; `cells` are its columns in the order of the form. A number is `series` and `place` in it: a narrow
    screen leaves out the series, which is that of the office."""

    url: str
    cells: tuple[str, ...]

    @property
    def series(self) -> str:
        return self.cells[1].removesuffix(self.place)

    @property
    def place(self) -> str:
        return short_number(self.cells[1])


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for: `tt` a state, `ma` the code of a procedure, `so` the book of a unit of the past, `tu` and
    `den` the days between which it came in."""

    state: int | None
    code: str
    unit: int | None
    since: date | None
    until: date | None

    @classmethod
    def of(cls, request: Request) -> Filter:
        state = request.GET.get("tt", "")
        known = state.isdecimal() and int(state) in State.values
        unit = request.GET.get("so", "")[:18]
        code = request.GET.get("ma", "")[:40].replace("\x00", "")
        return cls(
            int(state) if known else None,
            code,
            int(unit) if unit.isdecimal() else None,
            asked_day(request.GET.get("tu", "")),
            asked_day(request.GET.get("den", "")),
        )

    def page(self, request: Request, after: str, size: int = 50) -> Page[Dossier]:
        return register_page(
            request.actor,
            unit=self.unit,
            state=self.state,
            code=self.code,
            since=self.since,
            until=self.until,
            after=after,
            size=size,
        )

    @property
    def query(self) -> str:
        asked = {"so": self.unit or "", "tt": self.state or "", "ma": self.code}
        return urlencode(asked | {"tu": shown_day(self.since), "den": shown_day(self.until)})


@require_safe
@officials
def register(request: Request) -> HttpResponse:
    chosen = Filter.of(request)
    page = chosen.page(request, request.GET.get("sau", ""))
    today = clock.today()
    procedures = [(hit.code, hit.plain_name) for _field, hits in by_field(today) for hit in hits]
    context = {
        "heads": [{"name": name(), "width": width} for name, width in HEADS],
        "cut": (3, 5, 7, 11, 12, 13, 14),  # columns whose text is often longer than its place
        "lines": list(_lines(page.rows, masked_phone)),
        "books": [
            Option(str(pk), name, chosen=pk == chosen.unit) for pk, name in predecessors_of(request.actor.unit or 0)
        ],
        "states": [Option(str(value), str(label), chosen=value == chosen.state) for value, label in State.choices],
        "procedures": [Option(code, f"{name} · {code}", chosen=code == chosen.code) for code, name in procedures],
        "since": shown_day(chosen.since),
        "until": shown_day(chosen.until),
        "filtered": any((chosen.unit, chosen.state, chosen.code, chosen.since, chosen.until)),
        "query": chosen.query,
        "next_key": page.next_key,
    }
    return draw(request, "desk/register/list.html", context)


@require_safe
@officials
@limited(EXPORTS)
def export(request: Request) -> HttpResponse:
    chosen = Filter.of(request)
    found = list(all_pages(lambda after: chosen.page(request, after, AT_A_TIME)))
    export_list("register", rows=len(found), by=request.actor)
    lines = (line.cells for line in _lines(found, show_phone))
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, "so-theo-doi-ho-so", [name() for name, _width in HEADS], lines)


def _lines(dossiers: Iterable[Dossier], phone: Callable[[str], str]) -> Iterator[Line]:
    for place, one in enumerate(dossiers, start=1):
        cells = (
            str(place),
            one.number,
            one.title,
            "1",
            one.owner_name,
            phone(one.contact_phone),
            one.holder.office.short_name if one.holder else _("Một cửa"),
            _day(one.received_at or one.submitted_at),
            _day(one.due_at or one.act_by) if one.received_at else "",
            _day(one.ended_at),
            str(one.get_delivery_display()),
            one.handed_to,
            str(one.get_state_display()),
            str(one.get_filed_how_display()),
        )
        yield Line(reverse("desk:dossier", args=[one.number]), cells)


def asked_day(text: str) -> date | None:
    """A whole date as people write it; nothing for anything else."""
    try:
        return PartialDate.parse(text[:20]).full
    except Refused:
        return None


def shown_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y}" if moment else ""
