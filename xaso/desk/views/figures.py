"""Số liệu: what the communes below a manager's unit have open, in numbers."""

from __future__ import annotations

from dataclasses import fields

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import Figures, figures_of_units
from xaso.ui.requests import Request

COUNTED = [one.name for one in fields(Figures) if one.name != "unit"]


@require_safe
@officials
def figures(request: Request) -> HttpResponse:
    rows = figures_of_units(request.actor)
    lines = [(one.unit, [getattr(one, name) for name in COUNTED]) for one in rows]
    totals = [sum(column) for column in zip(*(counts for _unit, counts in lines), strict=True)]
    return draw(request, "desk/figures.html", {"lines": lines, "totals": totals, "several": len(lines) > 1})
