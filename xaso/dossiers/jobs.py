"""By the clock: what nobody finished, and who was not heard of."""

from __future__ import annotations

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.dossiers.actions import drop_expired_drafts, drop_loose_files, note_silence
from xaso.dossiers.models import Request

AT_A_TIME = 500


@every("40 17 * * *", "dossiers.drop_drafts")
def drop_drafts(timestamp: int) -> None:
    """17:40 UTC is 00:40 in Vietnam, before the sweep of files. What is left of a very long list goes tomorrow."""
    by = Actor.system("dossiers.drop_drafts")
    drop_expired_drafts(by=by)
    drop_loose_files(by=by)


@every("5 * * * *", "dossiers.note_silence")
def note_silences(timestamp: int) -> None:
    """Each request in a transaction of its own: one that fails does not keep the others."""
    silent = Request.objects.unanswered(at=clock.now()).select_related("dossier__procedure").order_by("answer_by")
    for request in silent[:AT_A_TIME]:
        note_silence(request, by=Actor.system("dossiers.note_silence"))
