"""A request about data: brought to the counter, carried out beside its dossier, its copy handed out."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.desk.forms.data import FORMS, DeedForm
from xaso.desk.forms.request import RequestForm
from xaso.desk.officials import draw, officials, post_of
from xaso.desk.views.heads import answers_of, frame
from xaso.desk.views.moves import opened, seen
from xaso.dossiers.access import counter_of, get_dossier
from xaso.dossiers.models import Dossier
from xaso.files.ports import open_bytes
from xaso.privacy.access import deed_asked, require_deed
from xaso.privacy.actions import hand_out_export
from xaso.privacy.rules import Deed
from xaso.signin.access import require_counter
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


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("number")
@officials
def at_counter(request: Request) -> HttpResponse:
    """It posts: an identity number must not stand in an address. The page of cards sends one along."""
    require_counter(request.actor, "privacy.open_request", ("office", str(request.actor.office)))
    press = request.method == "POST" and "words" in request.POST
    form = RequestForm(request.POST if press else None)
    if press and form.is_valid():
        try:
            dossier = form.act(counter_of(post_of(request), request.actor), request.actor)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = _("Đã ghi và tiếp nhận yêu cầu số %(number)s. In giấy hẹn ở Nhật ký.")
            messages.success(request, said % {"number": dossier.number})
            return redirect("desk:dossier", dossier.number)
    if not press:
        form.fields["number"].initial = request.POST.get("number", "")[:40]
    context = {"form": form, "errors": form.error_list()}
    return draw(request, "desk/counter/data.html", context, status=422 if form.errors else 200)


@require_safe
@officials
def hand_out(request: Request, number: str) -> FileResponse:
    """Sent on piece by piece: it may be large."""
    export = hand_out_export(get_dossier(request.actor, number), by=request.actor)
    name = f"du-lieu-{number}.zip"
    return FileResponse(open_bytes(export.path), as_attachment=True, filename=name, content_type="application/zip")


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
