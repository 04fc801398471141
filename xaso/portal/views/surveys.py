"""Ý kiến: what somebody thinks of what the commune did, behind the link of a message, without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xaso.core.refused import NotFound
from xaso.portal.forms.surveys import about, after, pressed
from xaso.portal.forms.words import FACES
from xaso.portal.guessing import missed
from xaso.surveys.access import rating_by_token, who_was_asked
from xaso.surveys.queries import open_questionnaires
from xaso.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def opinion(request: Request, token: str) -> HttpResponse:
    """A press answers, not the opening of the link: machines that look after mail open links, too."""
    try:
        rating = rating_by_token(token)
    except NotFound:
        missed(request)
        raise
    problem = ""
    if request.method == "POST":
        problem = pressed(rating, request.POST, request.actor)
        if not problem:
            return redirect("portal:opinion", token)
    asks_more, after_key = rating.is_given and who_was_asked(rating) != "", request.GET.get("sau", "")
    context = {
        "about": about(rating),
        "faces": FACES,
        "more": open_questionnaires(rating.unit_id, after=after_key) if asks_more else None,
        "token": token,
        "rated": after(rating, request.POST.get("loi", ""), problem) if rating.is_given else None,
        "errors": [("f-loi", problem)] if problem else [],
    }
    response = render(request, "portal/surveys/opinion.html", context, status=422 if problem else 200)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
