"""What could not be brought to people: sent again with a press, or told by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xaso.core.dates import show_moment
from xaso.desk.officials import draw, officials
from xaso.dossiers.queries import numbers_of
from xaso.messages.access import WATCHERS, get_message
from xaso.messages.actions import replay_message, tell_by_hand
from xaso.messages.models import Delivery, Message
from xaso.messages.queries import carriers_in_trouble, troubled_messages
from xaso.messages.rules import State, without_links
from xaso.ui.requests import Request


@dataclass(frozen=True, slots=True)
class Line:
    """One message that did not arrive. `tries`: by which channel, and what was said."""

    message: Message
    words: str
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
        "may_act": request.actor.has(*WATCHERS),
    }
    return draw(request, "desk/telling/untold.html", context)


def _line(message: Message, numbers: dict[str, str]) -> Line:
    tries = [
        (str(one.get_channel_display()), f"{one.get_step_display()}, {show_moment(_when(one))}: {one.error}")
        for one in sorted(message.deliveries.all(), key=lambda one: one.queued_at)
    ]
    return Line(
        message, without_links(message.body), numbers.get(message.about_id, ""), tries, message.state == State.FAILED
    )


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
