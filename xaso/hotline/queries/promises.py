"""Promises for a screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When

from xaso.core.actor import Actor
from xaso.core.clock import local, midnight
from xaso.core.paging import Page, page_by_key
from xaso.hotline.access import promises_for
from xaso.hotline.models import Call, Promise
from xaso.hotline.rules import work_begins
from xaso.offices.queries import calendar_of

MOST = 200
DAY: Final = timedelta(days=1)


def promises_waiting(actor: Actor) -> list[Promise]:
    """Open promises of the unit: mine first, then nobody's, then the others'; what is due soonest first. One statement."""
    rows = promises_for(actor).open().select_related("line", "assigned", "clock")
    whose = Case(
        When(assigned=actor.post, then=Value(0)), When(assigned=None, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    return list(rows.annotate(whose=whose).order_by("whose", "due_at", "id")[:MOST])


def promises_due(actor: Actor, now: datetime, *, most: int = 6) -> list[Promise]:
    """Mine and nobody's that are late or due by the end of the next working day, what is due soonest first.

    Whoever asks at four in the afternoon is due to be called tomorrow, or on Monday. One statement and the calendar's.
    """
    if actor.office is None:
        return []
    tomorrow = midnight(local(now).date() + DAY)
    until = midnight(local(work_begins(calendar_of(actor.office), tomorrow)).date() + DAY)
    rows = promises_for(actor).open().filter(Q(assigned=actor.post) | Q(assigned=None), due_at__lt=until)
    return list(rows.select_related("clock").order_by("due_at", "id")[:most])


def promises_of_call(call: Call) -> list[Promise]:
    return list(Promise.objects.filter(call=call).select_related("assigned").order_by("made_at"))


def promises_ended(actor: Actor, *, after: str = "", size: int = 30) -> Page[Promise]:
    """Newest first, by key. One statement."""
    rows = promises_for(actor).exclude(state="open").select_related("line", "ended_by")
    return page_by_key(rows, order=("-made_at", "-id"), after=after, size=size)


def promises_made(actor: Actor, *, after: str = "", size: int = 500) -> Page[Promise]:
    """All of the unit, open ones too, newest first, by key. One statement."""
    rows = promises_for(actor).select_related("assigned")
    return page_by_key(rows, order=("-made_at", "-id"), after=after, size=size)
