"""Saying what for, before a dossier opens that does not wait for this official."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Invalid
from xaso.desk.forms.purpose import PurposeForm
from xaso.desk.officials import THEN, draw, officials
from xaso.dossiers.access import dossier_to_open
from xaso.dossiers.actions import state_purpose
from xaso.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def purpose(request: Request, number: str) -> HttpResponse:
    """Shows nothing of it but the number and the procedure."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            state_purpose(number, **form.cleaned_data, by=request.actor)
            return redirect(_onwards(request, number))
        except Invalid as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "errors": form.error_list(),
        "dossier": dossier_to_open(request.actor, number),
        "then": request.GET.get(THEN, ""),
    }
    return draw(request, "desk/dossiers/purpose.html", context, status=422 if form.errors else 200)


def _onwards(request: Request, number: str) -> str:
    """To the page of this dossier that was asked for; nowhere else, whatever the address says."""
    dossier, then = reverse("desk:dossier", args=[number]), request.GET.get(THEN, "")
    return then if then.startswith((f"{dossier}/", f"{dossier}?")) else dossier
