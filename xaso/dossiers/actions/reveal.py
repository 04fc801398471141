"""Looking at identity numbers: masked everywhere on the desk until somebody asks, and asking is on record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Trace
from xaso.dossiers.access import works_on
from xaso.dossiers.models import Dossier
from xaso.forms.rules import unseal_answers
from xaso.journal.actions import atomic_action, record


@atomic_action
def reveal_citizen_id(dossier: Dossier, *, by: Actor) -> dict[str, Any]:
    """The answers with their identity numbers open, for an official of the units concerned. Leaves a journal row."""
    if not works_on(dossier, by):
        trace = Trace("dossier.reveal", dossier.subject, by)
        raise Forbidden(_("Ông/bà không có quyền xem số định danh trong hồ sơ này."), "not_allowed", trace=trace)
    record(action="dossier.reveal", subject=dossier.subject, by=by, detail={"what": "citizen_id"})
    return unseal_answers(dossier.version.schema if dossier.version else None, dossier.answers)
