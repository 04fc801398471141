"""What people say to an official account and an officer answers; how they join themselves to their account here, and leave."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.queue import enqueue
from xaso.core.refused import Invalid, Refused
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_index, seal
from xaso.core.text import clean_lines, normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.access.conversations import get_follower, require_answerer
from xaso.messages.access.notices import own_account
from xaso.messages.actions.addresses import forget_wish, leave
from xaso.messages.models import Follower, Joining, NetworkEvent, RefusedEvents, Remark
from xaso.messages.ports import NetworkRefused
from xaso.messages.rules import (
    ANSWER_LENGTH,
    CODE_LENGTH,
    CODE_LETTERS,
    CODE_LIVES,
    HEARD_LENGTH,
    LOST_AFTER,
    Reason,
    Said,
    Trouble,
    asked_again,
    is_code,
)

REPEATS_FOR: Final = timedelta(days=7)  # the network repeats itself for two hours; somebody else might later
REFUSED_FOR: Final = timedelta(days=30)
PRESSED_TWICE: Final = timedelta(minutes=1)


def queue_answer(follower: Follower, text: str, *, post: int | None = None) -> Remark:
    """For an action that has asked whether there may be one."""
    now = clock.now()
    remark = Remark.objects.create(
        follower=follower, ours=True, post_id=post, text=text, said_at=now, state=Said.QUEUED, due_at=now
    )
    enqueue("messages.say", priority=5, remark_id=str(remark.pk))
    return remark


@atomic_action
def begin_joining(*, by: Actor) -> str:
    """A new code for this resident, good for half an hour and once; the one before is good no more."""
    resident = own_account(by)
    code = ""
    while not is_code(code):
        code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
    kept = {"sealed": seal(code), "index": blind_index(code), "until": clock.now() + CODE_LIVES}
    Joining.objects.update_or_create(resident=resident, defaults=kept)
    return code


@atomic_action
def leave_followers(*, by: Actor) -> int:
    """The resident is no longer joined to any conversation; told by message again."""
    resident = own_account(by)
    Joining.objects.filter(resident=resident).delete()
    mine = list(Follower.objects.filter(resident=resident).values_list("pk", flat=True))
    with as_machine("whoever leaves a conversation sees it no more"):
        return unjoin(resident, mine, by)


def unjoin(resident: UUID, followers: list[UUID], by: Actor) -> int:
    """For the act of whoever is joined. How many conversations that were."""
    left = Follower.objects.filter(pk__in=followers, resident=resident).update(resident=None, joined_at=None)
    forget_wish(resident)
    record(action="messages.leave_follower", subject=("account", str(resident)), by=by, detail={"followers": left})
    return left


@atomic_action
def open_conversation(follower_id: UUID, *, by: Actor) -> Follower:
    """What was said, for an officer of the unit; who looked stays written. Raises NotFound."""
    follower = get_follower(by, follower_id)
    record(action="messages.open_conversation", subject=("follower", str(follower.pk)), by=by)
    return follower


@atomic_action
def answer_follower(follower_id: UUID, *, text: str, by: Actor) -> Remark:
    """An officer's answer, while the network takes one; pressed twice it is one. Raises NotFound, Refused."""
    follower = get_follower(by, follower_id)
    post = require_answerer(by, follower)
    if not follower.may_be_answered(clock.now()):
        raise Refused(closed_words(follower), "conversation_closed")
    said = _clean_answer(text)
    if known := _pressed_twice(follower, said, post):
        return known
    remark = queue_answer(follower, said, post=post)
    record(
        action="messages.answer_follower",
        subject=("follower", str(follower.pk)),
        by=by,
        detail={"remark": str(remark.pk)},
    )
    return remark


def _pressed_twice(follower: Follower, text: str, post: int) -> Remark | None:
    """The same words of the same officer a moment ago, unless the network did not take them."""
    Follower.objects.select_for_update(of=("self",), no_key=True).get(pk=follower.pk)
    just = Remark.objects.filter(follower=follower, post=post, text=text, said_at__gt=clock.now() - PRESSED_TWICE)
    return just.exclude(state=Said.FAILED).order_by("said_at").first()


def _clean_answer(text: str) -> str:
    """As Zalo counts it: composed, one sign for each end of a line."""
    said = clean_lines(text, max_length=HEARD_LENGTH)
    if not said:
        raise Invalid({"text": _("Xin ghi câu trả lời.")})
    if len(said) > ANSWER_LENGTH:
        words = _(
            "Câu trả lời dài %(size)d chữ, Zalo chỉ nhận %(most)d. Xin bớt %(over)d chữ, hoặc chia làm hai câu trả lời."
        )
        size = {"size": len(said), "most": ANSWER_LENGTH, "over": len(said) - ANSWER_LENGTH}
        raise Invalid({"text": words % size})
    return said


