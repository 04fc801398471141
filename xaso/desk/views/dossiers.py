"""An opened dossier: answers, history, how the date was counted. Identity numbers are masked until asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import masked
from xaso.deadlines.queries import explain
from xaso.desk.forms.proposal import written
from xaso.desk.officials import draw, officials
from xaso.desk.views.heads import answers_of, frame, result_of
from xaso.documents.rules import load_letter, unseal_data
from xaso.dossiers.access import lawful_moves
from xaso.dossiers.actions import note_attestation, open_dossier, reveal_citizen_id, revoke_consent
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import Happening, story
from xaso.dossiers.rules import Sight
from xaso.hotline.queries import calls_about
from xaso.privacy.access import deed_asked, may_hand_out
from xaso.privacy.queries import carried_out, has_copy_to_hand_out
from xaso.privacy.rules import CODES
from xaso.ui.requests import Request

TITLES: Final = {
    "submit": lambda: _("Người dân nộp hồ sơ"),
    "receive": lambda: _("Tiếp nhận, đồng hồ chạy"),
    "refuse": lambda: _("Từ chối tiếp nhận"),
    "request_supplements": lambda: _("Yêu cầu bổ sung, đồng hồ dừng"),
    "answer_supplements": lambda: _("Đã nhận phần bổ sung, đồng hồ chạy tiếp"),
    "extend": lambda: _("Gia hạn một lần, người dân đã được báo lý do"),
    "propose": lambda: _("Trình ký"),
    "return_proposal": lambda: _("Trả lại để sửa"),
    "approve": lambda: _("Ký duyệt, đồng hồ ngừng"),
    "number": lambda: _("Vào sổ"),
    "request_payment": lambda: _("Đề nghị nộp phí, đồng hồ dừng"),
    "record_fee": lambda: _("Thu phí, lệ phí"),
    "hand_over": lambda: _("Trả kết quả"),
    "withdraw": lambda: _("Rút hồ sơ"),
    "stop": lambda: _("Dừng giải quyết"),
}


@dataclass(frozen=True, slots=True)
class Station:
    """One line of the history, as the timeline component wants it."""

    state: str
    icon: str
    title: str
    when: str
    text: str
    link: str
    link_text: str


@require_safe
@officials
def show(request: Request, number: str) -> HttpResponse:
    return _answers(request, open_dossier(number, sight=Sight.ANSWERS, by=request.actor), None)


@require_POST
@officials
def reveal(request: Request, number: str) -> HttpResponse:
    """The same page with the numbers open: the answer to this very press, so that each look is on record."""
    return _answers(request, *reveal_citizen_id(number, by=request.actor))


def _answers(request: Request, dossier: Dossier, opened: Mapping[str, Any] | None) -> HttpResponse:
    sections, hidden = answers_of(dossier, opened)
    proposed = proposal_rows(dossier)
    context = {
        "sections": sections,
        "hidden": hidden,
        "opened": opened is not None,
        "proposed": proposed,
        "tab": "show",
        "deed": deed_asked(dossier)
        if "propose" in {one.verb for one in lawful_moves(dossier, request.actor)}
        else None,
        "done": carried_out(dossier) if dossier.procedure.code in CODES else [],
        "copy": _to_hand_out(dossier, request.actor),
    }
    return _draw(request, dossier, "desk/dossiers/show.html", context)


def _to_hand_out(dossier: Dossier, actor: Actor) -> bool:
    """A copy lies ready for somebody without an account. One query for a request of theirs, none for any other dossier."""
    if dossier.procedure.code not in CODES or dossier.account_id or not may_hand_out(dossier, actor):
        return False
    return has_copy_to_hand_out(dossier)


@require_POST
@officials
def revoke_help(request: Request, number: str) -> HttpResponse:
    """For an owner who comes in person and wants the helper to see it no longer."""
    revoke_consent(open_dossier(number, sight=Sight.ANSWERS, by=request.actor), by=request.actor)
    messages.success(request, _("Người giúp không còn xem được hồ sơ này."))
    return redirect("desk:dossier", number)


@require_POST
@officials
def note_attested(request: Request, number: str) -> HttpResponse:
    """A side of the mandate attested to it elsewhere, as the officer saw."""
    dossier = open_dossier(number, sight=Sight.ANSWERS, by=request.actor)
    side, words = request.POST.get("ben", ""), request.POST.get("loi", "")
    note_attestation(dossier, side=side, words=words, by=request.actor)
    messages.success(request, _("Đã ghi."))
    return redirect("desk:dossier", number)


@require_safe
@officials
def history(request: Request, number: str) -> HttpResponse:
    dossier = open_dossier(number, sight=Sight.ANSWERS, by=request.actor)
    stations = [_station(dossier, one) for one in story(dossier, for_owner=False)]
    context = {"stations": stations, "calls": list(calls_about(dossier, request.actor)[:20]), "tab": "history"}
    return _draw(request, dossier, "desk/dossiers/history.html", context)


@require_safe
@officials
def why(request: Request, number: str) -> HttpResponse:
    dossier = open_dossier(number, sight=Sight.ANSWERS, by=request.actor)
    derivation = explain(dossier.clock, today=clock.today()) if dossier.clock else None
    return _draw(request, dossier, "desk/dossiers/why.html", {"why": derivation, "tab": "why"})


def _draw(request: Request, dossier: Dossier, template: str, context: dict[str, Any]) -> HttpResponse:
    base = reverse("desk:dossier", args=[dossier.number]) if request.method == "POST" else request.path
    return draw(request, template, frame(dossier, request.actor, request.GET.dict(), base=base) | context)


def _station(dossier: Dossier, one: Happening) -> Station:
    link = reverse("desk:letter", args=[dossier.number, one.letter.pk]) if one.letter else ""
    said = ". ".join(part.rstrip(".") for part in (one.who, one.words) if part)
    return Station(
        state="now" if one.now else "done" if one.when else "next",
        icon="clock" if one.now else "ok" if one.when else "go",
        title=TITLES[one.verb]() if one.verb in TITLES else one.title,
        when=show_moment(one.when) if one.when else "",
        text=said,
        link=link,
        link_text=one.letter.document.title if one.letter else "",
    )


def proposal_rows(dossier: Dossier) -> list[tuple[str, str]]:
    """What was proposed, line by line, for whoever approves. Identity numbers are masked: they stand in the draft."""
    result = result_of(dossier)
    if result is None:
        return []
    rows = [(_("Đề xuất"), str(result.get_outcome_display())), (_("Lý do"), result.reason)]
    rows.append(
        (
            _("Sổ"),
            _("%(book)s, số %(number)s") % {"book": result.book, "number": result.number} if result.number else "",
        )
    )
    if template := dossier.result_template:
        details = unseal_data(result.details)
        letter = load_letter(template)
        rows += [(one.label, written(one, details[one.name])) for one in letter.fields if details.get(one.name)]
    return [(label, masked(text)) for label, text in rows if text]
