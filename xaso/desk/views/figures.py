"""Số liệu: what the communes below a manager's unit have open, as a chart of where it is late and as a table of all; and whose
hands filled in what was sent, by procedure, on the page and as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.desk.officials import draw, officials
from xaso.desk.views.register import asked_day, shown_day
from xaso.desk.views.sheets import EXPORTS, sheet
from xaso.dossiers.actions import export_list
from xaso.dossiers.queries import Figures, FiledCounts, figures_of_units, filed_how_by_procedure
from xaso.dossiers.rules import FiledHow
from xaso.ui.limits import limited
from xaso.ui.marks import parts_svg
from xaso.ui.requests import Request

COUNTED = [one.name for one in fields(Figures) if one.name != "unit"]
CHARTED: Final = 12  # more than a screen is a list again: the table has them all


@dataclass(frozen=True, slots=True)
class Bar:
    unit: str
    late: int
    paused: int
    open: int
    drawn: SafeString


@require_safe
@officials
def figures(request: Request) -> HttpResponse:
    rows = sorted(
        figures_of_units(request.actor), key=lambda one: not (one.open or one.sent)
    )  # empty ones after all others
    lines = [(one.unit, [getattr(one, name) for name in COUNTED]) for one in rows]
    totals = [sum(column) for column in zip(*(counts for _unit, counts in lines), strict=True)]
    days = Days.of(request)
    typed = filed_how_by_procedure(request.actor, since=days.since, until=days.until)
    context = {
        "lines": lines,
        "totals": totals,
        "several": len(lines) > 1,
        "bars": bars(rows),
        "finding": finding(rows),
        "filed_heads": filed_heads()[2:],
        "filed": [(one.name, one.code, counts_of(one)) for one in typed],
        "filed_totals": [sum(column) for column in zip(*(counts_of(one) for one in typed), strict=True)],
        "since": shown_day(days.since),
        "until": shown_day(days.until),
        "query": days.query,
    }
    return draw(request, "desk/figures.html", context)


@require_safe
@officials
@limited(EXPORTS)
def filed_export(request: Request) -> HttpResponse:
    days = Days.of(request)
    typed = filed_how_by_procedure(request.actor, since=days.since, until=days.until)
    export_list("filed_how", rows=len(typed), by=request.actor)
    lines = ([one.code, one.name, *map(str, counts_of(one))] for one in typed)
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, f"ai-nhap-{days.since:%Y%m%d}-{days.until:%Y%m%d}", filed_heads(), lines)


@dataclass(frozen=True, slots=True)
class Days:
    """Between which days something was sent, both included: as asked (`tu`, `den`), else this year until today."""

    since: date
    until: date

    @classmethod
    def of(cls, request: Request) -> Days:
        until = asked_day(request.GET.get("den", "")) or clock.today()
        return cls(asked_day(request.GET.get("tu", "")) or until.replace(month=1, day=1), until)

    @property
    def query(self) -> str:
        return urlencode({"tu": shown_day(self.since), "den": shown_day(self.until)})


def filed_heads() -> list[str]:
    return [_("Mã thủ tục"), _("Thủ tục"), *(str(how.label) for how in FiledHow), _("Tất cả")]


def counts_of(one: FiledCounts) -> list[int]:
    return [*(getattr(one, how.value) for how in FiledHow), one.total]


def bars(rows: Sequence[Figures]) -> list[Bar]:
    """Where most is late, then where most is open; none where nothing is."""
    worst = sorted((one for one in rows if one.open), key=lambda one: (-one.late, -one.open))[:CHARTED]
    longest = max((one.open for one in worst), default=0)
    return [Bar(one.unit, one.late, one.paused, one.open, _drawn(one, longest)) for one in worst]


def _drawn(one: Figures, longest: int) -> SafeString:
    return parts_svg(((one.late, "late"), (one.running, "go"), (one.paused, "stop")), longest)


def finding(rows: Sequence[Figures]) -> str:
    """What the chart shows, in one sentence."""
    worst = max(rows, key=lambda one: (one.late, one.open), default=None)
    if worst is None or not any(one.open for one in rows):
        return _("Chưa có hồ sơ nào đang giải quyết")
    if not worst.late:
        return _("Không hồ sơ nào trễ")
    told = {"unit": worst.unit, "late": worst.late, "open": worst.open}
    return _("Trễ nhiều nhất: %(unit)s, %(late)d trong %(open)d hồ sơ đang giải quyết") % told
