"""One text to many who agreed to it; what still waits is called off, or goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.queue import enqueue
from xaso.core.refused import Refused, Stale
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.messages.access import get_broadcast, require_speaker
from xaso.messages.models import Broadcast, Message
from xaso.messages.rules import CALLED_OFF, Purpose, State, Urgency

LENGTH = 600
AT_ONCE = 1000
_HOLE = re.compile(r"[{<\[][^}>\]]{1,40}[}>\]]|%\([^)]{1,40}\)s?")


def clean_broadcast(text: str) -> str:
    """What may be sent to many. Raises Refused for nothing, for too much, and for a hole that nobody fills."""
    body = clean_lines(text, max_length=LENGTH)
    if not body:
        raise Refused(_("Xin ghi nội dung tin."), "nothing_to_say")
    if hole := _HOLE.search(body):
        message = _("Chỗ “%(hole)s” chưa điền: tin này gửi cho mọi người cùng một lời. Xin ghi rõ hoặc bỏ.")
        raise Refused(message % {"hole": hole[0]}, "hole_in_text")
    return body


@atomic_action
def queue_broadcast(*, text: str, receivers: Sequence[tuple[UUID, str]], urgent: bool, by: Actor) -> Broadcast:
    """Writes one message for each phone of these (account, phone), who agreed to broadcasts, and asks for them to be sent at the
    pace of the carrier; codes overtake them. One text of a day is one broadcast: pressed again it goes to whoever is new, and as
    urgent, if it was not, what still waits. Raises Refused when it is for nobody."""
    unit, post = require_speaker(by)
    body, now = clean_broadcast(text), clock.now()
    if not receivers:
        raise Refused(_("Chưa ai đồng ý nhận tin chung, nên tin này không đến ai."), "nobody_agreed")
    event = f"broadcast:{unit}:{sha256(body.encode()).hexdigest()[:32]}:{clock.today().isoformat()}"
    broadcast, _made = Broadcast.objects.select_for_update().get_or_create(
        event=event, defaults={"unit_id": unit, "body": body, "urgent": urgent, "made_at": now, "made_by_id": post}
    )
    if broadcast.called_off_at:
        return broadcast
    hastened = _hasten(broadcast, now) if urgent and not broadcast.urgent else 0
    count = _write(broadcast, receivers, now)
    broadcast.receivers += count
    broadcast.save(update_fields=["receivers", "urgent"])
    enqueue("messages.drain")
    detail = {"event": event, "receivers": count, "urgent": urgent, "hastened": hastened}
    record(action="messages.broadcast", subject=("unit", str(unit)), by=by, detail=detail)
    return broadcast


def _hasten(broadcast: Broadcast, now: datetime) -> int:
    broadcast.urgent = True
    return _change_waiting(broadcast, urgency=Urgency.URGENT, due_at=now)


def _write(broadcast: Broadcast, receivers: Sequence[tuple[UUID, str]], now: datetime) -> int:
    rows = {
        phone: Message(
            to_sealed=seal(phone),
            to_last4=phone[-4:],
            account=account,
            who_index=blind_index(phone),
            event=broadcast.event,
            unit_id=broadcast.unit_id,
            purpose=Purpose.BROADCAST,
            urgency=Urgency.URGENT if broadcast.urgent else Urgency.CALM,
            token=random_token(9),
            body=broadcast.body,
            about_kind="unit",
            about_id=str(broadcast.unit_id),
            created_at=now,
            due_at=now,
        )
        for account, phone in receivers
    }
    known = set(Message.objects.filter(event=broadcast.event).values_list("who_index", flat=True))
    fresh = [one for phone, one in rows.items() if known.isdisjoint(blind_indices(phone))]
    for start in range(0, len(fresh), AT_ONCE):
        Message.objects.bulk_create(fresh[start : start + AT_ONCE], ignore_conflicts=True)
    return len(fresh)


@atomic_action
def call_off_broadcast(broadcast: Broadcast, *, by: Actor) -> int:
    """What still waits does not go, nor what comes back from a carrier in trouble; how many. What a carrier has cannot be called
    back. Raises Stale when nothing waits any more."""
    broadcast, post = _held(broadcast, "messages.call_off_broadcast", by)
    now = clock.now()
    stopped = {"state": State.FAILED, "failed_at": now, "sending_at": None, "error": CALLED_OFF}
    on_the_way = Message.objects.filter(event=broadcast.event, state__in=(State.QUEUED, State.SENDING))
    if broadcast.called_off_at or not on_the_way.exists():
        raise Stale(_("Không còn tin nào chờ gửi."), "nothing_waits")
    count = _change_waiting(broadcast, **stopped)
    broadcast.called_off_at, broadcast.called_off_by_id = now, post
    broadcast.save(update_fields=["called_off_at", "called_off_by"])
    _note("messages.call_off_broadcast", broadcast, count, by)
    return count


@atomic_action
def resume_broadcast(broadcast: Broadcast, *, by: Actor) -> int:
    """What was called off goes on its way after all; how many; also one that was being claimed while the others were let go.
    Raises Stale when nothing was called off."""
    broadcast, _post = _held(broadcast, "messages.resume_broadcast", by)
    stopped = Message.objects.failed().readable().filter(event=broadcast.event, error=CALLED_OFF)
    if broadcast.called_off_at is None and not stopped.exists():
        raise Stale(_("Tin này không bị dừng, hoặc vừa được gửi tiếp."), "not_called_off")
    count = stopped.update(state=State.QUEUED, due_at=clock.now(), failed_at=None, error="")
    broadcast.called_off_at = broadcast.called_off_by = None
    broadcast.save(update_fields=["called_off_at", "called_off_by"])
    enqueue("messages.drain")
    _note("messages.resume_broadcast", broadcast, count, by)
    return count


def _held(broadcast: Broadcast, action: str, by: Actor) -> tuple[Broadcast, int]:
    _unit, post = require_speaker(by, action)
    return Broadcast.objects.select_for_update().get(pk=get_broadcast(by, broadcast.pk).pk), post


def _change_waiting(broadcast: Broadcast, **changes: object) -> int:
    """Held one after the other in the order of whoever else holds many, then changed but for what left meanwhile."""
    waiting = Message.objects.queued().filter(event=broadcast.event)
    list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return waiting.update(**changes)


def _note(action: str, broadcast: Broadcast, count: int, by: Actor) -> None:
    detail = {"event": broadcast.event, "messages": count}
    record(action=action, subject=("unit", str(broadcast.unit_id)), by=by, detail=detail)
