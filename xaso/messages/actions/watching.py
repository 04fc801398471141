"""What a person does about a message that no machine could bring."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.refused import Refused, Stale
from xaso.journal.actions import atomic_action, record
from xaso.messages.access import get_message, require_watcher
from xaso.messages.models import Delivery, Message
from xaso.messages.rules import State, Step

HUNG = timedelta(minutes=5)


@atomic_action
def replay_message(message: Message, *, by: Actor) -> None:
    """Everything from the start: each channel gets another chance, with the addresses of today. Raises Stale when it was not
    given up (somebody was faster), Refused for a text that is forgotten."""
    if not by.is_system:
        require_watcher(by, "messages.replay")
        message = get_message(by, message.pk)
    if not message.body:
        raise Refused(_("Nội dung tin này đã xóa theo hạn lưu, không gửi lại được."), "forgotten")
    now = clock.now()
    late = Message.objects.filter(pk=message.pk, state=State.QUEUED, due_at__lt=now)
    back = {"state": State.QUEUED, "attempts": 0, "due_at": now, "failed_at": None}
    if not (Message.objects.failed().filter(pk=message.pk).update(**back) or late.update(attempts=0, due_at=now)):
        raise Stale(_("Tin này vừa được xử lý. Xin xem lại."), "message_moved")
    Message.objects.failed().filter(joined_to=message.pk).update(**back)
    Delivery.objects.filter(message=message.pk).exclude(step__in=(Step.SENT, Step.DELIVERED)).update(
        step=Step.QUEUED,
        sending_at=None,
        sent_at=None,
        ended_at=None,
        attempts=0,
        trouble="",
        queued_at=now,
        turn=F("turn") + 1,
    )
    enqueue("messages.send", message_id=str(message.pk))
    record(action="messages.replay", subject=("message", str(message.pk)), by=by)


@atomic_action
def tell_by_hand(message: Message, *, by: Actor) -> None:
    """Somebody called, wrote or went there. Raises Stale when it is not waiting for that any more."""
    _unit, post = require_watcher(by, "messages.tell")
    message = get_message(by, message.pk)
    changed = Message.objects.failed().filter(pk=message.pk)
    if not changed.update(state=State.TOLD, told_at=clock.now(), told_by_id=post):
        raise Stale(_("Tin này vừa được xử lý. Xin xem lại."), "message_moved")
    joined = Message.objects.failed().filter(joined_to=message.pk)
    joined.update(state=State.TOLD, told_at=clock.now(), told_by_id=post)
    record(action="messages.tell", subject=("message", str(message.pk)), by=by)
