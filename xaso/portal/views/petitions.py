"""Reports to the commune: the public list, sending one, the reporter's own page, and its photographs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.identifiers import show_phone
from xaso.core.limits import Limit
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.core.text import whole_number
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.queries import preview
from xaso.messages.queries import short_names
from xaso.petitions import access
from xaso.petitions.actions import add_photo, drop_photo, link_of, reply_to_question, require_room
from xaso.petitions.models import Petition
from xaso.petitions.queries import (
    hamlet_names,
    hamlets_to_choose,
    photos_of,
    public_petition,
    public_petitions,
    sent_by,
    units_with_petitions,
)
from xaso.petitions.rules import WORDS, Category, State
from xaso.portal.forms.papers import upload_words
from xaso.portal.forms.petitions import PetitionForm, listed, mine, photo_card, steps
from xaso.portal.guessing import missed
from xaso.portal.home import home_office, unit_asked
from xaso.portal.known import facts_of
from xaso.portal.views.papers import whole_files
from xaso.portal.views.uploads import begun, taken
from xaso.ui.controls import Control
from xaso.ui.errors import status_of
from xaso.ui.limits import spend
from xaso.ui.requests import Request

# An address may be a whole commune's: generous. An account is one person's.
REPORTS = Limit("petitions", 120, timedelta(hours=1))
PICTURES = Limit("petition_photos", 480, timedelta(hours=1))
WIDTHS = {"240": 240, "1600": 1600}


@require_safe
@login_not_required
def petitions(request: Request) -> HttpResponse:
    """What was reported in a commune, by hamlet: category, place, state, age. `xa` is its code; else that of this portal."""
    unit, today = unit_asked(request.GET.get("xa", "")), clock.today()
    units = units_with_petitions(today) | {unit.code or "": short_names([unit.pk], today).get(unit.pk, "")}
    hamlets, chosen = hamlets_to_choose(unit.pk), whole_number(request.GET.get("ap", ""))
    found = public_petitions(unit.pk, hamlet=chosen, after=request.GET.get("sau", ""))
    context = {
        "rows": [listed(one) for one in found.rows],
        "older": found.next_key,
        "hamlets": hamlets,
        "chosen": chosen,
        "code": unit.code or "",
        "unit_name": units[unit.code or ""],
        "units": [(code, units[code], code == unit.code) for code in sorted(units)] if len(units) > 1 else [],
        "mine": [mine(one) for one in sent_by(request.actor)],
    }
    return render(request, "portal/petitions/list.html", context)


@require_safe
@login_not_required
def petition(request: Request, number: str) -> HttpResponse:
    """The public page of one: what an officer released, besides the facts."""
    found = public_petition(number)
    context = {"shown": found, "row": listed(found), "steps": steps(found, answer=found.answer)}
    return render(request, "portal/petitions/public.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def send(request: Request) -> HttpResponse:
    """The words first: photographs are added to the report that stands, so that none of them can take the words with it."""
    office = home_office()
    data = request.POST if request.method == "POST" else None
    phone = facts_of(request.actor).get("phone", "") if data is None else ""
    form, status = PetitionForm(hamlets_to_choose(office.unit_id), data, phone=show_phone(phone) if phone else ""), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                spend(REPORTS, request.actor)
                return redirect("portal:petition-mine", form.act(office, request.actor).token)
            except Invalid:
                pass
            except Refused as refusal:
                form.add_error(None, refusal.message)
                status = status_of(refusal)
    context = {"form": form, "controls": form.controls(), "errors": form.error_list()}
    return render(request, "portal/petitions/send.html", context, status=status)


@require_safe
@login_not_required
def own(request: Request, token: str) -> HttpResponse:
    return _own(request, _of_link(request, token))


def _own(
    request: Request, found: Petition, error: str = "", status: int = 200, *, wrong: str = "giay-anh"
) -> HttpResponse:
    """Its link is told to no other site (same-origin, as everywhere). Not `no-referrer`: then a browser says `Origin: null` with
    the forms of the page, and they are refused."""
    photos = photos_of(found)
    context = {
        "petition": found,
        "category": Category(found.category).label,
        "hamlet": hamlet_names([found.hamlet_id]).get(found.hamlet_id or 0, ""),
        "paper": photo_card(found, photos, error if wrong == "giay-anh" else "") if found.is_open or photos else None,
        "may_drop": found.state == State.SENT,
        "steps": steps(found, answer=found.answer),
        "link": link_of(found),
        "words": upload_words(),
        "reply": _reply(request, error if wrong == "f-loi" else "") if found.state == State.ASKED else None,
        "errors": [(wrong, error)] if error else [],
    }
    response = render(request, "portal/petitions/own.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _reply(request: Request, error: str) -> Control:
    typed = request.POST.get("loi", "")
    return Control("long_text", "loi", _("Ông/bà trả lời xã"), typed, error=error, max_length=WORDS)


@require_POST
@login_not_required
def reply(request: Request, token: str) -> HttpResponse:
    """What the office asked for; the words stay where they were typed when they cannot be taken."""
    found = _of_link(request, token)
    try:
        reply_to_question(found, words=request.POST.get("loi", ""), by=request.actor)
    except Refused as refusal:
        return _own(request, found, refusal.message, status_of(refusal), wrong="f-loi")
    return redirect("portal:petition-mine", token)


def _of_link(request: Request, token: str) -> Petition:
    try:
        return access.by_token(token)
    except NotFound:
        missed(request)
        raise


@require_POST
@login_not_required
def attach(request: Request, token: str) -> HttpResponse:
    """Pictures sent whole, for a browser without the script."""
    found = _of_link(request, token)
    try:
        for sent in whole_files(request):
            spend(PICTURES, request.actor)
            require_room(found)
            file = store_file(owner=found.files_owner, name=sent.name or "", content=sent.read(), by=request.actor)
            _add(request, found, file)
    except Refused as refusal:
        return _own(request, found, refusal.message, status_of(refusal))
    return redirect(reverse("portal:petition-mine", args=[token]) + "#giay-anh")


def _add(request: Request, found: Petition, file: StoredFile) -> None:
    if file.is_pdf:
        raise Refused(_("Ở đây chỉ nhận ảnh. Xin chụp ảnh rồi gửi."), "not_a_photo")
    add_photo(found, file=file, by=request.actor)


@require_POST
@login_not_required
def begin(request: Request, token: str) -> JsonResponse:
    found = _of_link(request, token)
    spend(PICTURES, request.actor)
    require_room(found)
    return begun(request, found.files_owner, lambda upload: reverse("portal:petition-piece", args=[token, upload]))


@require_POST
@login_not_required
def piece(request: Request, token: str, upload_id: UUID) -> JsonResponse:
    found = _of_link(request, token)
    return taken(request, found.files_owner, upload_id, lambda file: _add(request, found, file))


@require_POST
@login_not_required
def detach(request: Request, token: str, photo_id: int) -> HttpResponse:
    found = _of_link(request, token)
    try:
        drop_photo(access.photo_of(found, photo_id), by=request.actor)
    except NotFound:
        raise
    except Refused as refusal:
        return _own(request, found, refusal.message, status_of(refusal))
    return redirect(reverse("portal:petition-mine", args=[token]) + "#giay-anh")


@require_safe
@login_not_required
@cache_control(private=True, max_age=3600)
def own_photo(request: Request, token: str, photo_id: int) -> HttpResponse:
    return _picture(request, access.photo_of(_of_link(request, token), photo_id).file)


@require_safe
@login_not_required
@cache_control(private=True, max_age=300)
def public_photo(request: Request, number: str, photo_id: int) -> HttpResponse:
    return _picture(request, access.public_photo(number, photo_id))


def _picture(request: Request, file: StoredFile) -> HttpResponse:
    return HttpResponse(preview(file, 1, WIDTHS.get(request.GET.get("w", ""), 960)), content_type="image/jpeg")
