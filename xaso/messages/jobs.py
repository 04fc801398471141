"""Sending, and the sweeps behind it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from threading import Lock
from time import monotonic, sleep
from uuid import UUID

from django.db import DataError, connection

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue, every, job
from xaso.messages.actions import (
    answer_of,
    ask_network,
    claim_message,
    claim_next,
    claim_publication,
    claim_remark,
    forget_codes,
    match_receipts,
    note_readers,
    put_back_messages,
    recover_lost_messages,
    recover_lost_publications,
    recover_lost_remarks,
    renew_account,
    settle_message,
    settle_publication,
    settle_remark,
    take_event,
    tell_of_trouble,
)
from xaso.messages.models import NetworkEvent
from xaso.messages.ports import CannotRenew, Named, Network, NetworkRefused, Unreadable, hand_over, network
from xaso.messages.queries import accounts_to_renew, broadcasts_due, is_anything_due, publications_to_count

log = logging.getLogger(__name__)
DRAINS_FOR = 20.0  # seconds; then the next one goes on, and a worker that is told to stop need not wait long
HANDS = 12  # hand broadcasts over at once: a provider that is slow to answer is still used to its own limit
A_HAND_FOR = 50  # broadcasts; a few are done by one alone


@job("messages.send")
def send(message_id: str) -> None:
    """One notice, now."""
    by = Actor.system("messages.send")
    if handover := claim_message(UUID(message_id), by=by):
        settle_message(handover, told=hand_over(handover), by=by)


class _Pace:
    """When each carrier may be given the next broadcast, whoever hands it over."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.free: dict[str, float] = {}

    def wait(self, carrier: Named) -> None:
        with self.lock:
            mine = max(monotonic(), self.free.get(carrier.name, 0.0))
            self.free[carrier.name] = mine + 1 / carrier.pace
        sleep(max(0.0, mine - monotonic()))


@job("messages.drain", lock="messages.drain")
def drain() -> None:
    """Everything that is due, the most urgent first, each broadcast at the pace its carrier allows. One drain at a time;
    broadcasts by as many hands as there is work for, all else by one, which sees what goes together."""
    pace, until = _Pace(), monotonic() + DRAINS_FOR
    helping = min(HANDS - 1, broadcasts_due(HANDS * A_HAND_FOR) // A_HAND_FOR)
    with ThreadPoolExecutor(HANDS) as pool:
        helpers = [pool.submit(copy_context().run, _help, pace, until) for _hand in range(helping)]
        left = _drain(pace, until, broadcasts=False)
        for helper in helpers:
            helper.result()
    if left:
        enqueue("messages.drain")


def _help(pace: _Pace, until: float) -> None:
    try:
        _drain(pace, until, broadcasts=True)
    finally:
        connection.close()


def _drain(pace: _Pace, until: float, *, broadcasts: bool) -> bool:
    """Whether anything is left."""
    by = Actor.system("messages.drain")
    while monotonic() < until:
        handover, found = claim_next(broadcasts=broadcasts, by=by)
        if not found:
            return False
        if handover:
            if handover.paced:
                pace.wait(handover.by)
            settle_message(handover, told=hand_over(handover), by=by)
    return True


@job("messages.put_back")
def put_back(messages: list[str], pressed_at: str, unit: int) -> None:
    """Some of the many that somebody sends again."""
    put_back_messages(
        messages=[UUID(one) for one in messages],
        pressed_at=datetime.fromisoformat(pressed_at),
        unit=unit,
        by=Actor.system("messages.put_back"),
    )


@every("* * * * *", "messages.tick")
def tick(timestamp: int) -> None:
    """What waited for the morning or for its next try, and what died with its worker."""
    by = Actor.system("messages.tick")
    recover_lost_messages(by=by)
    recover_lost_publications(by=by)
    recover_lost_remarks(by=by)
    match_receipts(by=by)
    if is_anything_due():
        enqueue("messages.drain")


@job("messages.match_receipts", lock="messages.match_receipts")
def match() -> None:
    match_receipts(by=Actor.system("messages.match_receipts"))


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


@job("messages.publish")
def publish(publication_id: int) -> None:
    """An article into one account: one question after the other, as long as each is answered."""
    by, more = Actor.system("messages.publish"), True
    while more and (question := claim_publication(publication_id, by=by)):
        answer, problem = answer_of(question, by=by)
        more = settle_publication(question, answer=answer, problem=problem, by=by)


@every("37 * * * *", "messages.count_readers")
def count_readers(timestamp: int) -> None:
    """One question for each account; one that does not answer is asked again in an hour."""
    by = Actor.system("messages.count_readers")
    for account_id, names in publications_to_count(clock.now()).items():
        listed = list(names)

        def ask(network: Network, access: str, listed: list[str] = listed) -> dict[str, int]:
            return network.readers(access, listed)

        try:
            counted = ask_network(account_id, ask, by=by)
        except NetworkRefused as problem:
            log.warning("account %s does not tell its readers: %s", account_id, problem.reason)
            continue
        note_readers({names[name]: count for name, count in counted.items() if name in names}, by=by)


@job("messages.take_event")
def take(key: str) -> None:
    """What the network sent, read and done; judged, where the database has no room for it."""
    event = NetworkEvent.objects.filter(pk=key, taken_at=None).first()
    if event is None:
        return
    try:
        heard, problem = network().read(bytes(event.body)), ""
    except (Unreadable, CannotRenew) as wrong:
        heard, problem = [], str(wrong)
    by = Actor.system("messages.take_event")
    try:
        take_event(key, heard=heard, problem=problem, by=by)
    except DataError as wrong:  # will not fit tomorrow either
        log.exception("the event %s cannot be kept", key)
        take_event(key, heard=[], problem=str(wrong), by=by)


@job("messages.say")
def say(remark_id: str) -> None:
    """What we answer in a conversation."""
    by = Actor.system("messages.say")
    claimed = claim_remark(UUID(remark_id), by=by)
    if claimed is None:
        return
    account_id, user, text = claimed
    try:
        reference = ask_network(account_id, lambda network, access: network.tell(access, user, text), by=by)
    except NetworkRefused as problem:
        settle_remark(UUID(remark_id), problem=problem, by=by)
    else:
        settle_remark(UUID(remark_id), reference=reference, by=by)
