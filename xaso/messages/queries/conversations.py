"""Conversations of a unit, and where somebody is reached at Zalo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.secrets import blind_indices
from xaso.messages.access.conversations import conversations_for
from xaso.messages.models import Follower, Joining, Message, OfficialAccount, Remark, Stop
from xaso.messages.rules import FREE_FOR, Said, Scope

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Conversation:
    """With one follower, the oldest shown remark first. `open_until`: answers are taken so long; None: not now."""

    follower: Follower
    remarks: list[Remark]
    open_until: datetime | None


def conversations_page(actor: Actor, *, after: str = "", size: int = 30) -> Page[Follower]:
    """Whoever wrote, the last word first. One statement."""
    rows = conversations_for(actor).filter(last_word_at__isnull=False).select_related("account")
    return page_by_key(rows, order=("-last_word_at", "-id"), after=after, size=size)


def conversation_with(follower: Follower) -> Conversation:
    """One statement."""
    newest = Remark.objects.filter(follower=follower).select_related("post").order_by("-said_at", "-id")
    is_open = follower.may_be_answered(clock.now())
    return Conversation(follower, list(newest[:SHOWN])[::-1], follower.closes_at if is_open else None)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a unit said in its conversations: how many were sent, of these how many are known to have been looked at and how many
    went after the time in which the network takes nothing for one, and how many it did not take."""

    sent: int
    read: int
    paid: int
    failed: int


def answers_given(actor: Actor, *, since: datetime) -> Answers:
    """By officers, the machine, and in the network's own app. One statement."""
    ours = Remark.objects.filter(follower__in=conversations_for(actor), ours=True, said_at__gte=since)
    before = {"said_at__lte": OuterRef("said_at"), "said_at__gt": OuterRef("said_at") - FREE_FOR}
    heard = Remark.objects.filter(follower=OuterRef("follower"), ours=False, **before)
    counted = ours.annotate(free=Exists(heard)).aggregate(
        sent=Count("pk", filter=Q(state=Said.SENT)),
        read=Count("read_at"),
        paid=Count("pk", filter=Q(state=Said.SENT, free=False)),
        failed=Count("pk", filter=Q(state=Said.FAILED)),
    )
    return Answers(**counted)


def remarks_of(resident: UUID) -> list[Remark]:
    """What a resident said and was told since they joined, the oldest first: before, it may have been somebody else. One
    statement."""
    theirs = Remark.objects.filter(follower__resident=resident, said_at__gte=F("follower__joined_at"))
    return list(theirs.order_by("said_at", "id"))


def newest_remarks(size: int) -> list[Remark]:
    """Of all conversations. One statement."""
    return list(Remark.objects.select_related("follower__account", "post").order_by("-id")[:size])


def follower_of(resident: UUID | None, unit: int | None) -> Follower | None:
    """Whom a resident joined at an account of this unit; the one who wrote last. One statement, none for nobody."""
    if resident is None or unit is None:
        return None
    theirs = Follower.objects.filter(resident=resident, unit=unit).select_related("account")
    return theirs.order_by("-last_word_at", "-id").first()


def joined_accounts(resident: UUID) -> list[str]:
    """Names of the official accounts at which the resident joined. One statement."""
    theirs = Follower.objects.filter(resident=resident)
    return list(theirs.order_by("account__name").values_list("account__name", flat=True))


def joining_code(resident: UUID) -> str:
    """The one that is good now, or none. One statement."""
    found = Joining.objects.filter(resident=resident, until__gt=clock.now()).first()
    return found.code if found else ""


def accounts_to_join() -> list[OfficialAccount]:
    """One statement."""
    return list(OfficialAccount.objects.order_by("name", "pk"))


def zalo_places(message: Message) -> list[tuple[UUID | None, str]]:
    """Where its receiver is reached at Zalo by an account of the unit that speaks: who joined, else the phone where the account
    has a template. Three statements at most."""
    if message.unit_id is None or message.seen_by:
        return []
    joined = Follower.objects.reached().filter(resident=message.account, unit=message.unit_id)
    if message.account and (keys := list(joined.order_by("-last_word_at").values_list("pk", flat=True)[:1])):
        return [(keys[0], f"follower:{keys[0]}")]
    if not message.to_sealed:
        return []
    usable = OfficialAccount.objects.filter(unit=message.unit_id, template_off_at=None).exclude(template="")
    account = usable.order_by("pk").first()
    if account is None or Stop.objects.filter(index__in=blind_indices(message.to), scope=Scope.ALL).exists():
        return []
    return [(None, f"phone:{account.pk}:{message.to}")]
