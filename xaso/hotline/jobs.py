"""Reports of telephone systems, and what the clock asks: missed calls, how it was, late promises, gaps in the roster."""

from __future__ import annotations

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import every, job
from xaso.hotline.actions import (
    ask_callers,
    assign_promises,
    escalate_ringing,
    forget_deliveries_before,
    lapse_wishes,
    settle_missed_calls,
    take_delivery,
    tell_of_drawing,
    tell_of_gaps,
    tell_of_late_promises,
    tell_of_roster,
)
from xaso.hotline.actions.deliveries import KEPT_FOR
from xaso.hotline.models import Line


@job("hotline.take_delivery")
def take(delivery_id: int) -> None:
    take_delivery(delivery_id, by=Actor.system("hotline.take_delivery"))


@job("hotline.tell_roster")
def tell_roster(line_id: int) -> None:
    """Each press asks for it; the last one's tells."""
    tell_of_drawing(Line.objects.select_related("office").get(pk=line_id), by=Actor.system("hotline.tell_roster"))


@every("* * * * *", "hotline.settle")
def settle(timestamp: int) -> None:
    by = Actor.system("hotline.settle")
    escalate_ringing(by=by)
    settle_missed_calls(by=by)
    ask_callers(by=by)


@every("*/10 * * * *", "hotline.late")
def late(timestamp: int) -> None:
    by = Actor.system("hotline.late")
    tell_of_late_promises(by=by)
    lapse_wishes(by=by)


@every("30 0 * * *", "hotline.gaps")
def nag(timestamp: int) -> None:
    """00:30 UTC is 07:30 in Vietnam."""
    by = Actor.system("hotline.gaps")
    for line in Line.objects.filter(closed_at=None).select_related("office", "keeper").order_by("pk"):
        assign_promises(line, by=by)
        tell_of_gaps(line, by=by)
        tell_of_roster(line, by=by)
    forget_deliveries_before(clock.now() - KEPT_FOR, by=by)
