"""Writing a message down, sending it, and forgetting what must not stay readable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.secrets import seal
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.messages.models import Message
from xaso.messages.ports import CannotSend, sender
from xaso.messages.rules import BODY_LENGTH, LOST_AFTER, State, after_failure, forgotten, too_late


@atomic_action
def queue_message(
    *, to: str, body: str, about: tuple[str, str], by: Actor, forget_after: timedelta | None = None
) -> Message:
    """Writes the message and asks for its sending, in the caller's transaction: both or neither. Two SQL statements.

    `to` is E.164. With `forget_after` the numbers in the text are blanked then, and it is not sent later than that. The
    caller's own journal entry tells why; the message row is the trace of what was said."""
    now = clock.now()
    message = Message.objects.create(
        to_sealed=seal(to),
        to_last4=to[-4:],
        body=clean_lines(body, max_length=BODY_LENGTH),
        about_kind=about[0],
        about_id=about[1],
        created_at=now,
        forget_at=now + forget_after if forget_after else None,
    )
    enqueue("messages.send", message_id=str(message.pk))
    return message


@atomic_action
def send_message(message_id: UUID, *, by: Actor) -> Message | None:
    """Hands one queued message to the carrier; anything else (sent, given up, being sent) is left alone and answers None.

    Never raises for a carrier's failure: the attempt and its reason are kept, and the caller looks at `state`."""
    message = Message.objects.select_for_update(skip_locked=True).queued().filter(pk=message_id).first()
    if message is None:
        return None
    message.attempts += 1
    try:
        if too_late(message.forget_at, clock.now()):
            raise CannotSend("expired before it could be sent", final=True)
        message.reference = sender().send(key=str(message.pk), to=message.to, body=message.body)[:100]
    except CannotSend as problem:
        message.error = problem.reason[:300] or "no reason given"
        message.state = after_failure(message.attempts, final=problem.final)
    else:
        message.state, message.sent_at, message.error = State.SENT, clock.now(), ""
    message.save(update_fields=["attempts", "reference", "error", "state", "sent_at"])
    if message.state == State.FAILED:
        record(
            action="messages.give_up",
            subject=("message", str(message.pk)),
            by=by,
            detail={"attempts": message.attempts, "about": [message.about_kind, message.about_id]},
        )
    return message


@atomic_action
def retry_message(message: Message, *, by: Actor) -> None:
    """Puts a message that was given up back into the queue. Nothing happens when it is not given up, or forgotten."""
    changed = Message.objects.failed().readable().filter(pk=message.pk).update(state=State.QUEUED, attempts=0)
    if changed:
        enqueue("messages.send", message_id=str(message.pk))
        record(action="messages.retry", subject=("message", str(message.pk)), by=by)


@atomic_action
def revive_lost_messages(*, by: Actor) -> int:
    """Asks again for every message whose job died with its worker. Asking twice is harmless: sending looks at the state."""
    lost = Message.objects.queued().filter(created_at__lt=clock.now() - LOST_AFTER)
    ids = list(lost.order_by("created_at").values_list("pk", flat=True)[:500])
    for message_id in ids:
        enqueue("messages.send", message_id=str(message_id))
    return len(ids)


@atomic_action
def forget_codes(*, by: Actor) -> int:
    """Blanks the numbers in every message whose time is over."""
    due = list(Message.objects.to_forget(clock.now()).select_for_update(skip_locked=True).order_by("forget_at")[:1000])
    for message in due:
        message.body, message.forget_at = forgotten(message.body), None
    Message.objects.bulk_update(due, ["body", "forget_at"])
    return len(due)


@atomic_action
def forget_messages(*, about: Iterable[tuple[str, str]], by: Actor) -> int:
    """Blanks text and receiver of all messages about these things; one not sent yet never goes out. The rows stay to be
    counted. The caller's journal entry tells why. Two statements a kind."""
    gone = 0
    for kind, ids in _by_kind(about).items():
        those = Message.objects.filter(about_kind=kind, about_id__in=ids)
        those.queued().delete()
        gone += those.readable().update(**BLANK)
    return gone


@atomic_action
def forget_messages_before(moment: datetime, *, by: Actor, most: int = 20_000) -> int:
    """Blanks what was written before, at most so many at once. One journal row when any were."""
    old = Message.objects.readable().filter(created_at__lt=moment).exclude(state=State.QUEUED)
    gone = Message.objects.filter(pk__in=old.order_by("created_at").values("pk")[:most]).update(**BLANK)
    if gone:
        record(action="messages.forget", subject=("messages", "all"), by=by, detail={"messages": gone})
    return gone


BLANK = {"body": "", "to_sealed": "", "to_last4": "", "forget_at": None}


def _by_kind(about: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, name in about:
        kinds.setdefault(kind, []).append(name)
    return kinds
