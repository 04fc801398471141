"""Phản ánh: what waits, each by itself, and those that are over."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.deadlines.queries import explain, time_left
from xaso.desk.forms.petitions import AnswerForm, AskForm, AssignForm, ReleaseForm
from xaso.desk.officials import draw, officials
from xaso.files.queries import preview
from xaso.offices.queries import working_posts
from xaso.petitions import access
from xaso.petitions.actions import open_petition, withdraw_release
from xaso.petitions.models import Petition
from xaso.petitions.queries import (
    hamlet_names,
    moves_of,
    petitions_ended,
    petitions_waiting,
    photos_of,
)
from xaso.petitions.rules import Verb
from xaso.ui.errors import status_of
from xaso.ui.requests import Request

DEEDS = {"giao": "assign", "hoi": "ask", "tra-loi": "answer", "cong-khai": "release"}
WIDTHS = {"240": 240, "1600": 1600}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the work list."""

    petition: Petition
    where: str
    who: str
    left: str
    late: bool
    mine: bool


def _require(actor: Actor) -> None:
    if not access.sees_petitions(actor):
        raise NotFound(_("Không có trang này."), "page_unknown")


def _waiting(one: Petition, actor: Actor, names: dict[int, str]) -> Waiting:
    left = time_left(one.clock, clock.now())
    where = ", ".join(text for text in (names.get(one.hamlet_id or 0, ""), one.place) if text)
    who = one.holder.holder_name if one.holder else _("chưa giao ai")
    return Waiting(one, where, who, left.text, left.late, one.holder_id in (actor.post, None))


@require_safe
@officials
def petitions(request: Request) -> HttpResponse:
    _require(request.actor)
    found = petitions_waiting(request.actor)
    names = hamlet_names(one.hamlet_id for one in found)
    rows = [_waiting(one, request.actor, names) for one in found]
    context = {"mine": [one for one in rows if one.mine], "others": [one for one in rows if not one.mine]}
    return draw(request, "desk/petitions/list.html", context)


@require_safe
@officials
def ended(request: Request) -> HttpResponse:
    """Those that are over, newest first."""
    _require(request.actor)
    page = petitions_ended(request.actor, after=request.GET.get("sau", ""))
    return draw(request, "desk/petitions/ended.html", {"rows": page.rows, "next_key": page.next_key})


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def petition(request: Request, number: str) -> HttpResponse:
    """One report, and four forms; `viec` says which was pressed."""
    found = open_petition(number, by=request.actor)
    photos, actor = photos_of(found), request.actor
    deed = request.POST.get("viec", "") if request.method == "POST" else ""
    if request.method == "POST":
        require = access.require_releasing if deed == "cong-khai" else access.require_working
        require(actor, found, action=f"petitions.{DEEDS.get(deed, 'move')}")
    posted = {name: request.POST if deed == name else None for name in ("giao", "hoi", "tra-loi", "cong-khai")}
    assign = AssignForm(working_posts(found.unit_id, clock.today()), found.holder_id or actor.post, posted["giao"])
    ask, answer = AskForm(posted["hoi"]), AnswerForm(posted["tra-loi"])
    release = ReleaseForm(found, photos, posted["cong-khai"])
    pressed = next((form for form in (assign, ask, answer, release) if form.is_bound), None)
    status = 422 if request.method == "POST" else 200
    if pressed is not None and pressed.is_valid():
        try:
            pressed.act(found, actor)
            messages.success(request, _("Đã ghi."))
            return redirect("desk:petition", found.number)
        except Forbidden:
            raise
        except Refused as refusal:
            pressed.refuse(refusal)
            status = status_of(refusal)
    names = hamlet_names([found.hamlet_id])
    context = {
        "petition": found,
        "row": _waiting(found, actor, names),
        "why": explain(found.clock),
        "photos": photos,
        "moves": moves_of(found),
        "assign": assign if access.may(Verb.ASSIGN, found, actor) else None,
        "ask": ask if access.may(Verb.ASK, found, actor) and found.asked_at is None else None,
        "answer": answer if access.may(Verb.ANSWER, found, actor) else None,
        "release": release if access.may_release(found, actor) and not found.forgotten_at else None,
        "errors": pressed.error_list() if pressed else [],
    }
    return draw(request, "desk/petitions/show.html", context, status=status)


@require_POST
@officials
def hide(request: Request, number: str) -> HttpResponse:
    """No longer public."""
    found = access.get_petition(request.actor, number)
    withdraw_release(found, by=request.actor)
    messages.success(request, _("Mọi người không còn đọc lời và ảnh của phản ánh này."))
    return redirect("desk:petition", number)


@require_safe
@officials
def photo(request: Request, number: str, photo_id: int) -> HttpResponse:
    found = access.photo_of(open_petition(number, by=request.actor), photo_id)
    picture = preview(found.file, 1, WIDTHS.get(request.GET.get("w", ""), 960))
    return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
