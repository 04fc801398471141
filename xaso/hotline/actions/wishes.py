"""Asking a colleague to stand a duty, or to swap one for another. Nothing changes hands without a yes: of whom was asked, or of
whoever draws the roster."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Stale, Trace
from xaso.core.text import clean
from xaso.hotline.access import require_answering, require_planner
from xaso.hotline.actions import notices
from xaso.hotline.actions.duties import NOTE, hand_over, is_this_minute, phone_in, swap
from xaso.hotline.actions.promises import assign_promises
from xaso.hotline.actions.telling import Changed, tell_of_changes
from xaso.hotline.models import Duty, Wish
from xaso.hotline.rules import WishState, answered_until
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Post


@atomic_action
def ask_to_take(
    duty: Duty, *, to: Post, at: datetime | None = None, phone: str = "", note: str = "", by: Actor
) -> Wish:
    """Asks a colleague to stand it, whole or from that moment on; they are told. Raises Invalid where a yes would be refused, and
    Stale while another wish for it is open."""
    post = _require_own(duty, by, "hotline.ask_to_take")
    said = phone_in(phone, "phone") if phone.strip() else ""
    if at is not None and is_this_minute(at, clock.now()):
        at = None  # from the yes on
    wish = Wish(duty=duty, asked_by_id=post, to=to, since=at, phone=said, note=clean(note, max_length=NOTE))
    return _ask(wish, answered_until(max(duty.starts_at, at or duty.starts_at), duty.ends_at, asked_at=clock.now()), by)


@atomic_action
def ask_to_swap(duty: Duty, *, other: Duty, by: Actor) -> Wish:
    """Asks whoever has the other duty to change places; they are told. Raises as `ask_to_take`."""
    post = _require_own(duty, by, "hotline.ask_to_swap")
    if other.person_id == duty.person_id:
        raise Invalid({"other": _("Ca này đã là của người ấy. Xin chọn người khác.")})
    now = clock.now()
    until = min(answered_until(one.starts_at, one.ends_at, asked_at=now) for one in (duty, other))
    wish = Wish(duty=duty, other=other, asked_by_id=post, to=other.post)
    return _ask(wish, until, by)


def _require_own(duty: Duty, by: Actor, action: str) -> int:
    """The post of whoever has the duty. Refuses with a trace."""
    if by.post != duty.post_id:
        words = _("Chỉ người có ca trực này nhờ được người khác.")
        raise Forbidden(words, "not_on_duty", trace=Trace(action, duty.line.subject, by))
    return require_answering(by, action=action, subject=duty.line.subject, unit=duty.unit_id)


def _ask(wish: Wish, until: datetime, by: Actor) -> Wish:
    now = clock.now()
    if not _hold_duties(wish):
        raise _changed()
    _try(wish, by)
    wish.unit_id, wish.asked_at, wish.lapses_at = wish.duty.unit_id, now, until
    Wish.objects.lapsed(at=now).filter(duty=wish.duty).update(state=WishState.LAPSED, ended_at=now)
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        raise Stale(_("Ca này đang chờ trả lời một lời nhờ. Xin rút lời ấy trước."), "asked_already") from None
    Duty.objects.filter(pk=wish.duty_id, told_to=None).update(told_to=by.post)  # who asks about it knows it
    notices.tell_asked(wish, by=by)
    detail = {"duty": wish.duty_id, "to": wish.to_id, "other": wish.other_id}
    record(action="hotline.ask_colleague", subject=wish.subject, by=by, detail=detail)
    return wish


class _Tried(Exception):
    """It would go."""


def _try(wish: Wish, by: Actor) -> None:
    """What a yes would be refused for is said to whoever asks."""
    try:
        with transaction.atomic():
            _carry_out(wish, by)
            raise _Tried
    except _Tried:
        return


def _carry_out(wish: Wish, by: Actor) -> list[Changed]:
    if wish.other is not None:
        return swap(wish.duty, wish.other, by=by)
    return [hand_over(wish.duty, wish.to, at=wish.since, phone=wish.phone, note=wish.note, by=by)]


@atomic_action
def agree_to_wish(wish: Wish, *, by: Actor) -> list[Duty]:
    """By whom was asked, or who plans: it is done, and whoever did not press is told. Raises Stale once it is answered, withdrawn
    or over, and what handing over and swapping raise. What has changed hands."""
    if by.post == wish.to_id:
        require_answering(by, action="hotline.agree", subject=wish.subject, unit=wish.unit_id)
    else:
        require_planner(by, action="hotline.agree", subject=wish.subject, unit=wish.unit_id)
    theirs = _hold_duties(wish)
    _end(wish, WishState.AGREED, by)
    if not theirs:
        raise _changed()
    changed = _carry_out(wish, by)
    record(action="hotline.agree", subject=wish.subject, by=by, detail={"duties": [one.duty.pk for one in changed]})
    for line in {one.duty.line for one in changed}:
        assign_promises(line, by=by)
    if by.post == wish.to_id:
        notices.tell_agreed(wish, by=by)
    else:
        tell_of_changes(changed, by=by)
    return [one.duty for one in changed]


@atomic_action
def decline_wish(wish: Wish, *, by: Actor) -> None:
    """By whom was asked. The duty stays with whom it was, who is told."""
    _require_named(wish, wish.to_id, by, "hotline.decline")
    _end(wish, WishState.DECLINED, by)
    record(action="hotline.decline", subject=wish.subject, by=by)
    notices.tell_declined(wish, by=by)


@atomic_action
def withdraw_wish(wish: Wish, *, by: Actor) -> None:
    """By whoever asked."""
    _require_named(wish, wish.asked_by_id, by, "hotline.withdraw_wish")
    _end(wish, WishState.WITHDRAWN, by)
    record(action="hotline.withdraw_wish", subject=wish.subject, by=by)


def _require_named(wish: Wish, post: int, by: Actor, action: str) -> None:
    if by.post != post:
        words = _("Lời nhờ này của người khác.")
        raise Forbidden(words, "not_asked", trace=Trace(action, wish.subject, by))
    require_answering(by, action=action, subject=wish.subject, unit=wish.unit_id)


def _hold_duties(wish: Wish) -> bool:
    """Before the wish itself: whoever changes a duty holds that first, and then the wishes about it. Whether they are these two's
    still."""
    held = Duty.objects.select_for_update().filter(Q(pk=wish.duty_id) | Q(pk=wish.other_id)).order_by("pk")
    has = dict(held.values_list("pk", "post"))
    wanted = {wish.duty_id: wish.asked_by_id} | ({wish.other_id: wish.to_id} if wish.other_id else {})
    return has == wanted


def _changed() -> Stale:
    return Stale(_("Ca trực này vừa đổi người. Xin xem lại lịch trực."), "duty_changed")


def _end(wish: Wish, state: WishState, by: Actor) -> None:
    now = max(clock.now(), wish.asked_at)
    if not Wish.objects.open(at=now).filter(pk=wish.pk).update(state=state, ended_at=now, ended_by=by.post):
        raise Stale(_("Lời nhờ này đã có trả lời, đã rút hoặc đã quá giờ."), "wish_over")


@atomic_action
def lapse_wishes(*, by: Actor) -> int:
    """Nobody said yes in time: whoever asked is told that the duty is theirs. One journal row a wish."""
    now = clock.now()
    over = Wish.objects.lapsed(at=now).select_for_update(of=("self",), skip_locked=True)
    wishes = list(over.select_related("duty__line", "to").order_by("pk")[:200])
    for wish in wishes:
        Wish.objects.filter(pk=wish.pk).update(state=WishState.LAPSED, ended_at=now)
        record(action="hotline.lapse_wish", subject=wish.subject, by=by)
        notices.tell_lapsed(wish, by=by)
    return len(wishes)
