"""A report whose time is over is told to those who answer for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action
from xaso.messages.actions import queue_message
from xaso.messages.rules import Purpose
from xaso.offices.queries import phones_of
from xaso.offices.rules import Role
from xaso.petitions.actions import notices
from xaso.petitions.models import Petition

LOOKS_BACK: Final = timedelta(days=7)  # a machine that stood still tells, too; what is older stands on the page


@atomic_action
def tell_of_late_petitions(*, by: Actor) -> int:
    """Each manager of the unit, once for each day a report was due. Not of one that waits for its reporter. How many reports."""
    now = clock.now()
    late = list(Petition.objects.late(at=now).filter(due_at__gt=now - LOOKS_BACK).order_by("due_at", "id"))
    managers = {unit: phones_of(unit, [Role.MANAGER], clock.today()) for unit in {one.unit_id for one in late}}
    for petition in late:
        for phone in managers[petition.unit_id]:
            queue_message(
                to=phone,
                body=notices.is_late(petition),
                about=("unit", str(petition.unit_id)),
                unit=petition.unit_id,
                purpose=Purpose.OFFICE,
                template="petitions.late",
                event=f"petition-late:{petition.pk}:{petition.due_at:%y%m%d}",
                by=by,
            )
    return len(late)