def closed_words(follower: Follower) -> str:
    """Why there is no answering here, and what to do instead."""
    if follower.left_at is not None:
        return _("Người này đã thôi quan tâm tài khoản từ %(at)s, Zalo không chuyển tin nữa. Xin gọi điện.") % {
            "at": show_moment(follower.left_at)
        }
    if follower.anonymous:
        return _("Người này nhắn từ trang web, không đăng nhập Zalo. Xin trả lời ở trang quản lý của Zalo.")
    if follower.withdrew_at is not None and follower.last_word_at is None:
        return _("Người này yêu cầu xóa những gì đã nhắn, lúc %(at)s. Chỉ trả lời được khi người ấy nhắn lại.") % {
            "at": show_moment(follower.withdrew_at)
        }
    if follower.last_word_at is None:
        return _("Người này chưa nhắn gì. Zalo chỉ cho xã trả lời khi người dân đã nhắn.")
    return _(
        "Lời cuối của người này từ %(at)s, quá 7 ngày: Zalo không cho trả lời nữa. Xin gọi điện, hoặc chờ người ấy nhắn lại."
    ) % {"at": show_moment(follower.last_word_at)}


@atomic_action
def claim_remark(remark_id: UUID, *, by: Actor) -> tuple[int, str, str] | None:
    """Takes one of ours whose time has come to be said now: through which account, to whom, what."""
    rows = Remark.objects.select_for_update(skip_locked=True, of=("self",)).select_related("follower")
    remark = rows.filter(pk=remark_id, state=Said.QUEUED, due_at__lte=clock.now()).first()
    if remark is None:
        return None
    remark.state, remark.due_at = Said.SENDING, None
    remark.sending_at, remark.attempts = clock.now(), remark.attempts + 1
    remark.save(update_fields=["state", "due_at", "sending_at", "attempts"])
    return remark.follower.account_id, remark.follower.user, remark.text


@atomic_action
def settle_remark(remark_id: UUID, *, reference: str = "", problem: NetworkRefused | None = None, by: Actor) -> None:
    """Writes down what the network said of it: sent, again later, or never. The follower is held before the remark, as by whoever
    takes an event: the network may tell of it at the same moment, or of somebody who takes everything back."""
    Follower.objects.select_for_update(of=("self",), no_key=True).filter(remarks=remark_id).first()
    remark = Remark.objects.select_for_update(of=("self",)).filter(pk=remark_id, state=Said.SENDING).first()
    if remark is None:
        return
    remark.sending_at = None
    if problem is None:
        remark.state, remark.network_id, remark.reason, remark.why = Said.SENT, reference[:100], "", ""
        told_sooner = Remark.objects.filter(follower=remark.follower_id, network_id=remark.network_id, ours=True)
        told_sooner.exclude(network_id="").exclude(pk=remark.pk).delete()  # by the event, before we knew its name
        remark.save()
        return
    now = clock.now()
    due = asked_again(problem.trouble, problem.why, remark.attempts, now)
    remark.why = normalise(problem.reason)[:300]
    if due is not None:
        remark.state, remark.reason, remark.due_at = Said.QUEUED, problem.why, due
        enqueue("messages.say", after=due - now, remark_id=str(remark.pk))
    else:
        unsure = problem.trouble == Trouble.UNSURE
        remark.state, remark.reason = Said.FAILED, Reason.UNSURE if unsure else problem.why
    remark.save()
    if problem.trouble == Trouble.DEAD:
        leave(Follower.objects.filter(pk=remark.follower_id), now)


@atomic_action
def recover_lost_remarks(*, by: Actor) -> None:
    """What was being said when its process died: nobody knows, and a person decides. What waits without a job gets one, and
    so do events."""
    now = clock.now()
    waiting = Remark.objects.select_for_update(skip_locked=True).filter(state=Said.QUEUED, due_at__lt=now - LOST_AFTER)
    keys = list(waiting.order_by("due_at").values_list("pk", flat=True)[:500])
    Remark.objects.filter(pk__in=keys).update(due_at=now)  # asked for once in a while, not with every minute
    for remark in keys:
        enqueue("messages.say", priority=5, remark_id=str(remark))
    lost = Remark.objects.filter(state=Said.SENDING, sending_at__lt=now - LOST_AFTER)
    lost.update(state=Said.FAILED, sending_at=None, reason=Reason.UNSURE, why="the machine stopped while sending")
    late = NetworkEvent.objects.filter(taken_at=None, received_at__lt=now - LOST_AFTER)
    for key in late.order_by("received_at").values_list("key", flat=True)[:500]:
        enqueue("messages.take_event", key=key)


@atomic_action
def forget_remarks_before(moment: datetime, *, by: Actor) -> int:
    """What was said before goes, with what the network told and nobody needs any more; codes that are over, too."""
    now = clock.now()
    NetworkEvent.objects.filter(received_at__lt=now - REPEATS_FOR, taken_at__isnull=False).delete()
    RefusedEvents.objects.filter(day__lt=clock.today() - REFUSED_FOR).delete()
    Joining.objects.filter(until__lt=now).delete()
    count, _kinds = Remark.objects.filter(said_at__lt=moment).delete()
    if count:
        record(action="messages.forget_remarks", subject=("messages", "all"), by=by, detail={"remarks": count})
    return count
