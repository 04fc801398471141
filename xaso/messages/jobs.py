"""Sending, and the sweeps behind it."""

from __future__ import annotations

from uuid import UUID

from xaso.core.actor import Actor
from xaso.core.queue import every, job
from xaso.messages.actions import forget_codes, revive_lost_messages, send_message
from xaso.messages.rules import MAX_ATTEMPTS, State


class NotSentYet(Exception):
    """Tells the queue to wait and try again."""


@job("messages.send", attempts=MAX_ATTEMPTS)
def send(message_id: str) -> None:
    message = send_message(UUID(message_id), by=Actor.system("messages.send"))
    if message is not None and message.state == State.QUEUED:
        raise NotSentYet(message.error)


@every("*/10 * * * *", "messages.revive")
def revive(timestamp: int) -> None:
    revive_lost_messages(by=Actor.system("messages.revive"))


@every("*/5 * * * *", "messages.forget_codes")
def forget(timestamp: int) -> None:
    forget_codes(by=Actor.system("messages.forget_codes"))
