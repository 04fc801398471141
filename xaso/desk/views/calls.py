"""One call: who is calling, what they have open, what they are answered, what is promised, what stays to be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xaso.core.dates import show_moment
from xaso.core.refused import Forbidden, Refused
from xaso.core.text import normalise
from xaso.desk.forms.calls import CallerForm, FilingForm, FinishForm, PromiseForm, ReportForm
from xaso.desk.forms.oneself import PlainForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.hotline import require_hotline
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import whereabouts
from xaso.hotline import access, actions
from xaso.hotline.models import Call
from xaso.hotline.queries import earlier_calls, found_answers, language_known, newest_calls, promises_of_call
from xaso.petitions.access import petitions_for
from xaso.petitions.queries import hamlets_to_choose
from xaso.ui.errors import status_of
from xaso.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Open:
    """A dossier of the caller's, in the words that answer the question most callers have."""

    dossier: Dossier
    place: str
    until: str


@require_safe
@officials
def calls(request: Request) -> HttpResponse:
    require_hotline(request.actor)
    page = newest_calls(request.actor, after=request.GET.get("sau", ""))
    return draw(request, "desk/hotline/calls.html", {"rows": page.rows, "next_key": page.next_key})


@require_safe
@officials
def call(request: Request, call_id: UUID) -> HttpResponse:
    return _page(request, actions.open_call(call_id, by=request.actor))


def _page(
    request: Request, found: Call, bound: Mapping[str, PlainForm] | None = None, *, status: int = 200
) -> HttpResponse:
    """All of it on one page; what was typed wrong stands where it was typed."""
    forms = dict(bound or {})
    answers = access.may_answer(request.actor)
    dossiers = [_open(one) for one in actions.look_at_caller(found, by=request.actor)] if answers else []
    if not found.language and found.caller:
        found.language = language_known(found.caller, found.unit_id, request.actor)
    asked = normalise(request.GET.get("q", ""))[:200].strip()
    hits = found_answers(found.unit_id, asked) if asked else []
    noted = bool(asked) and not hits and answers
    noted = noted and actions.note_unanswered(found.line.office.unit, words=asked, by=request.actor)
    numbers = [(one.dossier.number, f"{one.dossier.number} · {one.dossier.title}") for one in dossiers]
    wrong = next(iter(forms.values()), None)
    context: dict[str, Any] = {
        "call": found,
        "answers": answers,
        "dossiers": dossiers,
        "earlier": earlier_calls(found, request.actor),
        "asked": asked,
        "hits": hits,
        "noted": noted,
        "notes_before": list(found.earlier_notes.exclude(words="").select_related("by").order_by("-at", "-id")),
        "given": list(found.given.select_related("answer").order_by("at")),
        "promises": promises_of_call(found),
        "promise_form": forms.get("promise") or PromiseForm(initial={"name": found.name}),
        "finish_form": forms.get("finish") or FinishForm(found, numbers),
        "reported": petitions_for(request.actor).filter(pk=found.petition_id).first() if found.petition_id else None,
        "report_form": forms.get("report")
        or ReportForm(hamlets_to_choose(found.unit_id), initial={"words": found.note}),
        "filing_form": forms.get("filing") or FilingForm(initial={"owner_name": found.name}),
        "caller_form": (forms.get("caller") or CallerForm()) if access.may_correct(found, request.actor) else None,
        "errors": wrong.error_list() if wrong else [],
        "wrong": next(iter(forms), ""),
    }
    return draw(request, "desk/hotline/call.html", context, status=status)


def _open(dossier: Dossier) -> Open:
    place, _holder = whereabouts(dossier, for_owner=False)
    return Open(dossier, place, show_moment(dossier.act_by))


def _taken(request: Request, call_id: UUID, action: str) -> Call:
    """For whoever answers calls: all others are refused before they are told what to fill in."""
    found = access.get_call(request.actor, call_id)
    access.require_answering(request.actor, action=action, subject=found.subject, unit=found.unit_id)
    return found


def _acted(request: Request, found: Call, name: str, form: Any, said: str) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            made = form.act(found, request.actor)
            messages.success(request, said % {"number": getattr(made, "number", "")})
            return redirect("desk:call", found.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return _page(request, found, {name: form}, status=status)


@require_POST
@officials
def pick_up(request: Request, call_id: UUID) -> HttpResponse:
    found = actions.pick_up(access.get_call(request.actor, call_id), by=request.actor)
    messages.success(request, _("Đã ghi lại."))
    return redirect("desk:call", found.pk)


@require_POST
@officials
def give_answer(request: Request, call_id: UUID) -> HttpResponse:
    """`cau`: which answer; `nhan`: sent on as a message."""
    found = _taken(request, call_id, "hotline.give_answer")
    chosen = request.POST.get("cau", "")
    answer = access.get_answer(request.actor, int(chosen) if chosen.isdecimal() and len(chosen) <= 9 else 0)
    send = request.POST.get("nhan") == "co"
    actions.give_answer(found, answer=answer, send=send, by=request.actor)
    messages.success(request, _("Đã nhắn câu trả lời cho người gọi.") if send else _("Đã ghi câu trả lời."))
    return redirect("desk:call", found.pk)


@require_POST
@officials
def make_promise(request: Request, call_id: UUID) -> HttpResponse:
    found = _taken(request, call_id, "hotline.promise")
    said = _("Đã ghi lời hẹn và nhắn cho người gọi. Lịch trực nói ai trả lời.")
    return _acted(request, found, "promise", PromiseForm(request.POST), said)


@require_POST
@officials
def correct_caller(request: Request, call_id: UUID) -> HttpResponse:
    found = _taken(request, call_id, "hotline.correct_caller")
    return _acted(request, found, "caller", CallerForm(request.POST), _("Đã sửa số người gọi."))


@require_POST
@officials
def finish(request: Request, call_id: UUID) -> HttpResponse:
    found = _taken(request, call_id, "hotline.finish_call")
    dossiers = actions.look_at_caller(found, by=request.actor)
    form = FinishForm(found, [(one.number, one.number) for one in dossiers], request.POST)
    return _acted(request, found, "finish", form, _("Đã ghi cuộc gọi."))


@require_POST
@officials
def report(request: Request, call_id: UUID) -> HttpResponse:
    found = _taken(request, call_id, "hotline.report_for_caller")
    form = ReportForm(hamlets_to_choose(found.unit_id), request.POST)
    return _acted(
        request, found, "report", form, _("Đã ghi thành phản ánh số %(number)s. Xin đọc số này cho người gọi.")
    )


@require_POST
@officials
def prepare_filing(request: Request, call_id: UUID) -> HttpResponse:
    found = _taken(request, call_id, "hotline.prepare_filing")
    form = FilingForm(request.POST)
    if form.is_valid():
        try:
            draft = form.act(found, request.actor)
            return redirect("portal:draft", draft.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    return _page(request, found, {"filing": form}, status=422)


@require_POST
@officials
def recording(request: Request, call_id: UUID) -> HttpResponse:
    """To the provider, where the recording lies."""
    address = actions.open_recording(access.get_call(request.actor, call_id), by=request.actor)
    response = redirect(address)
    response["Referrer-Policy"] = "no-referrer"
    return response
