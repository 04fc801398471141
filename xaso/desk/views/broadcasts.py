"""Tin chung: one text to many, looked at with what it costs, sent, called off while it waits; and what was said before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core.refused import Refused
from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import audience
from xaso.messages.access import get_broadcast, may_speak
from xaso.messages.actions import call_off_broadcast, clean_broadcast, queue_broadcast, resume_broadcast
from xaso.messages.queries import broadcasts_page, estimate, reach_of
from xaso.privacy.rules import BY_CONSENT
from xaso.ui.errors import status_of
from xaso.ui.marks import parts_svg
from xaso.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def broadcast(request: Request) -> HttpResponse:
    """Written, looked at with what it costs, sent."""
    text, urgent = request.POST.get("tin", ""), request.POST.get("khan") == "co"
    reached = audience(request.actor)
    receivers = reached.receivers
    context = {"text": text, "urgent": urgent, "receivers": len(receivers), "reached": reached, "law": BY_CONSENT}
    status = 200
    if request.method == "POST":
        try:
            body = clean_broadcast(text)
            if request.POST.get("viec") == "gui" and request.POST.get("da-xem") == body:
                said = queue_broadcast(text=body, receivers=receivers, urgent=urgent, by=request.actor)
                return redirect("desk:broadcast-sent", said.pk)
            context |= {"estimate": estimate(body, receivers=len(receivers)), "seen": body}
        except Refused as refused:
            context["wrong"], status = refused.message, status_of(refused)
    return draw(request, "desk/telling/broadcast.html", context, status=status)


@require_safe
@officials
def broadcasts(request: Request) -> HttpResponse:
    page = broadcasts_page(request.actor, after=request.GET.get("sau", ""))
    context = {"rows": page.rows, "next_key": page.next_key, "may_speak": may_speak(request.actor)}
    return draw(request, "desk/telling/broadcasts.html", context)


@require_safe
@officials
def broadcast_sent(request: Request, broadcast_id: int) -> HttpResponse:
    """How far it is: who has it, whom it waits for, what it cost."""
    said = get_broadcast(request.actor, broadcast_id)
    reach = reach_of(request.actor, said)
    parts = ((reach.arrived, "go"), (reach.silent, "stop"), (reach.failed, "late"))
    context = {
        "said": said,
        "reach": reach,
        "drawn": parts_svg(parts, reach.total),
        "may_speak": may_speak(request.actor),
    }
    return draw(request, "desk/telling/broadcast_sent.html", context)


@require_POST
@officials
def call_off(request: Request, broadcast_id: int) -> HttpResponse:
    said = get_broadcast(request.actor, broadcast_id)
    count = call_off_broadcast(said, by=request.actor)
    told = ngettext("Máy không gửi %(n)d tin còn chờ.", "Máy không gửi %(n)d tin còn chờ.", count)
    messages.success(request, told % {"n": count})
    return redirect("desk:broadcast-sent", said.pk)


@require_POST
@officials
def resume(request: Request, broadcast_id: int) -> HttpResponse:
    said = get_broadcast(request.actor, broadcast_id)
    count = resume_broadcast(said, by=request.actor)
    told = ngettext("Máy gửi tiếp %(n)d tin.", "Máy gửi tiếp %(n)d tin.", count)
    messages.success(request, told % {"n": count})
    return redirect("desk:broadcast-sent", said.pk)
