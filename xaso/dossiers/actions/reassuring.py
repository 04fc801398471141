"""Saying how things stand before somebody has to call and ask."""

from __future__ import annotations

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.actions import notices
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action, record


@atomic_action
def reassure_owner(dossier: Dossier, *, by: Actor) -> bool:
    """Tells the owner of a dossier that did not move what is true of it, once until it moves again, and once more when the day
    that was said has passed. False when it moved, or was told, meanwhile."""
    now = clock.now()
    quiet = Dossier.objects.quiet(since=now).filter(pk=dossier.pk, revision=dossier.revision)
    if not Dossier.objects.filter(pk__in=quiet.values("pk")).update(reassured_at=now):
        return False
    record(action="dossier.reassure", subject=dossier.subject, by=by, detail={"state": dossier.state})
    notices.tell_owner(dossier, notices.stands(dossier, now), by=by)
    return True
