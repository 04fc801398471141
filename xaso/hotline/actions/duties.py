"""Duties that change hands, or are called off. What somebody stood already stays theirs; only what is left goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date, show_moment
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.text import clean
from xaso.hotline.access import require_of_unit, require_on_duty, require_planner
from xaso.hotline.actions.promises import assign_promises
from xaso.hotline.actions.telling import Changed, tell_of_called_off, tell_of_changes
from xaso.hotline.models import Duty, Wish
from xaso.hotline.rules import WishState, held_until
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Post

ON_THE_LINE = "line_has_one_on_duty_at_a_time"
NOTE = 500
SLIP = timedelta(hours=1)


class Holder(NamedTuple):
    """Who has a duty, and where they can be reached meanwhile."""

    post: int
    person: UUID
    phone: str


@atomic_action
def cancel_duty(duty: Duty, *, by: Actor) -> None:
    """Takes it off the roster, of one that runs what is left; what is over stays. One that was written down after it began is
    taken back whole within the hour: it was a slip."""
    require_planner(by, action="hotline.cancel_duty", subject=duty.line.subject, unit=duty.unit_id)
    now = clock.now()
    standing = _standing(duty, now)
    slip = standing.starts_at < standing.made_at > now - SLIP
    left = standing if slip else left_of(standing, now, by=by)
    own = left.told_to_id == by.post  # knows it
    Duty.objects.filter(pk=left.pk).update(cancelled_at=now, told_to=None if own else left.told_to_id)
    overtake_wishes([standing], by=by)
    tell_of_called_off(left, by=by)
    record(action="hotline.cancel_duty", subject=duty.line.subject, by=by, detail={"duty": duty.pk})
    assign_promises(duty.line, by=by)


@atomic_action
def swap_duties(duty: Duty, *, other: Duty, by: Actor) -> None:
    """Two people change places at once; the telephones go with them. Of a duty that runs only what is left is swapped. By whoever
    plans: both are told. The two themselves ask each other (`ask_to_swap`)."""
    require_planner(by, action="hotline.swap", subject=duty.line.subject, unit=duty.unit_id)
    changed = swap(duty, other, by=by)
    detail = {"duties": [one.duty.pk for one in changed]}
    record(action="hotline.swap", subject=duty.line.subject, by=by, detail=detail)
    for line in {one.duty.line for one in changed}:
        assign_promises(line, by=by)
    tell_of_changes(changed, by=by)


def swap(duty: Duty, other: Duty, *, by: Actor) -> list[Changed]:
    """Part of the actions that swap. What has changed hands, in order."""
    now = clock.now()
    rows = Duty.objects.standing().select_for_update().filter(pk__in=(duty.pk, other.pk), ends_at__gt=now)
    pair = list(rows.order_by("pk"))
    if len(pair) != 2 or pair[0].unit_id != pair[1].unit_id:
        raise Stale(_("Chỉ đổi được hai ca chưa qua."), "duty_over")
    one, two = pair
    require_held(one.post, two.ends_at)
    require_held(two.post, one.ends_at)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set constraints all deferred")
            mine, theirs = left_of(one, now, by=by), left_of(two, now, by=by)
            _give(mine, _holder(two))
            _give(theirs, _holder(one))
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
    except IntegrityError:
        raise Refused(_("Đổi như vậy thì có người phải trực hai nơi cùng lúc."), "double_duty") from None
    overtake_wishes(pair, by=by)
    told = {mine.pk: one.told_to, theirs.pk: two.told_to}
    rows = Duty.objects.filter(pk__in=told).select_related("line", "post").order_by("pk")
    return [Changed(each, told[each.pk]) for each in rows]


@atomic_action
def hand_duty_over(duty: Duty, *, to: Post, at: datetime | None = None, phone: str = "", note: str, by: Actor) -> Duty:
    """From that moment (now unless said) a colleague answers; the note is for them. By whoever plans: both are told. Who has the
    duty asks (`ask_to_take`)."""
    require_planner(by, action="hotline.hand_over", subject=duty.line.subject, unit=duty.unit_id)
    changed = hand_over(duty, to, at=at, phone=phone, note=note, by=by)
    detail = told_of(changed.duty) | {"from": duty.pk}
    record(action="hotline.hand_over", subject=duty.line.subject, by=by, detail=detail)
    assign_promises(duty.line, by=by)
    tell_of_changes([changed], by=by)
    return changed.duty


def hand_over(duty: Duty, to: Post, *, at: datetime | None, phone: str, note: str, by: Actor) -> Changed:
    """Part of the actions that hand over. What they have from then on."""
    now = clock.now()
    standing = _standing(duty, now)
    if at is not None and at < now and not is_this_minute(at, now):
        raise Invalid({"at": _("Giờ này đã qua: ai trực lúc ấy thì đã trực rồi.")})
    moment = max(at or now, now)
    if moment >= standing.ends_at:
        raise _over()
    require_of_unit(to, standing.unit_id)
    if to.person_id == standing.person_id:
        raise Invalid({"post": _("Ca này đã là của người ấy. Xin chọn người khác.")})
    require_held(to, standing.ends_at)
    if note := clean(note, max_length=NOTE):
        stood = moment > standing.starts_at  # of a duty that nobody stood yet, whoever gets it finds the word on it
        left = note if stood else f"{standing.post.holder_name}: {note} {standing.note}".strip()[:NOTE]
        Duty.objects.filter(pk=standing.pk).update(note=left)
    rest = left_of(standing, moment, by=by)
    try:
        with transaction.atomic():
            _give(rest, Holder(to.pk, to.person_id, phone_in(phone, "phone") if phone.strip() else ""))
    except IntegrityError as error:
        rest.post, rest.person_id = to, to.person_id
        raise taken_by_another(rest, error) from None
    overtake_wishes([standing], by=by)
    return Changed(Duty.objects.select_related("line__office", "post").get(pk=rest.pk), standing.told_to)


def is_this_minute(at: datetime, now: datetime) -> bool:
    """A form knows no seconds."""
    return now.replace(second=0, microsecond=0) <= at <= now


@atomic_action
def leave_note(duty: Duty, *, note: str, by: Actor) -> None:
    """What whoever comes next should know. By whoever plans, or who is on duty."""
    require_on_duty(by, duty, action="hotline.leave_note")
    Duty.objects.standing().filter(pk=duty.pk).update(note=clean(note, max_length=NOTE))
    record(action="hotline.leave_note", subject=duty.line.subject, by=by, detail={"duty": duty.pk})


def left_of(duty: Duty, moment: datetime, *, by: Actor) -> Duty:
    """What of it lies after the moment: all of it, or a duty of its own where some was stood."""
    if moment <= duty.starts_at:
        return duty
    Duty.objects.filter(pk=duty.pk).update(ends_at=moment)
    return Duty.objects.create(
        line_id=duty.line_id,
        unit_id=duty.unit_id,
        post_id=duty.post_id,
        person_id=duty.person_id,
        phone=duty.phone,
        starts_at=moment,
        ends_at=duty.ends_at,
        made_at=min(clock.now(), moment),  # no slip: its part before was stood
        made_by_id=by.post,
        told_to_id=duty.told_to_id,
    )


def overtake_wishes(duties: Iterable[Duty], *, by: Actor) -> None:
    """What was asked about duties that have changed needs no answer any more."""
    keys = [one.pk for one in duties]
    about = Wish.objects.filter(Q(duty__in=keys) | Q(other__in=keys), state=WishState.OPEN)
    ended_at = Greatest(Value(clock.now()), F("asked_at"))
    about.update(state=WishState.OVERTAKEN, ended_at=ended_at, ended_by=by.post)


def _standing(duty: Duty, now: datetime) -> Duty:
    rows = Duty.objects.standing().select_for_update(of=("self",)).select_related("post")
    standing = rows.filter(pk=duty.pk, ends_at__gt=now).first()
    if standing is None:
        raise _over()
    return standing


def _over() -> Stale:
    return Stale(_("Ca trực này đã qua hoặc đã bỏ."), "duty_over")


def _holder(duty: Duty) -> Holder:
    return Holder(duty.post_id, duty.person_id, duty.phone)


def _give(duty: Duty, to: Holder) -> None:
    """They are told of it in the same action."""
    Duty.objects.filter(pk=duty.pk).update(post=to.post, person=to.person, phone=to.phone, told_to=to.post)


def require_held(post: Post, ends_at: datetime) -> None:
    """Raises Invalid for who will have left by then."""
    if post.valid_to is not None and held_until(post.valid_to, ends_at) < ends_at:
        told = {"who": post.holder_name, "day": show_date(post.valid_to)}
        raise Invalid({"post": _("%(who)s thôi giữ chức vụ từ ngày %(day)s. Xin chọn người khác.") % told})


def taken_by_another(duty: Duty, error: IntegrityError) -> Invalid:
    """Who stands in the way of this duty, and when."""
    rows = Duty.objects.between(duty.starts_at, duty.ends_at).exclude(pk=duty.pk).select_related("post", "line")
    same_line = ON_THE_LINE in str(error)
    other = rows.filter(line=duty.line_id).first() if same_line else rows.filter(person=duty.person_id).first()
    told = {
        "who": other.post.holder_name if other else "",
        "line": other.line.name if other else "",
        "since": show_moment(other.starts_at) if other else "",
        "until": show_moment(other.ends_at) if other else "",
    }
    if same_line:
        return Invalid({"starts_at": _("Đã có %(who)s trực từ %(since)s đến %(until)s.") % told})
    return Invalid({"post": _("%(who)s đang trực %(line)s từ %(since)s đến %(until)s.") % told})


def told_of(duty: Duty) -> dict[str, object]:
    """For the journal."""
    return {
        "duty": duty.pk,
        "post": duty.post_id,
        "since": duty.starts_at.isoformat(),
        "until": duty.ends_at.isoformat(),
    }


def phone_in(text: str, field: str) -> str:
    """E.164. Raises Invalid about the field."""
    try:
        return parse_phone(text)
    except Refused as refused:
        raise Invalid({field: refused.message}) from None
