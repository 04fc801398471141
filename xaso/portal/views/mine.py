"""What the commune keeps about the signed-in person, what they agreed to, and what anybody may read about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xaso.core import clock
from xaso.core.refused import NotFound
from xaso.core.text import whole_number
from xaso.files.ports import open_bytes
from xaso.messages.queries import stopped_from
from xaso.people.access import standing_consents
from xaso.people.actions import give_consent, withdraw_consent
from xaso.people.rules import Purpose
from xaso.portal.forms.mine import facts_kept, questions
from xaso.portal.known import facts_of
from xaso.portal.views.telling import HERE
from xaso.privacy.access import my_export
from xaso.privacy.actions import ask_for_export, fetch_export
from xaso.privacy.queries import going_soon, kept_about, latest_export, my_purges
from xaso.privacy.rules import RECORDS
from xaso.signin.models import Account
from xaso.ui.requests import Request


@never_cache
@require_safe
def data(request: Request) -> HttpResponse:
    actor = request.actor
    if actor.account is None or actor.is_official:
        raise NotFound(_("Trang này của người dân. Xin đăng nhập bằng số điện thoại."), "residents_only")
    known = facts_of(actor, phone=getattr(request.user, "phone", None))
    context = {
        "facts": facts_kept(known),
        "kept": kept_about(actor.account),
        "questions": questions(standing_consents(account=actor.account)),
        "copy": latest_export(actor.account),
        "purges": my_purges(actor.account),
        "going": going_soon(request.user, clock.now()) if isinstance(request.user, Account) else [],
    }
    return render(request, "portal/mine/data.html", context)


@require_POST
def consent(request: Request, key: str) -> HttpResponse:
    """One press each way; what is pressed is said, never guessed."""
    if key not in Purpose.values:
        raise NotFound(_("Không có mục này."), "purpose_unknown")
    purpose = Purpose(key)
    if request.POST.get("viec") == "dong-y":
        give_consent(purpose=purpose, version=whole_number(request.POST.get("loi", "")), by=request.actor)
        said = _("Xã đã ghi ông/bà đồng ý. Rút lại lúc nào cũng được.")
        if purpose != Purpose.VISITS and stopped_from(str(getattr(request.user, "phone", None) or "")):
            but = _("Nhưng từ số này ông/bà đã xin thôi nhận tin: bấm “Nhận lại tin nhắn” ở dưới.")
            messages.info(request, f"{said} {but}")
            return redirect(HERE)
        messages.success(request, said)
    elif withdraw_consent(purpose=purpose, by=request.actor):
        messages.success(request, _("Xã đã ghi ông/bà rút lại, và ngừng dùng từ lúc này."))
    return redirect("portal:data")


@require_POST
def ask_copy(request: Request) -> HttpResponse:
    ask_for_export(by=request.actor)
    return redirect(f"{reverse('portal:data')}#ban-sao")


@never_cache
@require_safe
def fetch_copy(request: Request, export_id: UUID) -> FileResponse:
    """Sent on piece by piece: it may be large."""
    export = fetch_export(my_export(request.actor, export_id), by=request.actor)
    name = f"du-lieu-cua-toi-{clock.local(export.asked_at):%Y%m%d}.zip"
    return FileResponse(open_bytes(export.path), as_attachment=True, filename=name, content_type="application/zip")


@login_not_required
@require_safe
def privacy(request: Request) -> HttpResponse:
    """The public part of the register of processing."""
    return render(request, "portal/mine/privacy.html", {"records": RECORDS})
