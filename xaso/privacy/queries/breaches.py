"""The breach file of a unit."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.privacy.access import require_keeper
from xaso.privacy.models import Breach


def breaches(actor: Actor, *, after: str = "", size: int = 50) -> Page[Breach]:
    """Newest first, with their notes. Two queries. Raises NotFound for whoever does not keep it."""
    rows = Breach.objects.filter(unit=require_keeper(actor)).prefetch_related("notes")
    return page_by_key(rows, order=("-found_at", "-id"), after=after, size=size)
