"""Đường dây: what rings, what was promised, the box for a number; each promise by itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.deadlines.queries import time_left
from xaso.desk.forms.calls import KeepForm, TakeForm, TypeForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.sheets import AT_A_TIME, EXPORTS, all_pages, sheet
from xaso.desk.views.wishes import asked
from xaso.dossiers.actions import export_list
from xaso.hotline import access
from xaso.hotline.actions import open_promise
from xaso.hotline.models import Promise
from xaso.hotline.queries import (
    lines_of,
    look_again,
    note_left,
    on_duty,
    promises_ended,
    promises_made,
    promises_waiting,
    ringing_for,
    wishes_asked_of,
)
from xaso.offices.queries import working_posts
from xaso.ui.errors import status_of
from xaso.ui.limits import limited
from xaso.ui.requests import Request, unattended
from xaso.units.models import Unit
from xaso.units.queries import unit_of

RINGING_AT_MOST = 50  # told at once; a page shows the first and how many more


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the work list. `whose`: mine, nobody's, or the name of a colleague."""

    promise: Promise
    who: str
    left: str
    late: bool
    mine: bool


def require_hotline(actor: Actor) -> Unit:
    """The unit whose calls this official sees. Raises NotFound."""
    if not access.sees_hotline(actor):
        raise NotFound(_("Không có trang này."), "page_unknown")
    return unit_of(actor.unit)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def hotline(request: Request) -> HttpResponse:
    """The first page of whoever answers. POST: a number that was just typed."""
    unit = require_hotline(request.actor)
    if request.method == "POST":
        subject = ("unit", str(unit.pk))
        access.require_answering(request.actor, action="hotline.type_call", subject=subject, unit=unit.pk)
    lines = lines_of(unit)
    form = TypeForm(lines, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return redirect("desk:call", form.act(request.actor).pk)
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
    now = clock.now()
    waiting = [_waiting(one, request.actor) for one in promises_waiting(request.actor)]
    context = {
        "form": form if lines and access.may_answer(request.actor) else None,
        "errors": form.error_list(),
        "lines": [(line, on_duty(line, now), note_left(line, now)) for line in lines],
        "ringing": list(ringing_for(request.actor, now).select_related("line")[:20]),
        "wishes": asked(wishes_asked_of(request.actor, now), request.actor, now),
        "mine": [one for one in waiting if one.mine],
        "others": [one for one in waiting if not one.mine],
        "may_plan": access.may_plan(request.actor),
    }
    return draw(request, "desk/hotline/home.html", context, status=status)


def _waiting(promise: Promise, actor: Actor) -> Waiting:
    left = time_left(promise.clock, clock.now())
    mine = promise.assigned_id in (actor.post, None)
    who = promise.assigned.holder_name if promise.assigned else _("chưa ai nhận")
    return Waiting(promise, who, left.text, left.late, mine)


@require_safe
@unattended
@officials
def ringing(request: Request) -> JsonResponse:
    """What every open page of the desk asks for, whether or not somebody sits before it: at once where it rings first,
    seldom elsewhere. `again`: when to ask, in milliseconds. Two statements."""
    if not access.sees_hotline(request.actor):
        raise NotFound(_("Không có trang này."), "page_unknown")
    now = clock.now()
    calls = ringing_for(request.actor, now).values_list("id", "caller", "state", "line__name")[:RINGING_AT_MOST]
    told = [
        {"id": str(key), "caller": show_phone(caller), "state": state, "line": line, "url": reverse("desk:call", args=[key])}
        for key, caller, state, line in calls
    ]  # fmt: skip
    return JsonResponse({"calls": told, "again": look_again(request.actor, now)})


@require_safe
@officials
def promises(request: Request) -> HttpResponse:
    """Those that are over, newest first."""
    require_hotline(request.actor)
    page = promises_ended(request.actor, after=request.GET.get("sau", ""))
    return draw(request, "desk/hotline/promises.html", {"rows": page.rows, "next_key": page.next_key})


@require_safe
@officials
@limited(EXPORTS)
def promises_export(request: Request) -> HttpResponse:
    """Everything that was promised, for whoever goes through it on paper."""
    require_hotline(request.actor)
    found = list(all_pages(lambda after: promises_made(request.actor, after=after, size=AT_A_TIME)))
    export_list("promises", rows=len(found), by=request.actor)
    heads = (
        *(_("Hẹn lúc"), _("Hạn"), _("Loại"), _("Điện thoại"), _("Tên"), _("Điều đã hẹn")),
        *(_("Trạng thái"), _("Ai nhận"), _("Xong lúc"), _("Kết quả")),
    )
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, "loi-hen", heads, (_cells(one) for one in found))


def _cells(one: Promise) -> tuple[str, ...]:
    who = one.assigned.holder_name if one.assigned else ""
    ended = show_moment(one.ended_at) if one.ended_at else ""
    asked = (
        show_moment(one.made_at),
        show_moment(one.due_at),
        str(one.get_kind_display()),
        show_phone(one.caller),
        one.name,
    )
    return (*asked, one.words, str(one.get_state_display()), who, ended, one.outcome)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def promise(request: Request, promise_id: UUID) -> HttpResponse:
    found = open_promise(promise_id, by=request.actor)
    if request.method == "POST":
        action = "hotline.take_promise" if "post" in request.POST else "hotline.keep_promise"
        access.require_answering(request.actor, action=action, subject=found.subject, unit=found.unit_id)
    posts = working_posts(found.unit_id, clock.today())
    data = request.POST if request.method == "POST" else None
    handing = data is not None and "post" in data
    keep, take = KeepForm(None if handing else data), TakeForm(posts, request.actor.post, data if handing else None)
    form, status = (take, 200) if handing else (keep, 200)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                form.act(found, request.actor)
                messages.success(request, _("Đã giao lời hẹn.") if handing else _("Lời hẹn đã xong."))
                return redirect("desk:hotline")
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    context = {
        "promise": found,
        "row": _waiting(found, request.actor),
        "keep": keep if found.is_open and access.may_answer(request.actor) else None,
        "take": take,
        "errors": form.error_list(),
    }
    return draw(request, "desk/hotline/promise.html", context, status=status)
