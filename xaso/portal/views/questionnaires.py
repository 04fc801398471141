"""Phiếu hỏi: what the commune asks everybody, answered once, by account or by the link of a message about something else."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused
from xaso.portal.forms.questions import Asked, one_control
from xaso.portal.guessing import missed
from xaso.portal.home import unit_asked
from xaso.surveys.access import keys_of_reply, open_questionnaire_of, rating_by_token
from xaso.surveys.actions import answer_questionnaire
from xaso.surveys.models import Questionnaire, Rating
from xaso.surveys.queries import is_answered, open_questionnaires
from xaso.surveys.rules.questionnaires import questions_of
from xaso.ui.requests import Request
from xaso.units.queries import facts_on, full_name


@require_safe
@login_not_required
def questionnaires(request: Request) -> HttpResponse:
    """What a unit and the one above it ask now. `xa` is its code; else that of this portal."""
    unit, today = unit_asked(request.GET.get("xa", "")), clock.today()
    page = open_questionnaires(unit.pk, facts_on(unit, today).parent_id, after=request.GET.get("sau", ""))
    later = urlencode({"xa": unit.code or "", "sau": page.next_key}) if page.has_next else ""
    context = {"rows": page.rows, "later": later, "unit_name": full_name(unit, today)}
    return render(request, "portal/questionnaires/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def questionnaire(request: Request, questionnaire_id: int) -> HttpResponse:
    """By account: whoever is not signed in sees what is asked, and where to sign in."""
    return _asked(request, open_questionnaire_of(questionnaire_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def by_link(request: Request, token: str, questionnaire_id: int) -> HttpResponse:
    """Without signing in, by the link of a message: whoever was asked about one thing."""
    try:
        rating = rating_by_token(token)
    except NotFound:
        missed(request)
        raise
    return _asked(request, open_questionnaire_of(questionnaire_id), rating)


def _asked(request: Request, found: Questionnaire, rating: Rating | None) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer_questionnaire(found, raw=request.POST, rating=rating, by=request.actor)
            messages.success(request, _("Xã đã nhận câu trả lời. Cảm ơn ông/bà."))
            return redirect(request.path)
        except Invalid as refusal:
            errors = dict(refusal.errors)
        except Refused as refusal:
            if refusal.code != "answered_already":
                raise
            return redirect(request.path)  # which says so
    page = questions_of(found.form)
    asked = Asked(request.POST.dict(), errors)
    controls = [one_control(one, asked) for one in page.fields]
    context = {
        "questionnaire": found,
        "unit_name": full_name(found.unit, clock.today()),
        "controls": controls,
        "errors": [(one.target, one.error) for one in controls if one.error],
        "standing": _standing(request, found, rating),
        "here": request.path,
    }
    response = render(request, "portal/questionnaires/show.html", context, status=422 if errors else 200)
    if rating is not None:
        response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _standing(request: Request, found: Questionnaire, rating: Rating | None) -> str:
    """`stranger`: signs in first; `done`: has answered; `official`: answers from an account of their own; else `open`."""
    try:
        keys = keys_of_reply(found, rating, request.actor)
    except Forbidden:
        return "stranger" if request.actor.is_anonymous else "official"
    return "done" if is_answered(found, keys) else "open"
