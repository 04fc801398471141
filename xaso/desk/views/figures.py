"""Số liệu: what the communes below a manager's unit have open, as a chart of where it is late and as a table of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import Figures, figures_of_units
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
    rows = figures_of_units(request.actor)
    lines = [(one.unit, [getattr(one, name) for name in COUNTED]) for one in rows]
    totals = [sum(column) for column in zip(*(counts for _unit, counts in lines), strict=True)]
    context = {
        "lines": lines,
        "totals": totals,
        "several": len(lines) > 1,
        "bars": bars(rows),
        "finding": finding(rows),
    }
    return draw(request, "desk/figures.html", context)


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
