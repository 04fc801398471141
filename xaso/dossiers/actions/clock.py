"""The dossier's copy of its due time follows the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action, record


@atomic_action
def follow_clocks(moved: Mapping[int, datetime | None], *, by: Actor) -> int:
    """Copies due times (by clock) to the running dossiers and returns how many moved. One journal row for all of them; the
    owners see it on their page and read it in their next message, not in the night of a calendar change."""
    dossiers = list(Dossier.objects.running().filter(clock__in=moved.keys()).only("id", "clock_id"))
    changed = [dossier for dossier in dossiers if moved[dossier.clock_id or 0] is not None]
    for dossier in changed:
        dossier.due_at = dossier.act_by = moved[dossier.clock_id or 0]  # type: ignore[assignment]
    Dossier.objects.bulk_update(changed, ["due_at", "act_by"], batch_size=500)
    record(action="dossiers.due_times_moved", subject=("dossiers", "all"), by=by, detail={"moved": len(changed)})
    return len(changed)
