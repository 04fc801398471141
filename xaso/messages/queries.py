"""What went out, and what did not."""

from __future__ import annotations

from datetime import datetime

from xaso.core.paging import Page, page_by_key
from xaso.messages.models import Message, MessageQuerySet
from xaso.messages.rules import State


def unsent_since(moment: datetime) -> MessageQuerySet:
    """Everything written at or after `moment` that no carrier has taken: still queued, or given up. Oldest first."""
    return Message.objects.exclude(state=State.SENT).filter(created_at__gte=moment).order_by("created_at", "id")


def messages_about(subject: tuple[str, str]) -> MessageQuerySet:
    """What was told about one thing, newest first."""
    return Message.objects.filter(about_kind=subject[0], about_id=subject[1]).order_by("-id")


def newest_messages(*, after: str = "", size: int = 20) -> Page[Message]:
    """All messages, newest first, by key (ids grow with time)."""
    return page_by_key(Message.objects.all(), order=("-id",), after=after, size=size)
