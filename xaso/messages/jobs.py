"""Sending, and the sweeps behind it."""

from __future__ import annotations

import logging
from time import monotonic, sleep
from uuid import UUID

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue, every, job
from xaso.messages.actions import (
    claim_message,
    claim_next,
    forget_codes,
    recover_lost_messages,
    renew_account,
    settle_message,
    tell_of_trouble,
)
from xaso.messages.ports import hand_over
from xaso.messages.queries import accounts_to_renew, is_anything_due

log = logging.getLogger(__name__)
DRAINS_FOR = 20.0  # seconds; then the next one goes on, and a worker that is told to stop need not wait long


@job("messages.send")
def send(message_id: str) -> None:
    """One notice, now."""
    by = Actor.system("messages.send")
    if handover := claim_message(UUID(message_id), by=by):
        settle_message(handover, told=hand_over(handover), by=by)


@job("messages.drain", lock="messages.drain")
def drain() -> None:
    """Everything that is due, the most urgent first, each broadcast at the pace its carrier allows. One at a time."""
    by, began = Actor.system("messages.drain"), monotonic()
    while monotonic() - began < DRAINS_FOR:
        started = monotonic()
        handover, found = claim_next(by=by)
        if not found:
            return
        if handover:
            settle_message(handover, told=hand_over(handover), by=by)
            if handover.paced:
                sleep(max(0.0, 1 / handover.by.pace - (monotonic() - started)))
    enqueue("messages.drain")


@every("* * * * *", "messages.tick")
def tick(timestamp: int) -> None:
    """What waited for the morning or for its next try, and what died with its worker."""
    recover_lost_messages(by=Actor.system("messages.tick"))
    if is_anything_due():
        enqueue("messages.drain")


@every("30 0 * * *", "messages.digest")
def digest(timestamp: int) -> None:
    """00:30 UTC is 07:30 in Vietnam."""
    tell_of_trouble(by=Actor.system("messages.digest"))


@every("*/5 * * * *", "messages.forget_codes")
def forget(timestamp: int) -> None:
    forget_codes(by=Actor.system("messages.forget_codes"))


@every("17 * * * *", "messages.renew_accounts")
def renew_accounts(timestamp: int) -> None:
    """Each by itself: one that fails, in whatever way, keeps no other waiting for the next hour."""
    by = Actor.system("messages.renew_accounts")
    for account_id in accounts_to_renew(clock.now()):
        try:
            renew_account(account_id, by=by)
        except Exception:
            log.exception("account %s could not be renewed, nor that be written down", account_id)
