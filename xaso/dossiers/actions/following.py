"""Following without signing in. Nothing changes; wrong tries stay."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.dossiers import access
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action


@atomic_action
def follow_dossier(number: str, *, last4: str, by: Actor) -> Dossier:
    """The dossier that fits number and digits, for `story(…, for_visitor=True)`. A wrong try is written into its journal,
    and five of them shut it for an hour."""
    return access.follow(number, last4, by=by)
