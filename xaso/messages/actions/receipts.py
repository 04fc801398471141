"""What providers say later of what they took."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.text import normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions.addresses import ended
from xaso.messages.actions.queueing import AHEAD
from xaso.messages.actions.settling import open_with_joined
from xaso.messages.models import Address, Delivery, EarlyReceipt
from xaso.messages.ports import carriers
from xaso.messages.rules import ENDED, Channel, Ended, State, Step, Trouble, Urgency

KEPT_FOR: Final = timedelta(minutes=15)
MOST_KEPT: Final = 10_000  # of one carrier; a flood of what we never sent fills no disk
AT_ONCE: Final = 1_000


@atomic_action
def note_receipt(
    *,
    carrier: str,
    reference: str,
    arrived: bool,
    why: str = "",
    gone: bool = False,
    key: str = "",
    elsewhere: bool = False,
    read: bool = False,
    by: Actor,
) -> bool:
    """The provider says that it arrived (and was `read`), or that it never will: then another carrier of the channel has its
    turn, once, where that may help (`elsewhere`), else the next channel; an address of e-mail that is `gone` is not used again.
    `key`: what we called it, which is known even where the provider's answer never reached us.

    False for what nobody here knows: a provider may be faster than its own answer, so that it is kept for minutes. What was
    never sent by it leaves a row in the journal, at once under a key, else when that time is over. A receipt that comes again
    changes nothing."""
    said = EarlyReceipt(
        carrier=carrier,
        reference=normalise(reference)[:100],
        key=normalise(key)[:60],
        arrived=arrived,
        read=read,
        why=normalise(why)[:300],
        gone=gone,
        elsewhere=elsewhere,
        at=clock.now(),
    )
    known = _match(said)
    if known is None and EarlyReceipt.objects.filter(carrier=carrier)[:MOST_KEPT].count() < MOST_KEPT:
        EarlyReceipt.objects.bulk_create([said], ignore_conflicts=True)
    elif not known:
        _note_odd(carrier, 1, by)
    return bool(known)


@atomic_action
def match_receipts(*, by: Actor) -> int:
    """What came too early, now that more is known; how many meant a message of ours. What still means none after its time is
    dropped, with a row in the journal for each carrier: but for the network of official accounts, which also tells of what
    others sent in its own app."""
    over = Q(at__lt=clock.now() - KEPT_FOR)
    same = Delivery.objects.filter(carrier=OuterRef("carrier"), reference=OuterRef("reference")).exclude(reference="")
    rows = EarlyReceipt.objects.filter(Exists(same) | ~Q(key="") | over).order_by("id")
    done, odd, matched = [], Counter[str](), 0
    for said in rows.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]:
        known = _match(said)
        if known is None and said.at >= clock.now() - KEPT_FOR:
            continue
        done.append(said.pk)
        matched += bool(known)
        odd[said.carrier] += not known
    EarlyReceipt.objects.filter(pk__in=done).delete()
    official = {one.name for one in carriers(Channel.ZALO)}
    for carrier, count in (+odd).items():
        if carrier not in official:
            _note_odd(carrier, count, by)
    return matched


def _note_odd(carrier: str, count: int, by: Actor) -> None:
    record(action="messages.odd_receipt", subject=("carrier", carrier), by=by, detail={"receipts": count}, denied=True)


def _match(said: EarlyReceipt) -> bool | None:
    """Whether it speaks of what this carrier was given, and then what it says is done. None: nobody can tell yet."""
    delivery = _called(said.key, said.carrier) or _named(said.carrier, said.reference)
    if delivery is None:
        return None if said.reference and not said.key else False
    if delivery.step == Step.SENDING:
        return None  # its answer says what it cost and how the carrier does
    if said.arrived:
        known = _arrive(delivery, said)
        if said.read and delivery.step == Step.DELIVERED and delivery.read_at is None:
            delivery.read_at = clock.now()
            delivery.save(update_fields=["read_at"])
        return known
    if delivery.step == Step.QUEUED and delivery.trouble == Trouble.UNSURE:
        return None
    if delivery.step == Step.SENT and said.key in ("", f"{delivery.pk}.{delivery.turn}"):
        _lose(delivery, said)
    return True


def _called(key: str, carrier: str) -> Delivery | None:
    try:
        pk = UUID(key.partition(".")[0])
    except ValueError:
        return None
    return Delivery.objects.held().filter(pk=pk, carrier=carrier).first()


def _named(carrier: str, reference: str) -> Delivery | None:
    """Networks count anew: the newest of that name is meant."""
    those = Delivery.objects.held().filter(carrier=carrier, reference=reference)
    return those.order_by(F("sent_at").desc(nulls_last=True), "-id").first() if reference else None


def _arrive(delivery: Delivery, said: EarlyReceipt) -> bool:
    """Then nobody sends it again, by machine or by hand; also where its answer never reached us, or where the provider first said
    that it never arrived and nothing else went out meanwhile. False for what the carrier would not take."""
    now, message = clock.now(), delivery.message
    if delivery.step == Step.DELIVERED:
        return True
    if delivery.step in ENDED and delivery.trouble != Trouble.UNSURE and message.state != State.QUEUED:
        return delivery.reference == said.reference
    if delivery.step in ENDED and delivery.trouble != Trouble.UNSURE and delivery.reference != said.reference:
        return False
    delivery.step, delivery.sent_at, delivery.delivered_at = Step.DELIVERED, delivery.sent_at or now, now
    delivery.sending_at = delivery.ended_at = None
    delivery.reference, delivery.error, delivery.trouble = said.reference or delivery.reference, "", ""
    delivery.save()
    open_with_joined(message).update(
        state=State.DELIVERED,
        sent_at=Coalesce(F("sent_at"), Value(now)),
        delivered_at=now,
        failed_at=None,
        sending_at=None,
        channel=delivery.channel,
        error="",
    )
    return True


def _lose(delivery: Delivery, said: EarlyReceipt) -> None:
    now, message = clock.now(), delivery.message
    if said.gone and delivery.channel == Channel.EMAIL and message.account:
        book = Address.objects.standing().filter(account=message.account, channel=Channel.EMAIL)
        book.filter(made_at__lte=message.created_at).update(**ended(Ended.DEAD, now))
    delivery.trouble, delivery.error = Trouble.REFUSED, said.why or "the provider could not deliver it"
    if said.elsewhere and not delivery.lost_by and _others(delivery):
        delivery.step, delivery.sent_at, delivery.turn = Step.QUEUED, None, delivery.turn + 1
        delivery.lost_by = delivery.carrier
        delivery.paid_before += delivery.cost or 0
        delivery.cost = 0
    else:
        delivery.step, delivery.ended_at = Step.FAILED, now
    delivery.save()
    open_with_joined(message).update(state=State.QUEUED, due_at=now, sent_at=None, error=delivery.error)
    enqueue("messages.send", priority=AHEAD.get(Urgency(message.urgency), 0), message_id=str(message.pk))


def _others(delivery: Delivery) -> bool:
    return any(one.name != delivery.carrier for one in carriers(delivery.channel))
