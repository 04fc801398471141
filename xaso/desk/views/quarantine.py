"""Files that the virus scanner kept out: who reads this may call the person and say why."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from xaso.core.dates import show_moment
from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import quarantined_for
from xaso.ui.requests import Request


@require_safe
@officials
def quarantine(request: Request) -> HttpResponse:
    """Names and findings only: there is no address at which such a file could be had."""
    rows = [
        {"name": one.name, "threat": one.threat, "when": show_moment(one.found_at), "kilobytes": -(-one.size // 1024)}
        for one in quarantined_for(request.actor)
    ]
    return draw(request, "desk/register/quarantine.html", {"rows": rows})
