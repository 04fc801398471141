"""Forgetting what must not stay readable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action, record
from xaso.messages.models import Message
from xaso.messages.rules import State, forgotten


@atomic_action
def forget_codes(*, by: Actor) -> int:
    """Blanks the numbers in every message whose time is over."""
    due = list(Message.objects.to_forget(clock.now()).select_for_update(skip_locked=True).order_by("forget_at")[:1000])
    for message in due:
        message.body, message.english, message.forget_at = forgotten(message.body), forgotten(message.english), None
    Message.objects.bulk_update(due, ["body", "english", "forget_at"])
    return len(due)


@atomic_action
def forget_messages(*, about: Iterable[tuple[str, str]], by: Actor) -> int:
    """Blanks text and receiver of all messages about these things; one not sent yet never goes out, what was given up along with
    one stands by itself. The rows stay to be counted. The caller's journal entry tells why. Three statements a kind."""
    gone = 0
    for kind, ids in _by_kind(about).items():
        those = Message.objects.filter(about_kind=kind, about_id__in=ids)
        those.queued().delete()
        Message.objects.failed().filter(joined_to__in=those).update(joined_to=None)
        gone += those.readable().update(**BLANK)
    return gone


@atomic_action
def forget_messages_before(moment: datetime, *, by: Actor, most: int = 20_000) -> int:
    """Blanks what was written before, at most so many at once. One journal row when any were."""
    old = Message.objects.readable().filter(created_at__lt=moment).exclude(state__in=(State.QUEUED, State.SENDING))
    gone = Message.objects.filter(pk__in=old.order_by("created_at").values("pk")[:most]).update(**BLANK)
    if gone:
        record(action="messages.forget", subject=("messages", "all"), by=by, detail={"messages": gone})
    return gone


BLANK = {
    **dict.fromkeys(("title", "body", "english_title", "english", "to_sealed", "to_last4", "who_index", "event"), ""),
    "forget_at": None,
}


def _by_kind(about: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, name in about:
        kinds.setdefault(kind, []).append(name)
    return kinds
