"""Câu trả lời: what stands, what needs a look, what people asked in vain; and the figures of the hotline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.core.text import whole_number
from xaso.desk.forms.roster import AnswerForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.hotline import require_hotline
from xaso.hotline import access, actions
from xaso.hotline.models import Answer, Question
from xaso.hotline.queries import (
    Hour,
    answers_about,
    calls_about_silence,
    calls_by_hour,
    hotline_figures,
    questions_open,
)
from xaso.hotline.rules import ENOUGH
from xaso.messages.access import may_watch
from xaso.petitions.queries import punctuality_of_petitions
from xaso.surveys.access import reads_results
from xaso.ui.errors import status_of
from xaso.ui.marks import columns_svg
from xaso.ui.requests import Request

STALE = "xem-lai"
WITHIN = timedelta(days=30)
BUSY = 10  # calls, before an hour of the day is said to be busy


@require_safe
@officials
def answers(request: Request) -> HttpResponse:
    require_hotline(request.actor)
    only_stale = request.GET.get("loc") == STALE
    page = answers_about(request.actor, clock.today(), only_stale=only_stale, after=request.GET.get("sau", ""))
    context = {
        "rows": page.rows,
        "next_key": page.next_key,
        "chosen": STALE if only_stale else "",
        "questions": questions_open(request.actor),
        "may_write": access.may_answer(request.actor),
    }
    return draw(request, "desk/hotline/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def write(request: Request) -> HttpResponse:
    """`hoi` names the open question that this answer settles."""
    unit = require_hotline(request.actor)
    subject = ("unit", str(unit.pk))
    access.require_answering(request.actor, action="hotline.write_answer", subject=subject, unit=unit.pk)
    asked = whole_number(request.GET.get("hoi", "")[:20])
    question = access.questions_for(request.actor).filter(pk=asked).first() if asked else None
    return _form(request, None, question)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def answer(request: Request, answer_id: int) -> HttpResponse:
    found = access.get_answer(request.actor, answer_id)
    if request.method == "POST":
        subject = ("answer", str(found.pk))
        access.require_answering(request.actor, action="hotline.revise_answer", subject=subject, unit=found.unit_id)
        found = _as_read(found, request)
    return _form(request, found, None)


def _as_read(found: Answer, request: Request) -> Answer:
    """As it stood when the page was drawn."""
    try:
        read = datetime.fromisoformat(request.POST.get("ban", ""))
        found.checked_at = read.astimezone(UTC) if read.tzinfo else found.checked_at
    except (ValueError, OverflowError):
        pass
    return found


def _form(request: Request, found: Answer | None, question: Question | None) -> HttpResponse:
    if found is not None:
        code = found.procedure.code if found.procedure else ""
        initial = {"title": found.title, "body": found.body, "also": found.also, "code": code}
    else:
        initial = {"title": question.words if question else ""}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                form.act(found, request.actor, question)
                messages.success(request, _("Đã ghi câu trả lời. Người dân tìm thấy ngay."))
                return redirect("desk:answers")
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    context = {
        "answer": found,
        "form": form,
        "errors": form.error_list(),
        "may_write": access.may_answer(request.actor),
    }
    return draw(request, "desk/hotline/answer.html", context, status=status)


@require_POST
@officials
def look_after(request: Request, answer_id: int) -> HttpResponse:
    """`viec`: still right, or withdrawn."""
    found = access.get_answer(request.actor, answer_id)
    if request.POST.get("viec") == "rut":
        actions.withdraw_answer(found, by=request.actor)
        messages.success(request, _("Đã rút câu trả lời."))
    else:
        actions.confirm_answer(_as_read(found, request), by=request.actor)
        messages.success(request, _("Đã ghi là còn đúng."))
    return redirect("desk:answers")


@require_POST
@officials
def settle(request: Request, question_id: int) -> HttpResponse:
    """A question that needs no answer of its own."""
    found = access.questions_for(request.actor).filter(pk=question_id).first()
    if found is None:
        raise NotFound(_("Không thấy câu hỏi này."), "question_unknown")
    actions.settle_question(found, by=request.actor)
    return redirect("desk:answers")


@require_safe
@officials
def figures(request: Request) -> HttpResponse:
    """Of the last thirty days."""
    require_hotline(request.actor)
    now = clock.now()
    today = clock.today()
    context = {
        "of": hotline_figures(request.actor, now),
        "silence": calls_about_silence(request.actor, now),
        "enough": ENOUGH,
        **_by_hour(calls_by_hour(request.actor, now)),
        "reports": punctuality_of_petitions(request.actor, since=today - WITHIN, until=today),
        "reads_results": reads_results(request.actor),
        "watches": may_watch(request.actor),
    }
    return draw(request, "desk/hotline/figures.html", context)


def _by_hour(hours: list[Hour]) -> dict[str, object]:
    """The chart of a day, and its table."""
    return {
        "hours": [one for one in hours if one.answered or one.missed],
        "hours_drawn": columns_svg([((one.answered, "go"), (one.missed, "late")) for one in hours]),
        "hours_finding": _finding(hours),
    }


def _finding(hours: list[Hour]) -> str:
    """What the chart shows, in one sentence; a few calls show nothing yet."""
    if sum(one.answered + one.missed for one in hours) < BUSY:
        return _("Gọi vào giờ nào")
    busiest = max(hours, key=lambda one: one.answered + one.missed)
    worst = max(hours, key=lambda one: one.missed)
    told = _("Gọi nhiều nhất từ %(busy)d giờ đến %(until)d giờ") % {"busy": busiest.hour, "until": busiest.hour + 1}
    if worst.missed:
        told += _("; nhỡ nhiều nhất từ %(worst)d giờ đến %(until)d giờ") % {
            "worst": worst.hour,
            "until": worst.hour + 1,
        }
    return told
