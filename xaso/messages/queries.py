"""What went out, and what did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.messages.access import require_reader
from xaso.messages.models import Address, CarrierHealth, Message, MessageQuerySet, Preference
from xaso.messages.rules import Channel, Purpose, State

STUCK_AFTER = timedelta(minutes=15)
NOT_GONE = (State.QUEUED, State.SENDING, State.FAILED)


def unsent_since(moment: datetime) -> MessageQuerySet:
    """Everything written at or after `moment` that no carrier has taken: still queued, or given up. Oldest first."""
    return Message.objects.filter(state__in=NOT_GONE, created_at__gte=moment).order_by("created_at", "id")


def messages_about(subject: tuple[str, str]) -> MessageQuerySet:
    """What was told about one thing, newest first."""
    return Message.objects.filter(about_kind=subject[0], about_id=subject[1]).order_by("-id")


def newest_messages(*, after: str = "", size: int = 20) -> Page[Message]:
    """All messages, newest first, by key (ids grow with time)."""
    return page_by_key(Message.objects.prefetch_related("deliveries"), order=("-id",), after=after, size=size)


def is_anything_due() -> bool:
    return Message.objects.due(clock.now()).exists()


def stuck(now: datetime) -> Q:
    """Due for a while and not gone."""
    return Q(state__in=(State.QUEUED, State.SENDING), due_at__lt=now - STUCK_AFTER)


def troubled(unit: int, now: datetime) -> MessageQuerySet:
    """What this unit said that did not go out: given up, or stuck. No code: whoever asked for one asks again."""
    told = Message.objects.filter(unit=unit, joined_to=None, created_at__gte=now - timedelta(days=90))
    return told.filter(Q(state=State.FAILED) | stuck(now)).exclude(purpose=Purpose.CODE)


def troubled_messages(actor: Actor, *, after: str = "", size: int = 30) -> Page[Message]:
    """For the office's page, newest first. Two queries. Raises NotFound for who does not look after messages."""
    rows = troubled(require_reader(actor), clock.now()).prefetch_related("deliveries")
    return page_by_key(rows, order=("-id",), after=after, size=size)


def carriers_in_trouble() -> list[CarrierHealth]:
    """Those that rest now, or stumbled last."""
    return list(CarrierHealth.objects.filter(troubles__gt=0).order_by("name"))


def standing_addresses(account: UUID) -> list[Address]:
    """The address book of one account, the oldest first."""
    return list(Address.objects.standing().filter(account=account).order_by("made_at"))


def wish_of(account: UUID) -> str:
    """The channel this account wants to be told by first; `sms` while it said nothing."""
    wish = Preference.objects.filter(account=account).values_list("first", flat=True).first()
    return wish or Channel.SMS
