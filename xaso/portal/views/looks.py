"""Who of the offices opened what is of somebody, when and what for; asking about one of them is a dossier of its own."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core.refused import Invalid, NotFound, Refused
from xaso.core.text import whole_number
from xaso.dossiers import access
from xaso.dossiers.actions import ask_about_look
from xaso.dossiers.queries import counted_looks, looks_at, my_dossiers, questions_about, with_names
from xaso.portal.forms.looks import visits, visits_beside
from xaso.portal.guessing import by_link, unlisted
from xaso.privacy.access import name_and_phone
from xaso.privacy.actions import ask_about_entry
from xaso.privacy.queries import looks_beside
from xaso.signin.models import Account
from xaso.ui.requests import Request

WIDEST = 18  # digits of a key


@require_http_methods(["GET", "HEAD", "POST"])
def lookers(request: Request, number: str) -> HttpResponse:
    dossier = access.my_dossier(request.actor, number)
    place, words, problem = request.POST.get("lan", ""), request.POST.get("loi", ""), ""
    if request.method == "POST":
        try:
            asked = ask_about_look(dossier, place=whole_number(place), words=words, by=request.actor)
            return redirect("portal:receipt", asked.number)
        except Refused as refusal:
            problem = refusal.message
    page = looks_at(dossier, after=request.GET.get("sau", ""))
    context = {
        "dossier": dossier,
        "may_ask": True,
        "visits": visits(with_names(page.rows), questions_about(dossier)),
        "older": page.next_key,
        "errors": [(f"lan-{place}", problem)] if problem else [],
        "open_place": place,
        "words": words,
        "ask_name": False,
        "ask_phone": False,
    }
    return render(request, "portal/dossiers/lookers.html", context, status=422 if problem else 200)


@login_not_required
@require_safe
def lookers_by_link(request: Request, token: str) -> HttpResponse:
    """For whoever filed at the counter and has no account: the link of their messages, the QR of their slip. The words
    that an official gave as a reason stay out: they may name somebody, and a slip may be found."""
    dossier = by_link(request, token)
    if dossier.account_id is not None:
        raise NotFound(_("Xin đăng nhập bằng số điện thoại đã nộp hồ sơ."), "sign_in_first")
    page = looks_at(dossier, after=request.GET.get("sau", ""))
    rows = [replace(look, words="") for look in with_names(page.rows)]
    context = {"dossier": dossier, "visits": visits(rows, {}), "older": page.next_key, "by_link": True}
    return unlisted(render(request, "portal/dossiers/lookers.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def looked_at(request: Request) -> HttpResponse:
    """All that this account filed, how often each was opened and when last; and who opened what lies beside."""
    account = request.user
    assert isinstance(account, Account)
    place, words = request.POST.get("lan", ""), request.POST.get("loi", "")
    name, phone = request.POST.get("ten", ""), request.POST.get("so", "")
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        entry = whole_number(place, digits=WIDEST)
        try:
            asked = ask_about_entry(account, entry=entry, words=words, name=name, phone=phone, by=request.actor)
            return redirect("portal:receipt", asked.number)
        except Refused as refusal:
            errors = [(f"{_box(refusal)}-{place}", refusal.message)]
    page = my_dossiers(request.actor, after=request.GET.get("sau", ""))
    beside, older = looks_beside(account, after=request.GET.get("khac", ""))
    known_name, known_phone = name_and_phone(account)
    context = {
        "rows": counted_looks(page.rows),
        "older": page.next_key,
        "visits": visits_beside(beside),
        "older_visits": older,
        "errors": errors,
        "open_place": place,
        "words": words,
        "name": name,
        "phone": phone,
        "ask_name": not known_name,
        "ask_phone": not known_phone,
    }
    return render(request, "portal/dossiers/looked_at.html", context, status=422 if errors else 200)


def _box(refusal: Refused) -> str:
    """Where the eye goes: the box that needs mending."""
    field = next(iter(refusal.errors)) if isinstance(refusal, Invalid) else ""
    return {"name": "ten", "requester_name": "ten", "phone": "so", "contact_phone": "so"}.get(field, "lan")
