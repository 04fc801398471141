"""One side of a mandate reads what is said of it, and answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xaso.dossiers.access import get_attestation
from xaso.dossiers.actions import attest
from xaso.dossiers.rules.behalf import Side
from xaso.ui.requests import Request

ANSWERS = {"dung": True, "khong": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: Request, token: str) -> HttpResponse:
    """The link of the message; an answer is one press, and nothing else counts as one."""
    pressed = request.POST.get("tra-loi", "")
    if request.method == "POST" and pressed in ANSWERS:
        attest(token, holds=ANSWERS[pressed], by=request.actor)
        messages.success(request, _("Cảm ơn ông/bà. Xã đã ghi câu trả lời."))
        return redirect("portal:attestation", token)
    found = get_attestation(request.actor, token)
    dossier, gave = found.dossier, found.side == Side.GAVE
    you = _("%(name)s (ông/bà)")
    rows = [
        (_("Bên ủy quyền"), you % {"name": dossier.owner_name} if gave else dossier.owner_name),
        (_("Bên nhận ủy quyền"), dossier.filer_name if gave else you % {"name": dossier.filer_name}),
        (_("Việc"), dossier.procedure.plain_name),
        (_("Hồ sơ"), dossier.number),
        (_("Nơi nhận"), dossier.office.name),
    ]
    context = {"found": found, "dossier": dossier, "gave": gave, "rows": rows}
    return render(request, "portal/attesting/mandate.html", context)
