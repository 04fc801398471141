"""Zalo: what people write to the official accounts of the unit, and answers; beside a dossier, what its owner wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.desk.forms.conversations import AnswerForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.heads import frame
from xaso.dossiers.actions import open_dossier
from xaso.dossiers.rules import Sight
from xaso.messages import access
from xaso.messages.actions import closed_words, open_conversation
from xaso.messages.models import Follower
from xaso.messages.queries import conversation_with, conversations_page, follower_of
from xaso.ui.requests import Request


@require_safe
@officials
def conversations(request: Request) -> HttpResponse:
    if not access.sees_conversations(request.actor):
        raise NotFound(_("Không có trang này."), "page_unknown")
    page = conversations_page(request.actor, after=request.GET.get("sau", ""))
    now = clock.now()
    rows = [(one, one.may_be_answered(now)) for one in page.rows]
    return draw(request, "desk/zalo/list.html", {"rows": rows, "next_key": page.next_key})


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def conversation(request: Request, follower_id: UUID) -> HttpResponse:
    """What was said, and an answer to it. Who looked stays written."""
    follower = open_conversation(follower_id, by=request.actor)
    form, answered = _answered(request, follower)
    if answered:
        return redirect("desk:conversation", follower.pk)
    return draw(request, "desk/zalo/show.html", _context(request, follower, form), status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def of_dossier(request: Request, number: str) -> HttpResponse:
    """The same beside the dossier of whoever joined."""
    dossier = open_dossier(number, sight=Sight.ANSWERS, by=request.actor)
    follower = follower_of(dossier.account_id, request.actor.unit)
    context: dict[str, Any] = {"tab": "zalo"}
    form = AnswerForm(request.POST) if request.method == "POST" else None
    if follower is not None and access.sees_conversations(request.actor):
        follower = open_conversation(follower.pk, by=request.actor)
        form, answered = _answered(request, follower)
        if answered:
            return redirect("desk:dossier-zalo", number)
        context |= _context(request, follower, form)
    elif form is not None:
        context |= _unsent(form)
    base = reverse("desk:dossier", args=[number])
    return draw(
        request,
        "desk/dossiers/zalo.html",
        frame(dossier, request.actor, request.GET.dict(), base=base) | context,
        status=_status(form),
    )


def _answered(request: Request, follower: Follower) -> tuple[AnswerForm, bool]:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            form.act(follower.pk, request.actor)
            messages.success(request, _("Máy đang gửi câu trả lời."))
            return form, True
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    return form, False


def _status(form: AnswerForm | None) -> int:
    return 422 if form is not None and form.is_bound else 200


def _context(request: Request, follower: Follower, form: AnswerForm) -> dict[str, Any]:
    found = conversation_with(follower)
    return {
        "follower": follower,
        "remarks": found.remarks,
        "open_until": found.open_until,
        "closed": "" if found.open_until else closed_words(follower),
        "may_answer": access.may_answer(request.actor),
        "form": form,
        "errors": form.error_list(),
    } | ({} if found.open_until else _unsent(form))


def _unsent(form: AnswerForm) -> dict[str, Any]:
    """What was typed while she left, or while her last word grew too old: nobody's work is lost."""
    return {"unsent": form.data.get("text", "").strip()}
