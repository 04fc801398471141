"""Carrying out a request about data, beside the request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.desk.forms.data import FORMS, DeedForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.heads import answers_of, frame
from xaso.desk.views.moves import opened, seen
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.privacy.access import deed_asked, require_deed
from xaso.privacy.rules import Deed
from xaso.ui.errors import status_of
from xaso.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def carry_out(request: Request, number: str) -> HttpResponse:
    press = request.method == "POST"
    dossier = get_dossier(request.actor, number) if press else opened(request, number)
    deed = deed_asked(dossier)
    if deed is None:
        raise NotFound(_("Hồ sơ này không yêu cầu việc gì về dữ liệu."), "page_unknown")
    require_deed(dossier, deed, request.actor)
    form = FORMS[deed](dossier, request.actor, request.POST if press else None)
    if not press:
        return _draw(request, dossier, deed, form, 200)
    if not form.is_valid():
        return _draw(request, opened(request, number), deed, form, 422)
    try:
        form.act()
    except Forbidden:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return _draw(request, opened(request, number), deed, form, status_of(refusal))
    messages.success(request, str(form.done))
    return redirect("desk:dossier", dossier.number)


def _draw(request: Request, dossier: Dossier, deed: Deed, form: DeedForm, status: int) -> HttpResponse:
    context = frame(dossier, request.actor, request.GET.dict(), base=request.path) | {
        "form": form,
        "verb": {"kind": "r" if deed == Deed.ERASE else "m"},
        "move_title": str(deed.label),
        "errors": form.error_list(),
        "seen": seen(dossier),
        "sections": answers_of(dossier)[0],
    }
    return draw(request, form.template, context, status=status)
