"""A dossier after it was sent: receipt, where it is, why that date, withdrawing, rating, the result."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xaso.core.refused import Refused, TooMany
from xaso.core.text import whole_number
from xaso.deadlines.queries import explain
from xaso.documents.models import Document
from xaso.documents.queries import render_pdf
from xaso.dossiers import access
from xaso.dossiers.actions import rate_dossier, withdraw_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import my_dossiers, papers_of
from xaso.portal.forms.surveys import after, pressed
from xaso.portal.forms.told import answer_of, listed, paper_lines, todo_of, told
from xaso.portal.forms.words import FACES, draft_rows, link_to
from xaso.portal.guessing import by_link, follow, remember, unlisted
from xaso.surveys.queries import rating_of
from xaso.ui.controls import Control
from xaso.ui.errors import status_of
from xaso.ui.requests import Request


def mine(request: Request) -> HttpResponse:
    page = my_dossiers(request.actor, after=request.GET.get("sau", ""))
    context = {
        "rows": [listed(dossier) for dossier in page.rows],
        "older": page.next_key,
        "drafts": draft_rows(access.drafts_for(request.actor)),
    }
    return render(request, "portal/dossiers/list.html", context)


def show(request: Request, number: str) -> HttpResponse:
    dossier = access.my_dossier(request.actor, number)
    back = (reverse("portal:dossiers"), _("Các hồ sơ của tôi"))
    return _show(request, dossier, mine=access.is_owner(dossier, request.actor), back=back)


@login_not_required
def by_token(request: Request, token: str) -> HttpResponse:
    """The link of the message and the QR of the slip: where it is, nothing personal."""
    dossier = by_link(request, token)
    return unlisted(_show(request, dossier, mine=False, back=("/", _("Về trang chủ"))))


def _show(request: Request, dossier: Dossier, *, mine: bool, back: tuple[str, str], problem: str = "") -> HttpResponse:
    rating = rating_of(dossier.subject) if mine and (dossier.decided_at or dossier.ended_at) else None
    context = {
        "shown": told(dossier, request.actor, mine=mine, rated=rating is not None),
        "why": explain(dossier.clock) if dossier.clock else None,
        "mine": mine,
        "looks": "" if dossier.account_id else reverse("portal:lookers-by-link", args=[dossier.token]),
        "back": back[0],
        "back_text": back[1],
        "faces": FACES,
        "rated": after(rating, request.POST.get("loi", ""), problem) if rating else None,
        "errors": [("f-loi", problem)] if problem else [],
    }
    return render(request, "portal/dossiers/show.html", context, status=422 if problem else 200)


@login_not_required
def find(request: Request) -> HttpResponse:
    """By number and last four digits; what is found opens under its own link."""
    if request.method != "POST":
        return render(request, "portal/dossiers/find.html", {"problem": "", "number_typed": ""})
    number, last4 = request.POST.get("so", "").strip(), request.POST.get("cuoi", "").strip()
    try:
        dossier = follow(request, number[:60], last4[:4])
    except Refused as refusal:
        context = {"problem": refusal.message, "number_typed": number}
        response = render(request, "portal/dossiers/find.html", context, status=status_of(refusal))
        if isinstance(refusal, TooMany):
            response["Retry-After"] = str(refusal.retry_after)
        return response
    response = redirect("portal:by-token", dossier.token)
    remember(response, dossier)
    return response


def receipt(request: Request, number: str) -> HttpResponse:
    dossier = access.my_dossier(request.actor, number)
    answer = answer_of(dossier)
    context = {
        "dossier": dossier,
        "link": link_to(dossier),
        "next_text": f"{answer.label} {answer.strong}. {todo_of(dossier)}",
        "papers": paper_lines(dossier, papers_of(dossier)),
    }
    return render(request, "portal/dossiers/receipt.html", context)


def withdraw(request: Request, number: str) -> HttpResponse:
    dossier = access.my_dossier(request.actor, number)
    access.require_move(dossier, "withdraw", request.actor)
    reason = request.POST.get("ly-do", "")
    problem = ""
    if request.method == "POST":
        try:
            withdraw_dossier(dossier, reason=reason, by=request.actor)
            return redirect("portal:dossier", dossier.number)
        except Refused as refusal:
            problem = refusal.message
    asked = Control("long_text", "ly-do", _("Vì sao ông/bà rút hồ sơ?"), reason, error=problem)
    context = {"dossier": dossier, "controls": [asked], "errors": [(asked.target, problem)] if problem else []}
    return render(request, "portal/dossiers/withdraw.html", context, status=422 if problem else 200)


@require_POST
def rate(request: Request, number: str) -> HttpResponse:
    """The same rating as behind the link of the message: the press, then the words."""
    dossier = access.my_dossier(request.actor, number)
    rating = rating_of(dossier.subject)
    if rating is None:
        rate_dossier(dossier, score=whole_number(request.POST.get("diem", "")), by=request.actor)
    elif problem := pressed(rating, request.POST, request.actor):
        back = (reverse("portal:dossiers"), _("Các hồ sơ của tôi"))
        return _show(request, dossier, mine=True, back=back, problem=problem)
    return redirect("portal:dossier", dossier.number)


def result(request: Request, number: str) -> HttpResponse:
    dossier = access.my_dossier(request.actor, number)
    return _pdf(access.result_document(dossier, request.actor), dossier.number)


def letter(request: Request, letter_id: int) -> HttpResponse:
    found = access.my_letter(request.actor, letter_id)
    return _pdf(found.document, f"{found.dossier.number}-{found.kind}")


def _pdf(document: Document, name: str) -> HttpResponse:
    response = HttpResponse(render_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
