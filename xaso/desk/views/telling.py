"""What could not be brought to people: sent again with a press, or told by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.dates import show_moment
from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import numbers_of
from xaso.messages.access import get_message, may_speak, may_watch, require_watcher
from xaso.messages.actions import replay_message, replay_messages, tell_by_hand
from xaso.messages.models import Delivery, Message
from xaso.messages.queries import (
    accounts_in_trouble,
    accounts_without_template,
    carriers_in_trouble,
    events_refused,
    progress_of_again,
    troubled_messages,
    what_would_go_again,
    wordings,
)
from xaso.messages.rules import State, without_links
from xaso.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Line:
    """One message that did not arrive. `words`: of what goes along, too; `tries`: by which channel, and what was said."""

    message: Message
    words: list[str]
    number: str
    tries: list[tuple[str, str]]
    by_hand: bool


@require_safe
@officials
def untold(request: Request) -> HttpResponse:
    page = troubled_messages(request.actor, after=request.GET.get("sau", ""))
    numbers = numbers_of(request.actor, [one.about_id for one in page.rows if one.about_kind == "dossier"])
    context = {
        "lines": [_line(one, numbers) for one in page.rows],
        "next_key": page.next_key,
        "carriers": carriers_in_trouble(),
        "alerts": accounts_in_trouble(request.actor.unit),
        "events_refused": events_refused(request.actor.unit, since=clock.today() - timedelta(days=1)),
        "templates_off": accounts_without_template(request.actor.unit),
        "may_act": may_watch(request.actor),
        "may_speak": may_speak(request.actor),
    }
    return draw(request, "desk/telling/untold.html", context)


def _line(message: Message, numbers: dict[str, str]) -> Line:
    tries = [
        (str(one.get_channel_display()), f"{one.get_step_display()}, {show_moment(_when(one))}: {one.error}")
        for one in sorted(message.deliveries.all(), key=lambda one: one.queued_at)
    ]
    words = [without_links(one.body) for one in (message, *message.joined.all())]
    return Line(message, words, numbers.get(message.about_id, ""), tries, message.state == State.FAILED)


def _when(delivery: Delivery) -> datetime:
    return delivery.ended_at or delivery.sending_at or delivery.queued_at


@require_POST
@officials
def replay(request: Request, message_id: UUID) -> HttpResponse:
    replay_message(get_message(request.actor, message_id), by=request.actor)
    messages.success(request, _("Máy đang gửi lại tin này."))
    return redirect("desk:untold")


@require_POST
@officials
def told(request: Request, message_id: UUID) -> HttpResponse:
    tell_by_hand(get_message(request.actor, message_id), by=request.actor)
    messages.success(request, _("Đã ghi là báo tận nơi."))
    return redirect("desk:untold")


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def again(request: Request) -> HttpResponse:
    """All that was given up, looked at with what it costs, sent again; and how far that is."""
    require_watcher(request.actor, "messages.replay_all")
    would, wrong = what_would_go_again(request.actor), ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("nhom"))
        if count := replay_messages(groups=chosen, by=request.actor):
            told = ngettext("Máy xếp lại %(n)d tin để gửi.", "Máy xếp lại %(n)d tin để gửi.", count)
            messages.success(request, told % {"n": count})
            return redirect("desk:untold-again")
        if not would.groups:
            messages.info(request, _("Không còn tin nào để gửi lại."))
            return redirect("desk:untold-again")
        wrong = _("Xin chọn ít nhất một dòng còn ở đây.")
        for group in would.groups:
            group.chosen = group.key in chosen
    context = {
        "groups": would.groups,
        "total": sum(group.count for group in would.groups),
        "cost": sum(group.cost for group in would.groups),
        "left_out": would.left_out,
        "late": would.late,
        "progress": progress_of_again(request.actor),
        "wrong": wrong,
    }
    return draw(request, "desk/telling/again.html", context, status=422 if wrong else 200)


@require_safe
@officials
def wording(request: Request) -> HttpResponse:
    """What the machine says, all of it: the words, what for, how urgent, what a text message of it costs."""
    return draw(request, "desk/telling/wording.html", {"wordings": wordings(request.actor)})
