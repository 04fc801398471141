"""Who speaks in the name of a unit: in news, through its accounts elsewhere, and to everybody at once."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.messages.access.notices import may_read
from xaso.messages.models import Broadcast
from xaso.offices.rules import LEADERS


def may_speak(actor: Actor) -> bool:
    """Whoever leads the unit answers for what it says."""
    return actor.is_official and actor.unit is not None and actor.has(*LEADERS)


def require_speaker(actor: Actor, action: str = "messages.broadcast") -> tuple[int, int]:
    """The unit in whose name this official speaks to everybody, and the post. Refuses with a trace."""
    if not may_speak(actor) or actor.unit is None or actor.post is None:
        trace = Trace(action, ("unit", str(actor.unit or "")), actor)
        raise Forbidden(_("Tin chung do lãnh đạo đơn vị gửi."), "not_allowed", trace=trace)
    return actor.unit, actor.post


def broadcasts_for(actor: Actor) -> QuerySet[Broadcast]:
    """Of the actor's unit, for whoever looks after its messages."""
    return Broadcast.objects.filter(unit=actor.unit) if may_read(actor) and actor.unit else Broadcast.objects.none()


def get_broadcast(actor: Actor, broadcast_id: int) -> Broadcast:
    """Raises NotFound."""
    found = broadcasts_for(actor).select_related("made_by", "called_off_by").filter(pk=broadcast_id).first()
    if found is None:
        raise NotFound(_("Không thấy tin chung này."), "broadcast_unknown")
    return found
