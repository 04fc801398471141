"""What the signed-in resident sees of their own."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.dossiers import access
from xaso.dossiers.models import Dossier


def my_dossiers(actor: Actor, *, after: str = "", size: int = 20) -> Page[Dossier]:
    """The dossiers this account filed, newest first. One query."""
    rows = access.my_dossiers(actor).select_related("procedure", "office", "holder", "clock")
    return page_by_key(rows.defer("answers"), order=("-submitted_at", "-id"), after=after, size=size)
