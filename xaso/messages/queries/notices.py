"""What went out, and what did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_indices
from xaso.messages.access import messages_for, require_reader
from xaso.messages.models import Address, CarrierHealth, Delivery, Message, MessageQuerySet, Preference, Stop
from xaso.messages.ports import carriers
from xaso.messages.rules import ENDED, NOT_MISSED, Channel, Purpose, Scope, State, Step, cost, parts, plain, with_stop

STUCK_AFTER = timedelta(minutes=15)
SHOWN = timedelta(days=90)
UNTOLD = (State.QUEUED, State.SENDING, State.FAILED)


def messages_about(subject: tuple[str, str]) -> MessageQuerySet:
    """What was told about one thing, newest first."""
    return Message.objects.filter(about_kind=subject[0], about_id=subject[1]).order_by("-id")


def newest_messages(*, after: str = "", size: int = 20) -> Page[Message]:
    """All messages, newest first, by key (ids grow with time)."""
    return page_by_key(
        Message.objects.select_related("only").prefetch_related("deliveries"), order=("-id",), after=after, size=size
    )


def as_received(message: Message, now: datetime) -> str:
    """The text as whoever gets it reads it, alone: with the link that stops where it goes along in the words. No query."""
    text = message.body_at(now)
    if message.purpose == Purpose.BROADCAST and message.channel == Channel.SMS and message.token:
        return with_stop(text, f"{settings.XASO_ADDRESS}/thoi-nhan/{message.token}")
    return text


def is_anything_due() -> bool:
    return Message.objects.due(clock.now()).exists()


def broadcasts_due(most: int) -> int:
    """Counted no further than that: of many thousands nobody needs the number."""
    return Message.objects.due(clock.now()).broadcasts()[:most].count()


def stuck(now: datetime) -> Q:
    """Due for a while and not gone."""
    return Q(state__in=(State.QUEUED, State.SENDING), due_at__lt=now - STUCK_AFTER)


def troubled(messages: MessageQuerySet, now: datetime, *, since: datetime) -> MessageQuerySet:
    """What of these was said since and did not go out: given up, or stuck. No code: whoever asked for one asks again. No question
    what somebody thinks: that is not asked by hand. Nothing that its receiver did not want any more, or the office called off."""
    told = messages.filter(unit__isnull=False, joined_to=None, created_at__gte=since)
    return told.filter(Q(state=State.FAILED) | stuck(now)).exclude(
        Q(purpose__in=(Purpose.CODE, Purpose.SURVEY)) | Q(error__in=NOT_MISSED)
    )


def troubled_messages(actor: Actor, *, after: str = "", size: int = 30) -> Page[Message]:
    """For the office's page, newest first, each with what goes along (`joined`). Three queries. Raises NotFound for who does not
    look after messages."""
    require_reader(actor)
    now = clock.now()
    along = Prefetch("joined", Message.objects.readable().filter(state__in=UNTOLD).order_by("id"))
    rows = troubled(messages_for(actor), now, since=now - SHOWN).prefetch_related("deliveries", along)
    return page_by_key(rows, order=("-id",), after=after, size=size)


def carriers_in_trouble() -> list[CarrierHealth]:
    """Those that rest now, or stumbled last."""
    return list(CarrierHealth.objects.filter(troubles__gt=0).order_by("name"))


def standing_addresses(account: UUID) -> list[Address]:
    """The address book of one account, the oldest first."""
    return list(Address.objects.standing().filter(account=account).order_by("made_at"))


def who_stopped(phones: list[str]) -> set[str]:
    """Of these numbers (E.164) those from which somebody said that they want no broadcasts. One query."""
    by_index = {index: phone for phone in phones for index in blind_indices(phone)}
    said = Stop.objects.filter(channel=Channel.SMS, index__in=by_index).values_list("index", flat=True)
    return {by_index[index] for index in said}


def stopped_from(phone: str) -> str:
    """The widest that was stopped by text message from this number; empty where nothing was. One query."""
    with as_machine("whoever has the number may ask what it stopped"):
        said = Stop.objects.filter(channel=Channel.SMS, index__in=blind_indices(phone))
        scopes = set(said.values_list("scope", flat=True))
    return Scope.ALL if Scope.ALL in scopes else Scope.BROADCAST if scopes else ""


def wishes_of(account: UUID) -> Preference:
    """By which channel first and in which language this account is told; what holds where it said nothing is filled in."""
    wishes = Preference.objects.filter(account=account).first() or Preference(account=account)
    wishes.first = wishes.first or Channel.SMS
    return wishes


@dataclass(frozen=True, slots=True)
class Figures:
    """One channel of one unit: how many were taken by a carrier, of these how many are known to have arrived, how many went wrong
    there, what they cost in đồng as far as anybody told, how many cost nothing, of how many nobody told the price,
    how many are known to have been looked at, and of how many nobody said anything after they were taken."""

    channel: str
    sent: int
    delivered: int
    failed: int
    cost: int
    free: int = 0
    unpriced: int = 0
    read: int = 0
    silent: int = 0

    @property
    def paid(self) -> int:
        return self.sent - self.free - self.unpriced


def figures(actor: Actor, *, since: datetime) -> list[Figures]:
    """By channel, in the order of their names. One query. Raises NotFound for who does not look after messages."""
    require_reader(actor)
    return by_channel(Delivery.objects.filter(message__in=messages_for(actor), queued_at__gte=since))


def by_channel(tried: QuerySet[Delivery]) -> list[Figures]:
    """One query."""
    counted = tried.values("channel").annotate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        delivered=Count("pk", filter=Q(step=Step.DELIVERED)),
        failed=Count("pk", filter=Q(step__in=ENDED)),
        spent=Sum("cost", filter=Q(sent_at__isnull=False), default=0) + Sum("paid_before", default=0),
        free=Count("pk", filter=Q(sent_at__isnull=False, cost=0, paid_before=0)),
        unpriced=Count("pk", filter=Q(sent_at__isnull=False, cost=None)),
        read=Count("read_at"),
        silent=Count("pk", filter=Q(step=Step.SENT)),
    )
    return [
        Figures(
            str(Channel(one["channel"]).label),
            one["sent"],
            one["delivered"],
            one["failed"],
            one["spent"],
            one["free"],
            one["unpriced"],
            one["read"],
            one["silent"],
        )
        for one in counted.order_by("channel")
    ]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a text would cost as text messages, at most: who is told by another channel costs nothing."""

    receivers: int
    parts: int
    cost: int
    wide: bool
    emoji: str


def estimate(text: str, *, receivers: int) -> Estimate:
    """As the first carrier of text messages would send it, with the link that stops. No query."""
    first = next(iter(carriers(Channel.SMS)), None)
    body = with_stop(text, f"{settings.XASO_ADDRESS}/thoi-nhan/{'x' * 12}")
    body = plain(body) if first and first.plain else body
    counted = parts(body)
    price = first.price if first else 0
    return Estimate(receivers, counted.count, cost(body, receivers=receivers, price=price), counted.wide, counted.emoji)
