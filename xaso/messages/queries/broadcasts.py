"""What was said to many, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.messages.access import broadcasts_for, messages_for, require_reader
from xaso.messages.models import Broadcast, Delivery
from xaso.messages.queries.notices import Figures, by_channel
from xaso.messages.rules import CALLED_OFF, GONE, NOT_MISSED, UNWANTED, State


def broadcasts_page(actor: Actor, *, after: str = "", size: int = 20) -> Page[Broadcast]:
    """Newest first. One query. Raises NotFound for who does not look after messages."""
    require_reader(actor)
    return page_by_key(broadcasts_for(actor).select_related("made_by"), order=("-id",), after=after, size=size)


@dataclass(frozen=True, slots=True)
class Reach:
    """Of those it was for: who still wait for it, whom it went to, who are known to have it; told by hand, reached by no channel;
    who did not want it any more, who do not get it because it was called off."""

    total: int
    waiting: int
    gone: int
    arrived: int
    told: int
    failed: int
    unwanted: int
    called_off: int
    ways: list[Figures]

    @property
    def silent(self) -> int:
        return self.gone - self.arrived

    @property
    def read(self) -> int:
        return sum(one.read for one in self.ways)

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.ways)

    @property
    def unpriced(self) -> int:
        return sum(one.unpriced for one in self.ways)


def reach_of(actor: Actor, broadcast: Broadcast) -> Reach:
    """Two queries."""
    sent = messages_for(actor).filter(event=broadcast.event)
    counted = sent.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=(State.QUEUED, State.SENDING))),
        gone=Count("pk", filter=Q(state__in=GONE)),
        arrived=Count("pk", filter=Q(state=State.DELIVERED)),
        told=Count("pk", filter=Q(state=State.TOLD)),
        unwanted=Count("pk", filter=Q(state=State.FAILED, error=UNWANTED)),
        called_off=Count("pk", filter=Q(state=State.FAILED, error=CALLED_OFF)),
        failed=Count("pk", filter=Q(state=State.FAILED) & ~Q(error__in=NOT_MISSED)),
    )
    return Reach(**counted, ways=by_channel(Delivery.objects.filter(message__in=sent)))
