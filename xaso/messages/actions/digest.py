"""What did not arrive, told every morning to who leads the unit: a page that nobody opens warns nobody."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.journal.actions import atomic_action
from xaso.messages.actions.queueing import queue_message
from xaso.messages.queries import stuck, troubled_since
from xaso.messages.rules import Purpose, State
from xaso.offices.queries import phones_of
from xaso.offices.rules import LEADERS

DAYS = 7


@atomic_action
def tell_of_trouble(*, by: Actor) -> int:
    """One message a day to each manager and approver of a unit with something that failed or is stuck. Returns how many."""
    now = clock.now()
    waiting = troubled_since(now - timedelta(days=DAYS), now).exclude(purpose=Purpose.OFFICE)
    counts = waiting.values("unit").annotate(
        failed=Count("pk", filter=Q(state=State.FAILED)), late=Count("pk", filter=stuck(now))
    )
    told = 0
    for one in counts.order_by("unit"):
        for phone in phones_of(one["unit"], LEADERS, clock.today()):
            queue_message(
                to=phone,
                body=_digest(one["failed"], one["late"]),
                about=("unit", str(one["unit"])),
                unit=one["unit"],
                purpose=Purpose.OFFICE,
                template="messages.digest",
                event=f"digest:{one['unit']}:{clock.today().isoformat()}",
                by=by,
            )
            told += 1
    return told


@in_vietnamese
def _digest(failed: int, late: int) -> str:
    text = _("Trong 7 ngày qua có %(failed)d tin xã gửi không đến được người dân, %(late)d tin đang kẹt. Xem: %(link)s")
    return text % {"failed": failed, "late": late, "link": f"{settings.XASO_ADDRESS}/can-bo/tin-chua-den"}
