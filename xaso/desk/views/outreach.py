"""Ngày hỗ trợ: the days to come, who came to one, its sheet for the wall, and what a quarter comes to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date, show_time, weekday_name
from xaso.core.language import in_vietnamese
from xaso.core.refused import Forbidden, NotFound, Refused, Stale
from xaso.core.text import whole_number
from xaso.desk.forms.outreach import DayForm, VisitForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.sheets import EXPORTS
from xaso.documents.queries import poster as print_poster
from xaso.outreach import access, actions
from xaso.outreach.models import SupportDay
from xaso.outreach.queries import came_to, codes_by_officer, days_to_come, hours_of, latest_day, quarterly
from xaso.outreach.rules import Topic
from xaso.surveys.rules import Quarter, quarters
from xaso.ui.errors import status_of
from xaso.ui.limits import limited
from xaso.ui.requests import Request
from xaso.units.queries import full_name

DEEDS = {"huy": "outreach.cancel_day", "bo": "outreach.drop_visit"}
TOPICS = {str(key): label for key, label in Topic.choices}


def _require(actor: Actor) -> int:
    if not access.sees_outreach(actor) or actor.unit is None:
        raise NotFound(_("Không có trang này."), "page_unknown")
    return actor.unit


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def support_days(request: Request) -> HttpResponse:
    """`nhu`: the day that the form is copied from, else the latest entered; `q`, `sau`: of the days to come. POST: one
    more day, or a rhythm of them."""
    unit, actor = _require(request.actor), request.actor
    if request.method == "POST":
        access.require_helping(actor, action="outreach.enter_days", subject=("unit", str(unit)), unit=unit)
    like = access.days_for(actor).filter(pk=whole_number(request.GET.get("nhu", "")[:20])).first()
    form = DayForm(like or latest_day(actor), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _say_entered(request, form.act(actor))
            return redirect("desk:support-days")
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    chosen = _quarter(request)
    counted, text = quarterly(actor, chosen), request.GET.get("q", "").strip()[:200]
    coming = days_to_come(unit, clock.now(), text=text, after=request.GET.get("sau", ""))
    context = {
        "form": form if access.may_help(actor) else None,
        "errors": form.error_list(),
        "coming": [(one, hours_of(one)) for one in coming.rows],
        "later": urlencode({"q": text, "quy": chosen.key, "sau": coming.next_key}) if coming.has_next else "",
        "text": text,
        "quarter": chosen.key,
        "searches": coming.has_next or bool(text or request.GET.get("sau")),
        "past": [(one, hours_of(one), came) for one, came in counted.days],
        "all": counted.all,
        "codes": codes_by_officer(actor, chosen),
        "topics": [(TOPICS.get(topic, topic), times) for topic, times in counted.by_topic],
        "quarters": [(one.key, one.number, one.year, one == chosen) for one in quarters(clock.today())],
    }
    return draw(request, "desk/outreach/list.html", context, status=422 if form.is_bound else 200)


def _quarter(request: Request) -> Quarter:
    known = {one.key: one for one in quarters(clock.today())}
    return known.get(request.GET.get("quy", ""), Quarter.of(clock.today()))


def _say_entered(request: Request, entered: actions.Entered) -> None:
    count = len(entered.made)
    said = ngettext("Đã ghi %(count)d ngày hỗ trợ.", "Đã ghi %(count)d ngày hỗ trợ.", count) % {"count": count}
    if entered.off:
        days = ", ".join(show_date(one) for one in entered.off[:10])
        said += " " + _("Không ghi ngày xã nghỉ: %(days)s.") % {"days": days}
    messages.success(request, said)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def support_day(request: Request, day_id: int) -> HttpResponse:
    """Who comes. POST: one more visitor; `viec=bo` takes back the one noted last, `viec=huy` calls the day off."""
    found, actor = access.get_day(request.actor, day_id), request.actor
    deed = request.POST.get("viec", "") if request.method == "POST" else ""
    if request.method == "POST":
        action = DEEDS.get(deed, "outreach.note_visit")
        access.require_helping(actor, action=action, subject=found.subject, unit=found.unit_id)
    if deed == "huy":
        actions.cancel_support_day(found, by=actor)
        messages.success(request, _("Đã hủy ngày hỗ trợ. Người dân thấy là đã hủy."))
        return redirect("desk:support-days")
    if deed == "bo":
        return _taken_back(request, found)
    form, status = VisitForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                visit = form.act(found, actor)
                return redirect(f"{reverse('desk:support-day', args=[found.pk])}?vua={visit.pk}")
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return draw(request, "desk/outreach/day.html", _shown(request, found, form), status=status)


def _taken_back(request: Request, found: SupportDay) -> HttpResponse:
    visit = access.visit_just_noted(request.actor, found, request.POST.get("vua", ""))
    if visit is None:
        raise Stale(_("Lượt này không còn, hoặc do người khác ghi."), "visit_gone")
    actions.drop_visit(visit, by=request.actor)
    messages.success(request, _("Đã bỏ lượt ghi nhầm."))
    return redirect("desk:support-day", found.pk)


def _shown(request: Request, found: SupportDay, form: VisitForm) -> dict[str, Any]:
    now, actor = clock.now(), request.actor
    helps = access.may_help(actor)
    came = came_to(actor, found)
    return {
        "day": found,
        "hours": hours_of(found),
        "form": form if helps and found.takes_visits(now) else None,
        "errors": form.error_list(),
        "came": came,
        "just": access.visit_just_noted(actor, found, request.GET.get("vua", "")),
        "may_cancel": helps and found.cancelled_at is None and not came.came and found.ends_at > now,
        "over": found.ends_at <= now,
    }


@require_safe
@officials
@limited(EXPORTS)
def sheet(request: Request, day_id: int) -> HttpResponse:
    """A4 for the wall of the place, with the code behind which whoever came rates."""
    found = access.get_day(request.actor, day_id)
    content = print_poster(sheet_words(found, full_name(found.unit, clock.today())) | {"paper": "a4"})
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ngay-ho-tro-{found.pk}.pdf"'
    return response


@in_vietnamese
def sheet_words(day: SupportDay, unit: str) -> dict[str, str]:
    """What hangs on the wall is in Vietnamese."""
    began = clock.local(day.starts_at).date()
    hours = {"since": show_time(day.starts_at), "until": show_time(day.ends_at)}
    with_whom = _("Cùng %(partner)s") % {"partner": day.partner} if day.partner else ""
    return {
        "agency": _("Ủy ban nhân dân %(unit)s") % {"unit": unit.split(", ")[0]},
        "title": _("Ngày hỗ trợ"),
        "lead": day.helps,
        "number": show_date(began),
        "hours": f"{weekday_name(began)[:1].upper()}{weekday_name(began)[1:]}, " + _("%(since)s đến %(until)s") % hours,
        "who": " · ".join(text for text in (day.place, with_whom) if text),
        "address": f"{settings.XASO_ADDRESS}/ngay-ho-tro/{day.token}",
        "says": _(
            "Nhận sáu số của cán bộ, quét mã này, bấm một lần: xã giúp ông/bà thế nào? Cán bộ không biết ai bấm gì."
        ),
        "foot": day.office.name,
    }
