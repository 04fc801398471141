"""A report whose time is over is told to those who answer for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action
from xaso.messages.actions import tell_officials
from xaso.offices.rules import Role
from xaso.petitions.actions import notices
from xaso.petitions.models import Petition

LOOKS_BACK: Final = timedelta(days=7)  # a machine that stood still tells, too; what is older stands on the page


@atomic_action
def tell_of_late_petitions(*, by: Actor) -> int:
    """Each manager of the unit, once for each day a report was due. Not of one that waits for its reporter. How many reports."""
    now = clock.now()
    late = list(Petition.objects.late(at=now).filter(due_at__gt=now - LOOKS_BACK).order_by("due_at", "id"))
    for petition in late:
        tell_officials(
            petition.unit_id,
            roles=[Role.MANAGER],
            body=notices.is_late(petition),
            template="petitions.late",
            event=f"petition-late:{petition.pk}:{petition.due_at:%y%m%d}",
            by=by,
        )
    return len(late)
