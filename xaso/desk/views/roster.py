"""Lịch trực: who answers which line when, where nobody does, and each duty by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused
from xaso.core.text import whole_number
from xaso.desk.forms.roster import (
    ChangeLineForm,
    DutyForm,
    HandOverForm,
    LineForm,
    NoteForm,
    RosterFileForm,
    SwapForm,
)
from xaso.desk.officials import draw, officials
from xaso.desk.views.hotline import require_hotline
from xaso.desk.views.sheets import EXPORTS
from xaso.desk.views.wishes import asked, span_words
from xaso.documents.queries import poster as print_poster
from xaso.hotline import access, actions
from xaso.hotline.models import Duty, Line
from xaso.hotline.queries import duties_between, gaps_ahead, lines_of, wishes_open
from xaso.hotline.rules import AHEAD
from xaso.offices.queries import calendar_of, one_stop_of, working_posts
from xaso.offices.rules import reception_words
from xaso.ui.errors import status_of
from xaso.ui.limits import limited
from xaso.ui.requests import Request
from xaso.units.queries import full_name, hamlets_of

LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Row:
    """A duty of the roster. `mine`: this official may hand it over, or leave word on it once it is over."""

    duty: Duty
    span: str
    over: bool
    mine: bool


def _changes(request: Request, duty: Duty) -> bool:
    return access.may_plan(request.actor) or duty.post_id == request.actor.post


def _line_of(request: Request) -> Line | None:
    """The line that `so` names, else the first of the unit. What is drawn is drawn on the very line. Raises NotFound."""
    lines = lines_of(require_hotline(request.actor))
    wanted = whole_number(request.GET.get("so", "")[:20])
    if request.method == "POST" and "so" in request.GET:
        return access.get_line(request.actor, wanted or 0)
    return next((one for one in lines if one.pk == wanted), lines[0] if lines else None)


def _onto(line: Line) -> str:
    return f"{reverse('desk:roster')}?so={line.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def roster(request: Request) -> HttpResponse:
    """The next 14 days of a line. POST: one more duty."""
    line = _line_of(request)
    plans = access.may_plan(request.actor)
    if line is None:
        return draw(request, "desk/hotline/no_line.html", {"may_plan": plans})
    if request.method == "POST":
        _require_planner(request, line, "hotline.put_on_duty")
    posts = working_posts(line.office.unit_id, clock.today())
    form = DutyForm(posts, request.POST if request.method == "POST" else None, initial=_next_duty(line))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                form.act(line, request.actor)
                messages.success(request, _("Đã ghi ca trực."))
                return redirect(_onto(line))
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
    return draw(request, "desk/hotline/roster.html", _shown(request, line, form, RosterFileForm()), status=status)


def _next_duty(line: Line) -> dict[str, Any]:
    """The first stretch that nobody has, as long as one person may answer: two weeks are drawn by choosing who, and pressing."""
    gap = next(iter(gaps_ahead(line, clock.now())), None)
    return {"starts_at": gap.starts_at, "ends_at": min(gap.ends_at, gap.starts_at + LONGEST)} if gap else {}


def _require_planner(request: Request, line: Line, action: str) -> None:
    access.require_planner(request.actor, action=action, subject=line.subject, unit=line.office.unit_id)


def _shown(request: Request, line: Line, form: DutyForm, file_form: RosterFileForm) -> dict[str, Any]:
    now = clock.now()
    duties = duties_between(line, now - timedelta(days=1), now + AHEAD)
    errors = form.error_list() or file_form.error_list()
    return {
        "line": line,
        "lines": lines_of(require_hotline(request.actor)),
        "wishes": asked(wishes_open(request.actor, now), request.actor, now),
        "gaps": [span_words(gap) for gap in gaps_ahead(line, now)],
        "duties": [Row(duty, span_words(duty), duty.ends_at <= now, _changes(request, duty)) for duty in duties],
        "form": form if access.may_plan(request.actor) else None,
        "file_form": file_form,
        "hamlets": hamlets_of(line.office.unit, clock.today()),
        "errors": errors,
    }


@require_POST
@officials
def import_roster(request: Request, line_id: int) -> HttpResponse:
    """All of a spreadsheet's lines or none; each that is wrong is named."""
    line = access.get_line(request.actor, line_id)
    _require_planner(request, line, "hotline.import_roster")
    form = RosterFileForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            count = form.act(line, request.actor)
            messages.success(
                request, ngettext("Đã nhập %(count)d ca trực.", "Đã nhập %(count)d ca trực.", count) % {"count": count}
            )
            return redirect(_onto(line))
        except Forbidden:
            raise
        except Invalid as refusal:
            for place, sentence in list(refusal.errors.items())[:50]:
                form.add_error("file", _("Dòng %(place)s: %(error)s") % {"place": place, "error": sentence})
        except Refused as refusal:
            form.refuse(refusal)
    posts = working_posts(line.office.unit_id, clock.today())
    return draw(request, "desk/hotline/roster.html", _shown(request, line, DutyForm(posts), form), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def duty(request: Request, duty_id: int) -> HttpResponse:
    """`viec`: handing it over and swapping it, at once by who draws the roster, else by asking; leaving a note, taking it off."""
    found = access.get_duty(request.actor, duty_id)
    deed = request.POST.get("viec", "") if request.method == "POST" else ""
    if request.method == "POST":
        _require_deed(request, found, deed)
    if deed == "bo":
        actions.cancel_duty(found, by=request.actor)
        messages.success(request, _("Đã bỏ ca trực."))
        return redirect(_onto(found.line))
    posts = [one for one in working_posts(found.unit_id, clock.today()) if one.person_id != found.person_id]
    now = clock.now()
    others = access.duties_for(request.actor).between(now, now + AHEAD).exclude(person=found.person_id)
    listed = [
        (one, f"{one.post.holder_name}: {span_words(one)}")
        for one in others.select_related("post").order_by("starts_at", "id")
    ]
    forms: dict[str, Any] = {
        "giao": HandOverForm(posts, request.POST if deed == "giao" else None),
        "doi": SwapForm(listed, request.POST if deed == "doi" else None),
        "dan": NoteForm(request.POST if deed == "dan" else None, initial={"note": found.note}),
    }
    bound = forms.get(deed)
    status = 200 if request.method != "POST" else 422
    if bound is not None and bound.is_valid():
        try:
            bound.act(found, request.actor)
            done = deed == "dan" or access.may_plan(request.actor)
            asked_now = _("Đã hỏi. Ca trực vẫn là của ông/bà đến khi người ấy đồng ý.")
            messages.success(request, _("Đã ghi lại.") if done else asked_now)
            return redirect(_onto(found.line))
        except Forbidden:
            raise
        except Refused as refusal:
            bound.refuse(refusal)
            status = status_of(refusal)
    wishes = [one for one in wishes_open(request.actor, now) if found.pk in (one.duty_id, one.other_id)]
    context = {
        "duty": found,
        "wishes": asked(wishes, request.actor, now),
        "waiting": any(one.duty_id == found.pk for one in wishes),
        "span": span_words(found),
        "forms": forms,
        "errors": bound.error_list() if bound else [],
        "over": found.ends_at <= now,
        "may_plan": access.may_plan(request.actor),
        "may_change": _changes(request, found),
    }
    return draw(request, "desk/hotline/duty.html", context, status=status)


def _require_deed(request: Request, found: Duty, deed: str) -> None:
    """Before anything is said about the form."""
    if deed == "bo":
        _require_planner(request, found.line, "hotline.cancel_duty")
    else:
        action = {"giao": "hotline.hand_over", "doi": "hotline.swap"}.get(deed, "hotline.leave_note")
        access.require_on_duty(request.actor, found, action=action)


@require_safe
@officials
@limited(EXPORTS)
def poster(request: Request, line_id: int) -> HttpResponse:
    """`kho`: a4 or a5; `ap`: the hamlet it hangs in, none for the whole commune."""
    line = access.get_line(request.actor, line_id)
    unit, today = line.office.unit, clock.today()
    wanted = whole_number(request.GET.get("ap", "")[:20])
    hamlet = next((one.title for one in hamlets_of(unit, today) if one.id == wanted), "")
    paper = "a5" if request.GET.get("kho") == "a5" else "a4"
    content = print_poster(poster_words(line, hamlet, full_name(unit, today)) | {"paper": paper})
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ap-phich-{line.pk}-{paper}.pdf"'
    return response


@in_vietnamese
def poster_words(line: Line, hamlet: str, unit: str) -> dict[str, str]:
    """What hangs on the wall is in Vietnamese; who answers is said by what they do, never by name."""
    hours = _("Cả ngày đêm, kể cả ngày nghỉ")
    if not line.around_the_clock:
        hours = reception_words(calendar_of(line.office_id), clock.today())
    return {
        "agency": _("Ủy ban nhân dân %(unit)s") % {"unit": unit.split(", ")[0]},
        "title": _("Gọi xã khi cần"),
        "lead": _("Hỏi thủ tục, hỏi hồ sơ đến đâu, nhờ xã làm giúp. Không mất tiền hỏi."),
        "number": show_phone(line.number),
        "hours": hours,
        "who": _("Cán bộ trực của xã nghe máy. Gọi nhỡ, xã gọi lại."),
        "address": f"{settings.XASO_ADDRESS}/ho-tro",
        "says": _("Quét mã này để xem câu trả lời và nhờ xã gọi lại."),
        "foot": f"{hamlet} · {line.office.name}" if hamlet else line.office.name,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def open_line(request: Request) -> HttpResponse:
    unit = require_hotline(request.actor)
    if not access.may_plan(request.actor):
        raise NotFound(_("Đường dây do người quản lý xã mở."), "managers_only")
    office = one_stop_of(unit, clock.today())
    if office is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa."), "no_office")
    form = LineForm(working_posts(unit.pk, clock.today()), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            line = form.act(office, request.actor)
            messages.success(request, _("Đã mở đường dây. Xin lập lịch trực."))
            return redirect(_onto(line))
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "errors": form.error_list()}
    return draw(request, "desk/hotline/open_line.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def line(request: Request, line_id: int) -> HttpResponse:
    """Who keeps it, how it is answered, what it is called. `viec`: it is closed."""
    found = access.get_line(request.actor, line_id)
    if not access.may_plan(request.actor):
        raise NotFound(_("Đường dây do người quản lý xã mở."), "managers_only")
    if request.POST.get("viec") == "dong":
        actions.close_line(found, by=request.actor)
        messages.success(request, _("Đã đóng đường dây."))
        return redirect("desk:roster")
    posts = working_posts(found.office.unit_id, clock.today())
    form = ChangeLineForm.of(found, posts, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            form.change(found, request.actor)
            messages.success(request, _("Đã ghi lại."))
            return redirect(_onto(found))
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    context = {"line": found, "form": form, "errors": form.error_list()}
    return draw(request, "desk/hotline/line.html", context, status=422 if form.is_bound else 200)
