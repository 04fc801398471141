"""By the clock: what nobody finished, and who was not heard of."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Subquery

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.dossiers.actions import drop_expired_drafts, drop_loose_files, note_silence, reassure_owner
from xaso.dossiers.models import Dossier, Move, Request
from xaso.dossiers.queries import usual_stays
from xaso.dossiers.rules.quiet import AT_LEAST, LOOKED_BACK, quiet_from

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


@every("20 2 * * 1-5", "dossiers.reassure")
def reassure(timestamp: int) -> None:
    """02:20 UTC is 09:20 in Vietnam: people are up, and the office is open should they call all the same."""
    now, by = clock.now(), Actor.system("dossiers.reassure")
    usual = usual_stays(now - LOOKED_BACK)
    last_move = Move.objects.filter(dossier=OuterRef("pk")).order_by("-at").values("at")[:1]
    quiet = (
        Dossier.objects.quiet(since=now - AT_LEAST).select_related("procedure").annotate(moved_at=Subquery(last_move))
    )
    for dossier in quiet.order_by("pk").iterator():
        moved_at: datetime = dossier.moved_at  # type: ignore[attr-defined]
        if quiet_from(moved_at, dossier.act_by, usual.get((dossier.procedure_id, dossier.state))) <= now:
            reassure_owner(dossier, by=by)
