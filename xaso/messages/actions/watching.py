"""What a person does about a message that no machine could bring."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.refused import Refused, Stale
from xaso.journal.actions import atomic_action, record
from xaso.messages.access import get_message, require_watcher
from xaso.messages.models import Delivery, Message
from xaso.messages.queries import what_would_go_again
from xaso.messages.rules import CALLED_OFF, Channel, State, Step, Urgency, earliest

AT_ONCE = 1000


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
    given_up = Message.objects.failed().filter(pk=message.pk).exclude(error=CALLED_OFF)
    if not (given_up.update(**back) or late.update(attempts=0, due_at=now)):
        raise Stale(_("Tin này vừa được xử lý. Xin xem lại."), "message_moved")
    Message.objects.failed().filter(joined_to=message.pk).update(**back)
    _begin_anew([message.pk], now)
    enqueue("messages.send", message_id=str(message.pk))
    record(action="messages.replay", subject=("message", str(message.pk)), by=by)


def _begin_anew(messages: Collection[UUID], now: datetime) -> None:
    Delivery.objects.filter(message__in=messages).exclude(step__in=(Step.SENT, Step.DELIVERED)).update(
        step=Step.QUEUED,
        paid_before=Case(When(sent_at=None, then="paid_before"), default=F("paid_before") + Coalesce("cost", 0)),
        cost=0,
        sending_at=None,
        sent_at=None,
        ended_at=None,
        attempts=0,
        trouble="",
        lost_by="",
        queued_at=now,
        turn=F("turn") + 1,
    )


@atomic_action
def replay_messages(*, groups: Collection[str], by: Actor) -> int:
    """All of these groups (queries.what_would_go_again) that the actor sees: put back into the queue, to go at the carrier's pace
    by day; how many. A thousand at once, the others by jobs of their own. Pressed twice, what was put back is left alone."""
    unit, _post = require_watcher(by, "messages.replay_all")
    now = clock.now()
    wanted = [group for group in what_would_go_again(by).groups if group.key in groups]
    chosen = [pk for group in wanted for pk in group.messages]
    if not chosen:
        return 0
    count = _put_back(chosen[:AT_ONCE], now)
    for start in range(AT_ONCE, len(chosen), AT_ONCE):
        some = [str(pk) for pk in chosen[start : start + AT_ONCE]]
        enqueue("messages.put_back", messages=some, pressed_at=now.isoformat(), unit=unit)
        count += len(some)
    enqueue("messages.drain")
    detail = {"messages": count, "groups": sorted(group.key for group in wanted)}
    record(action="messages.replay_all", subject=("unit", str(unit)), by=by, detail=detail)
    return count


@atomic_action
def put_back_messages(*, messages: Collection[UUID], pressed_at: datetime, unit: int, by: Actor) -> int:
    """More of what somebody chose in `replay_messages`; how many. What was given up since the press is left alone."""
    count = _put_back(messages, pressed_at)
    enqueue("messages.drain")
    record(action="messages.put_back", subject=("unit", str(unit)), by=by, detail={"messages": count})
    return count


def _put_back(messages: Collection[UUID], pressed_at: datetime) -> int:
    """No alarm any more: it waits for the morning, for its turn and for others to go with, as any notice."""
    now = clock.now()
    given_up = Message.objects.failed().filter(pk__in=messages, failed_at__lte=pressed_at)
    found = list(given_up.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Message.objects.failed().filter(Q(pk__in=found) | Q(joined_to__in=found)).update(
        state=State.QUEUED,
        attempts=0,
        due_at=earliest(Channel.SMS, Urgency.NORMAL, now),
        failed_at=None,
        again_at=pressed_at,
        urgency=Greatest(F("urgency"), Urgency.NORMAL),
    )
    _begin_anew(found, now)
    return len(found)


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
