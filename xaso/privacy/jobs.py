"""Archives are made, and by night what is past its time goes."""

from __future__ import annotations

from tempfile import TemporaryFile
from uuid import UUID

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import every, job
from xaso.privacy.access import whose_export
from xaso.privacy.actions import (
    announce_breach_purge,
    announce_purge,
    announce_round,
    begin_export,
    finish_erasure,
    finish_export,
    note_progress,
    purge_breach,
    purge_dossier,
    sweep_old,
)
from xaso.privacy.models import BreachPurge, Erasure, Export, PurgeNotice
from xaso.privacy.queries import breaches_past_their_time, dossiers_of, soon_past_their_time, write_archive

AT_A_TIME = 500


@job("privacy.make_export", attempts=4)
def make_export(export_id: str) -> None:
    """May run twice: begins anew each time, on a file of its own."""
    by = Actor.system("privacy.make_export")
    asked = Export.objects.select_related("account__person", "request__account__person").get(pk=UUID(export_id))
    subject = whose_export(asked)
    dossiers = dossiers_of(subject)
    export = begin_export(asked.pk, parts=len(dossiers), by=by)
    if export is None:
        return
    with TemporaryFile() as archive:
        for done in write_archive(subject, dossiers, archive):
            note_progress(export, done=done, by=by)
        finish_export(export, archive=archive, by=by)


@every("50 17 * * *", "privacy.purge")
def purge(timestamp: int) -> None:
    """17:50 UTC is 00:50 in Vietnam. Dossiers one by one: one that fails does not keep the others."""
    by = Actor.system("privacy.purge")
    for dossier in soon_past_their_time(clock.now())[:AT_A_TIME]:
        announce_purge(dossier, by=by)
    for notice in PurgeNotice.objects.filter(purged_at=None, purge_on__lte=clock.today()).order_by("purge_on")[
        :AT_A_TIME
    ]:
        purge_dossier(notice, by=by)
    for breach in breaches_past_their_time(clock.now())[:AT_A_TIME]:
        announce_breach_purge(breach, by=by)
    for end in BreachPurge.objects.filter(purged_at=None, purge_on__lte=clock.today()).order_by("purge_on")[:AT_A_TIME]:
        purge_breach(end, by=by)
    for erasure in Erasure.objects.filter(finished_at=None).order_by("erased_at")[:AT_A_TIME]:
        finish_erasure(erasure, by=by)
    announce_round(by=by)
    sweep_old(by=by)
