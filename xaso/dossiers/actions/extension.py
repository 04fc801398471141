"""More time, once, where the law gives it, for a reason that whoever waits is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Invalid
from xaso.dossiers.access import may_get, require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action


@atomic_action
def extend_dossier(dossier: Dossier, *, amount: int, reason: str, by: Actor) -> Dossier:
    """So many more of the limit's unit. The owner gets the reason and the new due time by message. Raises Invalid for more
    than may be given."""
    require_move(dossier, "extend", by)
    most = may_get(dossier)
    if not 1 <= amount <= most:
        raise Invalid({"amount": _("Gia hạn được từ 1 đến %(most)d.") % {"most": most}})
    advance(dossier, "extend", by=by, words=reason, more=amount, detail={"amount": amount})
    notices.tell_owner(dossier, notices.extended(dossier, reason), by=by)
    return dossier
