"""One text to many who agreed to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.queue import enqueue
from xaso.core.refused import Refused
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.messages.access import require_speaker
from xaso.messages.models import Message
from xaso.messages.rules import Purpose, Urgency

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
def queue_broadcast(*, text: str, receivers: Sequence[tuple[UUID, str]], urgent: bool, by: Actor) -> int:
    """Writes one message for each phone of these (account, phone), who agreed to broadcasts, and asks for them to be sent at the
    pace of the carrier; codes overtake them. Sent once for one text and day, however often it is pressed. Returns how many were
    written."""
    unit = require_speaker(by)
    body, now = clean_broadcast(text), clock.now()
    event = f"broadcast:{unit}:{sha256(body.encode()).hexdigest()[:32]}:{clock.today().isoformat()}"
    rows = {
        phone: Message(
            to_sealed=seal(phone),
            to_last4=phone[-4:],
            account=account,
            who_index=blind_index(phone),
            event=event,
            unit_id=unit,
            purpose=Purpose.BROADCAST,
            urgency=Urgency.URGENT if urgent else Urgency.CALM,
            token=random_token(9),
            body=body,
            about_kind="unit",
            about_id=str(unit),
            created_at=now,
            due_at=now,
        )
        for account, phone in receivers
    }
    known = set(Message.objects.filter(event=event).values_list("who_index", flat=True))
    fresh = [one for phone, one in rows.items() if known.isdisjoint(blind_indices(phone))]
    for start in range(0, len(fresh), AT_ONCE):
        Message.objects.bulk_create(fresh[start : start + AT_ONCE], ignore_conflicts=True)
    enqueue("messages.drain")
    detail = {"event": event, "receivers": len(fresh), "urgent": urgent}
    record(action="messages.broadcast", subject=("unit", str(unit)), by=by, detail=detail)
    return len(fresh)
