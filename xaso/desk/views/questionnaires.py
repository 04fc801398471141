"""Phiếu hỏi: what the unit asks everybody; writing it, looking at it as residents will, opening, closing, reading the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.desk.forms.answers import control_for
from xaso.desk.forms.questionnaires import QuestionnaireForm
from xaso.desk.officials import draw, officials
from xaso.surveys import access
from xaso.surveys.actions import close_questionnaire, discard_questionnaire, open_questionnaire
from xaso.surveys.models import Questionnaire
from xaso.surveys.queries import answered, questionnaires_page
from xaso.surveys.rules import SMALLEST, Share
from xaso.surveys.rules.questionnaires import NUMBER, Answered, questions_of
from xaso.ui.errors import status_of
from xaso.ui.marks import share_svg
from xaso.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Row:
    questionnaire: Questionnaire
    standing: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    """One choice, in words."""

    name: str
    share: str
    low: str
    high: str
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class Result:
    asked: Answered
    lines: list[Line]
    mean: str


def row(one: Questionnaire) -> Row:
    today = clock.today()
    if one.opened_at is None:
        return Row(one, _("Bản nháp"), "off", "pen")
    if one.is_over(today):
        return Row(one, _("Đã đóng"), "off", "x")
    if one.opens_on > today:
        return Row(one, _("Chưa đến ngày mở"), "wait", "clock")
    return Row(one, _("Đang mở"), "", "ok")


@require_safe
@officials
def questionnaires(request: Request) -> HttpResponse:
    _require_page(request.actor)
    page = questionnaires_page(request.actor, after=request.GET.get("sau", ""))
    context = {
        "rows": [row(one) for one in page.rows],
        "next_key": page.next_key,
        "may_ask": access.may_ask(request.actor),
    }
    return draw(request, "desk/questionnaires/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def write(request: Request) -> HttpResponse:
    _require_page(request.actor)
    access.require_asker(request.actor, "survey.write")
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def edit(request: Request, questionnaire_id: int) -> HttpResponse:
    found = access.get_questionnaire(request.actor, questionnaire_id)
    access.require_asker(request.actor, "survey.revise")
    return _form(request, found)


def _form(request: Request, found: Questionnaire | None) -> HttpResponse:
    form = QuestionnaireForm(found, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            written = form.act(request.actor)
            messages.success(request, _("Đã lưu bản nháp."))
            return redirect("desk:questionnaire", written.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    context = {"form": form, "errors": form.error_list(), "questionnaire": found, "number": NUMBER}
    return draw(request, "desk/questionnaires/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def questionnaire(request: Request, questionnaire_id: int) -> HttpResponse:
    """What it asks; once it is open, what came of it. A press opens, closes, or throws a draft away."""
    found = access.get_questionnaire(request.actor, questionnaire_id)
    if request.method == "POST":
        return _pressed(request, found)
    page = questions_of(found.form)
    context = {
        "row": row(found),
        "questionnaire": found,
        "controls": [] if found.opened_at else [control_for(one, {}, {}) for one in page.fields],
        "results": [_result(one) for one in answered(found)] if found.opened_at else [],
        "smallest": SMALLEST,
        "may_ask": access.may_ask(request.actor),
        "is_over": found.is_over(clock.today()),
        "address": settings.XASO_ADDRESS + reverse("portal:questionnaire", args=[found.pk]),
    }
    return draw(request, "desk/questionnaires/show.html", context)


def _pressed(request: Request, found: Questionnaire) -> HttpResponse:
    """Raises Refused for a press that the page does not have."""
    known = PRESSES.get(request.POST.get("lam", ""))
    if known is None:
        raise Refused(_("Xin bấm một nút của trang."), "press_unknown")
    do, done = known
    try:
        do(found, by=request.actor)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:questionnaire", questionnaire_id=found.pk)
    messages.success(request, done())
    if do is discard_questionnaire:
        return redirect("desk:questionnaires")
    return redirect("desk:questionnaire", questionnaire_id=found.pk)


PRESSES: Final[dict[str, tuple[Callable[..., None], Callable[[], str]]]] = {
    "mo": (open_questionnaire, lambda: _("Đã mở phiếu hỏi.")),
    "dong": (close_questionnaire, lambda: _("Đã đóng phiếu hỏi.")),
    "bo": (discard_questionnaire, lambda: _("Đã bỏ bản nháp.")),
}


def _result(one: Answered) -> Result:
    mean = "" if one.mean is None else number_format(one.mean, 1)
    return Result(one, [_line(name, share) for name, share in one.shares], mean)


def _line(name: str, share: Share) -> Line:
    low, high = share.between
    return Line(name, f"{share.share:.0%}", f"{low:.0%}", f"{high:.0%}", share_svg(share.share, low, high))


def _require_page(actor: Actor) -> None:
    if not (access.may_ask(actor) or access.reads_results(actor)):
        raise NotFound(_("Không có trang này."), "page_unknown")
