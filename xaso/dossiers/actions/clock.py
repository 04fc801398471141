"""The dossier's copy of its due time follows the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action


@atomic_action
def follow_clocks(moved: Mapping[int, datetime | None]) -> None:
    """Copies due times (by clock) to the open dossiers that run on them. Whoever moved the clocks has left the journal row;
    the owners are told with their next message, not in the night of a calendar change."""
    dossiers = list(Dossier.objects.open().running().filter(clock__in=moved.keys()).only("id", "clock_id"))
    for dossier in dossiers:
        due = moved[dossier.clock_id] if dossier.clock_id else None
        if due is not None:
            dossier.due_at = dossier.act_by = due
    Dossier.objects.bulk_update([one for one in dossiers if moved[one.clock_id or 0]], ["due_at", "act_by"], batch_size=500)
