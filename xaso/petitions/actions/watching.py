"""A report whose time is over is told to those who answer for it."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
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
    """Each manager of the unit, once for each day a report was due. Not of one that waits for its reporter. How many reports.
    Whom to tell is asked once a unit."""
    now = clock.now()
    late = list(Petition.objects.late(at=now).filter(due_at__gt=now - LOOKS_BACK).order_by("unit_id", "due_at", "id"))
    for unit, petitions in groupby(late, key=lambda one: one.unit_id):
        events = {f"petition-late:{one.pk}:{one.due_at:%y%m%d}": notices.is_late(one) for one in petitions}
        tell_officials(unit, roles=[Role.MANAGER], events=events, by=by)
    return len(late)
