"""What a unit and those below it have open, in numbers: for the screens of those above, with a token."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from xaso.api.machines import machines
from xaso.core import clock
from xaso.dossiers.queries import figures_of_units
from xaso.signin.rules import Reads
from xaso.ui.requests import Request


@login_not_required
@require_safe
@machines(Reads.FIGURES)
def list_figures(request: Request) -> JsonResponse:
    """As on the page Số liệu: counts, never a row. `sent`: during the last thirty days."""
    figures = [asdict(one) for one in figures_of_units(request.actor)]
    answer = JsonResponse({"at": clock.local(clock.now()).isoformat(timespec="seconds"), "units": figures})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
