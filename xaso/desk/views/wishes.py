"""What colleagues ask of each other about duties: how it reads, and the press that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date, show_moment, show_time, weekday_name
from xaso.core.refused import NotFound
from xaso.desk.officials import officials
from xaso.hotline import access, actions
from xaso.hotline.models import Duty, Wish
from xaso.hotline.rules import Slot
from xaso.ui.requests import Request

ANSWERS: Final = {
    "dong-y": (actions.agree_to_wish, gettext_lazy("Lịch trực đã đổi.")),
    "khong": (actions.decline_wish, gettext_lazy("Đã báo lại là ông/bà không nhận.")),
    "rut": (actions.withdraw_wish, gettext_lazy("Đã rút lời nhờ. Ca trực vẫn là của ông/bà.")),
}


def span_words(slot: Slot | Duty) -> str:
    """thứ Tư 25/11/2026, 17:00 đến 06:00 hôm sau"""
    first, last = clock.local(slot.starts_at).date(), clock.local(slot.ends_at).date()
    until = show_time(slot.ends_at) if first == last else show_moment(slot.ends_at)
    return _("%(day)s, %(since)s đến %(until)s") % {
        "day": f"{weekday_name(first)} {show_date(first)}",
        "since": show_time(slot.starts_at),
        "until": until,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish as its page says it. `back`: the duty given in return. Who was asked may answer, who asked may withdraw, who draws
    the roster may settle it."""

    wish: Wish
    span: str
    back: str
    answers: bool
    withdraws: bool
    settles: bool


def asked(wishes: list[Wish], actor: Actor, now: datetime) -> list[Asked]:
    return [_asked(one, actor, now) for one in wishes]


def _asked(wish: Wish, actor: Actor, now: datetime) -> Asked:
    mine, theirs = wish.to_id == actor.post, wish.asked_by_id == actor.post
    return Asked(
        wish,
        span_words(Slot(wish.since or max(wish.duty.starts_at, now), wish.duty.ends_at)),
        span_words(Slot(max(wish.other.starts_at, now), wish.other.ends_at)) if wish.other else "",
        answers=mine,
        withdraws=theirs,
        settles=access.may_plan(actor) and not mine,
    )


@require_POST
@officials
def answer(request: Request, wish_id: int, word: str) -> HttpResponse:
    """Yes (of whom was asked, or of who draws the roster), no, or not any more."""
    if word not in ANSWERS:
        raise NotFound(_("Không có việc này."), "deed_unknown")
    does, said = ANSWERS[word]
    wish = access.get_wish(request.actor, wish_id)
    does(wish, by=request.actor)
    messages.success(request, said)
    return redirect(f"{reverse('desk:roster')}?so={wish.duty.line_id}")
