"""Who speaks in the name of a unit: in news, through its accounts elsewhere, and to everybody at once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Trace
from xaso.offices.rules import LEADERS


def may_speak(actor: Actor) -> bool:
    """Whoever leads the unit answers for what it says."""
    return actor.is_official and actor.unit is not None and actor.has(*LEADERS)


def require_speaker(actor: Actor) -> int:
    """The unit in whose name this official speaks to everybody. Refuses with a trace."""
    if not may_speak(actor) or actor.unit is None:
        trace = Trace("messages.broadcast", ("unit", str(actor.unit or "")), actor)
        raise Forbidden(_("Tin chung do lãnh đạo đơn vị gửi."), "not_allowed", trace=trace)
    return actor.unit
