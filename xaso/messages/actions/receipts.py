"""What providers say later of what they took."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.text import normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions.addresses import ended
from xaso.messages.actions.queueing import AHEAD
from xaso.messages.actions.sending import with_joined
from xaso.messages.models import Address, Delivery
from xaso.messages.rules import ENDED, Channel, Ended, State, Step, Trouble, Urgency


@atomic_action
def note_receipt(*, carrier: str, reference: str, arrived: bool, why: str = "", gone: bool = False, by: Actor) -> bool:
    """The provider says that it arrived, or that it never will: then the next channel has its turn, and an address of e-mail
    that is `gone` is not used again. False, with a row in the
    journal, for what was never sent by it; a receipt that comes again changes nothing."""
    now = clock.now()
    delivery = _named(carrier, reference)
    if delivery is None:
        record(
            action="messages.odd_receipt", subject=("carrier", carrier), by=by, detail={"arrived": arrived}, denied=True
        )
        return False
    if delivery.step != Step.SENT:
        return delivery.step in (Step.DELIVERED, *ENDED)
    message = delivery.message
    if arrived:
        delivery.step, delivery.delivered_at = Step.DELIVERED, now
        delivery.save(update_fields=["step", "delivered_at"])
        with_joined(message).update(state=State.DELIVERED, delivered_at=now)
        return True
    if gone and delivery.channel == Channel.EMAIL and message.account:
        book = Address.objects.standing().filter(account=message.account, channel=Channel.EMAIL)
        book.filter(made_at__lte=message.created_at).update(**ended(Ended.DEAD, now))
    delivery.step, delivery.ended_at, delivery.trouble = Step.FAILED, now, Trouble.REFUSED
    delivery.error = normalise(why)[:300] or "the provider could not deliver it"
    delivery.save(update_fields=["step", "ended_at", "trouble", "error"])
    with_joined(message).update(state=State.QUEUED, due_at=now, sent_at=None, error=delivery.error)
    enqueue("messages.send", priority=AHEAD.get(Urgency(message.urgency), 0), message_id=str(message.pk))
    return True


def _named(carrier: str, reference: str) -> Delivery | None:
    """Networks count anew: the newest of that name is meant."""
    known = normalise(reference)[:100]
    sent = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    those = sent.filter(carrier=carrier, reference=known).order_by(F("sent_at").desc(nulls_last=True), "-id")
    return those.first() if known else None


@atomic_action
def note_reading(*, carrier: str, reference: str, by: Actor) -> None:
    """Somebody looked at it, the first time. Of what is not known to have arrived it means nothing."""
    delivery = _named(carrier, reference)
    if delivery is not None and delivery.step == Step.DELIVERED and delivery.read_at is None:
        delivery.read_at = clock.now()
        delivery.save(update_fields=["read_at"])


@atomic_action
def note_arrival(key: str, *, carriers: Collection[str], reference: str, by: Actor) -> bool:
    """A receipt that names what we called it: it arrived, although its answer never reached us. Then nobody sends it again, by
    machine or by hand. False, with a row in the journal, for what these carriers were never given or would not take."""
    now = clock.now()
    delivery = _called(key, carriers)
    if delivery is None or (delivery.step in ENDED and delivery.trouble != Trouble.UNSURE):
        detail = {"arrived": True}
        record(
            action="messages.odd_receipt", subject=("carrier", ",".join(carriers)), by=by, detail=detail, denied=True
        )
        return False
    if delivery.step == Step.DELIVERED:
        return True
    delivery.step, delivery.sent_at, delivery.delivered_at = Step.DELIVERED, delivery.sent_at or now, now
    delivery.sending_at = delivery.ended_at = None
    delivery.reference, delivery.error, delivery.trouble = normalise(reference)[:100], "", ""
    delivery.save()
    open_ones = with_joined(delivery.message).exclude(state__in=(State.DELIVERED, State.TOLD))
    open_ones.update(
        state=State.DELIVERED,
        sent_at=Coalesce(F("sent_at"), Value(now)),
        delivered_at=now,
        failed_at=None,
        sending_at=None,
        channel=delivery.channel,
        error="",
    )
    return True


def _called(key: str, carriers: Collection[str]) -> Delivery | None:
    try:
        pk = UUID(key.partition(".")[0])
    except ValueError:
        return None
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    return rows.filter(pk=pk, carrier__in=carriers).first()
