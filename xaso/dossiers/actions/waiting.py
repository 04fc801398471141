"""While the owner is asked for something: until when, and what happens when nobody answers."""

from __future__ import annotations

from datetime import datetime

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.deadlines.rules import Limit, LimitUnit, due_of
from xaso.dossiers.actions import notices
from xaso.dossiers.models import Dossier, Request
from xaso.journal.actions import atomic_action, record
from xaso.offices.queries import calendar_of

ANSWER_WITHIN_DAYS = 7  # working days the owner has; as in the linked birth service (domain.md §2.1), not in a decree


def owner_answers_by(dossier: Dossier, at: datetime) -> datetime:
    """Until when the owner has time to answer what is asked now."""
    return due_of(Limit(ANSWER_WITHIN_DAYS, LimitUnit.WORKING_DAY), at, calendar_of(dossier.office_id))


@atomic_action
def note_silence(request: Request, *, by: Actor) -> bool:
    """Marks a request that nobody answered in time, and reminds the owner once. Whether the dossier is stopped is for an
    official to decide. False when it was answered, ended or marked meanwhile."""
    now = clock.now()
    waiting = Request.objects.unanswered(at=now).filter(pk=request.pk)
    if not waiting.update(lapsed_at=now):
        return False
    dossier = request.dossier
    record(action="dossier.silence", subject=dossier.subject, by=by, detail={"request": request.pk})
    notices.tell_owner(dossier, notices.reminded(dossier), by=by)
    return True
