"""Hỏi xã: the number and who answers it now, the answers at any hour, and one press to be called back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xaso.core import clock
from xaso.core.dates import show_moment
from xaso.core.identifiers import parse_phone
from xaso.core.limits import Limit
from xaso.core.refused import NotFound, Refused
from xaso.core.text import normalise
from xaso.hotline.actions import ask_call_back, note_unanswered
from xaso.hotline.queries import found_answers, lines_of, public_answers, public_lines
from xaso.portal.forms.asking import CallBackForm
from xaso.portal.home import home_unit
from xaso.ui.limits import limited, spend
from xaso.ui.requests import Request

SEARCHES: Final = Limit("answers", 1200, timedelta(minutes=10))  # an address may be a whole commune
CALL_BACKS: Final = Limit("call_backs", 5, timedelta(hours=1))  # of one telephone
CALL_BACKS_OF_ONE: Final = Limit("call_backs_of_one", 60, timedelta(hours=1))
LONGEST: Final = 200


@login_not_required
@require_safe
@limited(SEARCHES, when=lambda request: "q" in request.GET)
def asking(request: Request) -> HttpResponse:
    return _page(request, CallBackForm())


def _page(request: Request, form: CallBackForm, *, status: int = 200) -> HttpResponse:
    unit, now = home_unit(), clock.now()
    text = normalise(request.GET.get("q", ""))[:LONGEST].strip()
    page = None if text else public_answers(unit.pk, after=request.GET.get("sau", ""))
    hits = found_answers(unit.pk, text) if page is None else page.rows
    noted = bool(text) and not hits and note_unanswered(unit, words=text, by=request.actor)
    context: dict[str, Any] = {
        "text": text,
        "hits": hits,
        "noted": noted,
        "next_key": page.next_key if page else "",
        "lines": public_lines(unit, now),
        "form": form,
        "errors": form.error_list(),
    }
    return render(request, "portal/asking/list.html", context, status=status)


@login_not_required
@require_safe
def answer(request: Request, answer_id: int) -> HttpResponse:
    found = next(iter(public_answers(home_unit().pk, only=answer_id).rows), None)
    if found is None:
        raise NotFound(_("Câu trả lời này không còn. Ông/bà tìm lại, hoặc gọi xã."), "answer_unknown")
    return render(request, "portal/asking/answer.html", {"answer": found})


@login_not_required
@require_POST
def call_back(request: Request) -> HttpResponse:
    """A promise with a deadline; the message that says so goes to that telephone."""
    form = CallBackForm(request.POST)
    if form.is_valid():
        try:
            lines = lines_of(home_unit())
            if not lines:
                raise NotFound(_("Xã chưa mở đường dây điện thoại. Ông/bà đến xã trong giờ làm việc."), "no_line")
            spend(CALL_BACKS_OF_ONE, request.actor)
            CALL_BACKS.spend(f"phone:{parse_phone(form.cleaned_data['phone'])}")
            promise = ask_call_back(lines[0], by=request.actor, **form.cleaned_data)
            said = _("Xã đã ghi và sẽ gọi lại trước %(due)s.") % {"due": show_moment(promise.due_at)}
            messages.success(request, said)
            return redirect("portal:asking")
        except Refused as refusal:
            form.refuse(refusal)
    return _page(request, form, status=422)
