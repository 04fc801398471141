"""What would go again with one press, what that costs, and how far it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.access import messages_for, require_reader
from xaso.messages.models import Delivery, Message
from xaso.messages.ports import carriers
from xaso.messages.queries.notices import SHOWN, stuck, troubled
from xaso.messages.rules import (
    GONE,
    NOT_CURED,
    WHY_NOT,
    Channel,
    LeftOut,
    Purpose,
    State,
    left_out,
    most_parts,
    plain,
    with_stop,
)

SEEN_FOR = timedelta(days=2)


@dataclass(slots=True)
class Group:
    """What did not go by one channel for one reason; `parts` of text messages and `cost` in đồng at most. `chosen`: time or the
    office may have cured it."""

    key: str
    channel: str
    why: str
    chosen: bool
    parts: int = 0
    cost: int = 0
    messages: list[UUID] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.messages)


@dataclass(frozen=True, slots=True)
class Again:
    """`left_out`: why, and how many. `late`: those that the machine still sends by itself."""

    groups: list[Group]
    left_out: list[tuple[str, int]]
    late: int


def what_would_go_again(actor: Actor) -> Again:
    """Of what the actor sees, the messages that were given up, by channel and reason. Three queries. Raises NotFound for who does
    not look after messages."""
    require_reader(actor)
    now = clock.now()
    waiting = troubled(messages_for(actor), now, since=now - SHOWN)
    failed = waiting.failed()
    along: dict[UUID | None, list[tuple[str, str]]] = {}
    joined = Message.objects.failed().readable().filter(joined_to__in=failed.values("pk")).order_by("id")
    for first, body, english in joined.values_list("joined_to", "body", "english"):
        along.setdefault(first, []).append((body, english))
    last = Delivery.objects.filter(message=OuterRef("pk"), channel=OuterRef("channel")).values("trouble")[:1]
    groups: dict[str, Group] = {}
    out: Counter[LeftOut] = Counter()
    for one in failed.annotate(trouble=Coalesce(Subquery(last), Value(""))).order_by("id").values(*_READ):
        if why := _left_out(one, now):
            out[why] += 1
            continue
        group = _group(groups, one["channel"], one["trouble"])
        parts, cost = _most([(one["body"], one["english"]), *along.get(one["id"], [])], one)
        group.messages.append(one["id"])
        group.parts += parts
        group.cost += cost
    ordered = sorted(groups.values(), key=lambda group: (not group.chosen, -group.count, group.key))
    listed = [(str(why.label), out[why]) for why in LeftOut if out[why]]
    return Again(ordered, listed, waiting.filter(stuck(now)).count())


_READ = (
    "id",
    "body",
    "english",
    "purpose",
    "channel",
    "trouble",
    "created_at",
    "over_at",
    "to_sealed",
    "account",
    "only",
)


def _left_out(one: dict[str, Any], now: datetime) -> LeftOut | None:
    return left_out(
        forgotten=not one["body"],
        created_at=one["created_at"],
        over_at=one["over_at"],
        purpose=one["purpose"],
        reachable=bool(one["to_sealed"] or one["account"] or one["only"]),
        now=now,
    )


def _group(groups: dict[str, Group], channel: str, trouble: str) -> Group:
    key = f"{channel}.{trouble}"
    if key not in groups:
        label = str(Channel(channel).label) if channel else ""
        groups[key] = Group(key, label, str(WHY_NOT.get(trouble, trouble)), trouble not in NOT_CURED)
    return groups[key]


def _most(texts: list[tuple[str, str]], one: dict[str, Any]) -> tuple[int, int]:
    """Parts as a text message, and đồng by whichever carrier asks the most."""
    by_text = [(0, 0)]
    if one["to_sealed"]:
        broadcast = one["purpose"] == Purpose.BROADCAST
        for carrier in carriers(Channel.SMS):
            parts = sum(max(_parts(text, carrier.plain, broadcast) for text in both if text) for both in texts)
            by_text.append((parts, parts * carrier.price))
    by_zalo = max((carrier.price for carrier in carriers(Channel.ZALO)), default=0) if one["account"] else 0
    return max(parts for parts, _cost in by_text), max(by_zalo, *(cost for _parts, cost in by_text))


def _parts(text: str, as_plain: bool, broadcast: bool) -> int:
    body = with_stop(text, f"{settings.XASO_ADDRESS}/thoi-nhan/{'x' * 12}") if broadcast else text
    return most_parts(plain(body) if as_plain else body)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of what was put back since a moment: still waiting or on its way, gone, told by hand, given up once more."""

    since: datetime
    total: int
    waiting: int
    gone: int
    told: int
    failed: int


def progress_of_again(actor: Actor) -> Progress | None:
    """None where nothing was put back lately. One query. Raises NotFound for who does not look after messages."""
    require_reader(actor)
    put_back = messages_for(actor).filter(joined_to=None, again_at__gte=clock.now() - SEEN_FOR)
    counted = put_back.aggregate(
        since=Min("again_at"),
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=(State.QUEUED, State.SENDING))),
        gone=Count("pk", filter=Q(state__in=GONE)),
        told=Count("pk", filter=Q(state=State.TOLD)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    return Progress(**counted) if counted["total"] else None
