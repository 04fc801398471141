"""Days on which the commune helps people where they live: the list, and rating it, by the code that was handed out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.refused import NotFound, Refused, TooMany
from xaso.messages.queries import short_names
from xaso.outreach.access import day_by_token
from xaso.outreach.actions import open_rating
from xaso.outreach.models import SupportDay
from xaso.outreach.queries import days_to_come, hours_of, units_with_days
from xaso.portal.forms.outreach import code_asked, code_typed
from xaso.portal.guessing import missed
from xaso.portal.home import unit_asked
from xaso.ui.requests import Request

LONGEST_SEARCH = 200


@require_safe
@login_not_required
def support_days(request: Request) -> HttpResponse:
    """The days to come of a commune: `xa` is its code; else that of this portal. `q`: what is searched in them."""
    unit, now = unit_asked(request.GET.get("xa", "")), clock.now()
    code, text = unit.code or "", request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = days_to_come(unit.pk, now, text=text, after=request.GET.get("sau", ""))
    units = units_with_days(now) | {code: short_names([unit.pk], clock.today()).get(unit.pk, "")}
    context = {
        "rows": [(one, hours_of(one)) for one in page.rows],
        "later": urlencode({"xa": code, "q": text, "sau": page.next_key}) if page.has_next else "",
        "text": text,
        "code": code,
        "unit_name": units[code],
        "units": [(key, units[key], key == code) for key in sorted(units)] if len(units) > 1 else [],
    }
    return render(request, "portal/outreach/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def rate_by_code(request: Request, token: str) -> HttpResponse:
    """What the QR code of the day's sheet opens. The code leads to the page that every rating has; a wrong one counts as a link
    that does not exist."""
    try:
        day = day_by_token(token)
    except NotFound:
        missed(request)
        raise
    typed = request.POST.get("ma", "") if request.method == "POST" else ""
    error = ""
    if request.method == "POST":
        try:
            return redirect("portal:opinion", open_rating(day, code=code_typed(typed), by=request.actor))
        except TooMany:
            raise
        except Refused as refusal:
            if refusal.code == "code_unknown":
                missed(request)
            error = refusal.message
    return _asked(request, day, typed[:20], error)


def _asked(request: Request, day: SupportDay, typed: str, error: str) -> HttpResponse:
    asked = code_asked(typed, error)
    context = {"day": day, "hours": hours_of(day), "asked": asked, "errors": [(asked.target, error)] if error else []}
    response = render(request, "portal/outreach/code.html", context, status=422 if error else 200)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
