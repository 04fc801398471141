"""What came of a message that was handed over: sent, again, on by another channel, or given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, Q, QuerySet

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.text import normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions.addresses import ended, forget_told_sooner, hold_followers, leave
from xaso.messages.actions.queueing import AHEAD
from xaso.messages.models import Address, CarrierHealth, Delivery, EarlyReceipt, Follower, Message
from xaso.messages.ports import Handover, Told, carrier_named, carriers
from xaso.messages.rules import (
    LOST_AFTER,
    SLOW,
    Channel,
    Ended,
    Health,
    Purpose,
    State,
    Step,
    Trouble,
    Urgency,
    after_success,
    after_trouble,
    cost_of,
    trouble_after,
    wait_after,
)

AT_ONCE = 4  # times a code that met the carrier's limit asks without waiting
NOBODY_KNOWS = "the machine stopped while sending: nobody knows whether it went"


def tries_another(message: Message, delivery: Delivery) -> bool:
    """Whether a carrier that was not asked yet is asked at once, although the last one may have taken it: a code that comes twice
    harms nobody, one that does not come keeps somebody out."""
    return message.purpose == Purpose.CODE and delivery.attempts < len(carriers(delivery.channel))


def fail(message: Message, why: str, by: Actor) -> None:
    now = clock.now()
    changes = {"state": State.FAILED, "failed_at": now, "sending_at": None, "error": why[:300] or "no reason given"}
    if not open_with_joined(message).update(**changes):
        return
    record(
        action="messages.give_up",
        subject=("message", str(message.pk)),
        by=by,
        detail={"attempts": message.attempts, "about": [message.about_kind, message.about_id]},
    )


def open_with_joined(message: Message) -> QuerySet[Message]:
    """It, and what went along with it, but for what has arrived or was told: that stands, whatever comes of another delivery."""
    those = Message.objects.filter(Q(pk=message.pk) | Q(joined_to=message.pk))
    return those.exclude(state__in=(State.DELIVERED, State.TOLD))


@atomic_action
def settle_message(handover: Handover, *, told: Told, by: Actor) -> None:
    """Writes down what the carrier said. On trouble the notice waits for its next try, goes on to the next channel, or is
    given up. Somebody's press that was faster stands; a receipt that was is taken after."""
    now = clock.now()
    if handover.by.channel == Channel.ZALO:  # before the delivery, as by whoever takes an event
        hold_followers(handover.addresses)
    delivery = _held(handover, told)
    if delivery.step != Step.SENDING or delivery.attempts != handover.attempt:
        return
    _note_health(handover.by.name, told, now)
    Address.objects.standing().filter(pk__in=told.dead).update(**ended(Ended.DEAD, now))
    leave(Follower.objects.filter(pk__in=told.dead), now)
    delivery.reference = normalise(told.reference)[:100]
    delivery.trouble = trouble_after(delivery.trouble, told.trouble)
    delivery.error = normalise(told.error)[:300]
    delivery.sending_at = None
    if told.trouble:
        _stumble(delivery, by, now)
    else:
        delivery.step, delivery.sent_at = Step.SENT, now
        delivery.cost = 0 if told.free else cost_of(delivery.channel, delivery.cost, handover.by.price)
        delivery.save()
        open_with_joined(delivery.message).update(
            state=State.SENT, sent_at=now, reference=delivery.reference, error="", sending_at=None
        )
        if delivery.channel == Channel.ZALO:
            forget_told_sooner(delivery.reference)
    if delivery.told_early:  # type: ignore[attr-defined]
        enqueue("messages.match_receipts", priority=AHEAD.get(Urgency(delivery.message.urgency), 0))


def _held(handover: Handover, told: Told) -> Delivery:
    """Its row, and whether the provider told what became of it before its own answer came: matched at once then, else by the
    next tick. One statement."""
    names = Q(key__startswith=f"{handover.delivery}.") | Q(reference=normalise(told.reference)[:100], key="")
    early = EarlyReceipt.objects.filter(names, carrier=handover.by.name)
    return Delivery.objects.held().annotate(told_early=Exists(early)).get(pk=handover.delivery)


def _stumble(delivery: Delivery, by: Actor, now: datetime) -> None:
    """Again here, on by another channel, or not at all."""
    message = delivery.message
    delivery.error = delivery.error or "no reason given"
    unsure, named = delivery.trouble == Trouble.UNSURE, carrier_named(delivery.carrier)
    elsewhere = tries_another(message, delivery)
    again = unsure and (elsewhere or (named is not None and named.carrier.knows_keys))
    wait = wait_after(Trouble.LATER if again else delivery.trouble, delivery.attempts)
    if delivery.trouble == Trouble.REFUSED and delivery.attempts < len(carriers(delivery.channel)):
        wait = timedelta(0)  # another carrier may be let into this receiver's network, or know this text
    if message.purpose == Purpose.CODE and delivery.trouble == Trouble.THROTTLED and delivery.attempts < AT_ONCE:
        wait = timedelta(0)  # broadcasts fill the carrier's limit; a code takes the next room there is, not a later one
    delivery.turn += not unsure
    if wait is not None:
        delivery.step = Step.QUEUED
        if elsewhere or (not again and delivery.attempts < len(carriers(delivery.channel))):
            wait = timedelta(0)  # another carrier has not been asked yet
    else:
        final = delivery.trouble in (Trouble.REFUSED, Trouble.DEAD)
        delivery.step, delivery.ended_at = (Step.FAILED if final else Step.GIVEN_UP), now
    delivery.save()
    if unsure and wait is None:
        fail(message, delivery.error, by)
        return
    due = now + (wait or timedelta(0))
    open_with_joined(message).update(state=State.QUEUED, due_at=due, sending_at=None, error=delivery.error)
    enqueue("messages.send", after=wait, priority=AHEAD.get(Urgency(message.urgency), 0), message_id=str(message.pk))


def _note_health(name: str, told: Told, now: datetime) -> None:
    """Counts what is the carrier's own fault; a number that does not exist is not."""
    own_fault = told.trouble not in ("", Trouble.REFUSED, Trouble.DEAD)
    known = CarrierHealth.objects.filter(pk=name).first()
    if not own_fault and told.took <= SLOW and (known is None or not known.troubles):
        return
    before = known.health if known else Health()
    health = after_trouble(before, now) if own_fault else after_success(before, told.took, now)
    changes: dict[str, object] = {"troubles": health.troubles, "rests_until": health.rests_until}
    if health.troubles:
        changes |= {
            "last_trouble_at": now,
            "reason": normalise(told.error)[:300] or f"took {told.took.total_seconds():.1f} s",
        }
    CarrierHealth.objects.update_or_create(
        pk=name, defaults=changes, create_defaults={"last_trouble_at": now, "reason": "", **changes}
    )


@atomic_action
def recover_lost_messages(*, by: Actor) -> int:
    """What was being sent when its process died. A provider that knows its keys is asked again; of any other nobody can tell
    whether it took the notice, and a person decides."""
    now = clock.now()
    lost = Delivery.objects.filter(step=Step.SENDING, sending_at__lt=now - LOST_AFTER)
    found = list(lost.held(skip_locked=True).order_by("sending_at")[:500])
    for delivery in found:
        delivery.sending_at, delivery.error, delivery.trouble = None, NOBODY_KNOWS, Trouble.UNSURE
        _stumble(delivery, by, now)
    return len(found)
