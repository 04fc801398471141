"""The map of the keyboard as a page, for browsers without the script."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from xaso.desk.officials import draw, officials
from xaso.ui.requests import Request


@require_safe
@officials
def keys(request: Request) -> HttpResponse:
    return draw(request, "desk/keys.html", {})
