"""Answering a request: every paper and every field the office asked for, one list, sent once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xaso.core.refused import Invalid, Refused
from xaso.dossiers.access import answered_dossier, is_owner
from xaso.dossiers.actions import answer_supplements, attach_supplement, detach_supplement
from xaso.dossiers.models import Dossier
from xaso.portal.forms.supplements import Asking
from xaso.portal.views.papers import store_whole, whole_files
from xaso.ui.requests import Request


def supplements(request: Request, number: str) -> HttpResponse:
    dossier = answered_dossier(request.actor, number)
    asking = Asking.of(dossier, request.actor)
    if request.method != "POST":
        return _show(request, dossier, asking, {}, {})
    raw = {name: str(request.POST[name]) for name in request.POST}
    if "tinh" in raw or "them" in raw:
        return _show(request, dossier, asking, raw, {})
    try:
        answer_supplements(dossier, raw=asking.meant(raw), by=request.actor)
    except Invalid as refusal:
        return _show(request, dossier, asking, raw, refusal.errors, status=422)
    messages.success(request, _("Xã đã nhận đủ phần bổ sung và làm tiếp."))
    return redirect(_home(request, dossier))


def _home(request: Request, dossier: Dossier) -> str:
    return reverse(
        "portal:dossier" if is_owner(dossier, request.actor) else "portal:helped-dossier", args=[dossier.number]
    )


def _show(
    request: Request,
    dossier: Dossier,
    asking: Asking,
    raw: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    context = {"dossier": dossier, "back": _home(request, dossier), **asking.drawn(raw, errors)}
    return render(request, "portal/dossiers/supplements.html", context, status=status)


@require_POST
def attach(request: Request, number: str) -> HttpResponse:
    dossier = answered_dossier(request.actor, number)
    key = request.POST.get("giay", "")
    try:
        for sent in whole_files(request):
            attach_supplement(dossier, key=key, file=store_whole(request.actor, sent), by=request.actor)
    except Refused as refusal:
        return _show(
            request, dossier, Asking.of(dossier, request.actor), {}, {f"paper-{key}": refusal.message}, status=422
        )
    return redirect(reverse("portal:supplements", args=[number]) + f"#giay-{key}")


@require_POST
def detach(request: Request, number: str, paper_id: int) -> HttpResponse:
    detach_supplement(answered_dossier(request.actor, number), paper_id=paper_id, by=request.actor)
    return redirect("portal:supplements", number)
