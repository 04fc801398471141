"""Who answers for whom. Every list, count and lookup of calls and promises goes through `calls_for` and `promises_for`."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.dossiers.access import WORKING_ROLES
from xaso.hotline.models import (
    Answer,
    Call,
    CallQuerySet,
    Duty,
    DutyQuerySet,
    Line,
    Promise,
    PromiseQuerySet,
    Question,
    Wish,
    WishQuerySet,
)
from xaso.hotline.rules import UNHAPPY_SEEN_BY, PromiseKind, Source
from xaso.offices.models import Post
from xaso.offices.rules import WORKERS, Role


def sees_hotline(actor: Actor) -> bool:
    """Officials at work in a unit, auditors too."""
    return actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES)


def may_answer(actor: Actor) -> bool:
    """Whoever takes calls, on duty or not: a telephone rings for the whole house."""
    return sees_hotline(actor) and actor.has(*WORKERS)


def may_plan(actor: Actor) -> bool:
    """Managers draw the roster and open lines."""
    return sees_hotline(actor) and actor.has(Role.MANAGER)


def calls_for(actor: Actor) -> CallQuerySet:
    if actor.is_system:
        return Call.objects.all()
    return Call.objects.filter(unit=actor.unit) if sees_hotline(actor) else Call.objects.none()


def promises_for(actor: Actor) -> PromiseQuerySet:
    """Of the actor's unit. Whoever rated badly is seen by those who lead and by whom they gave the promise to, never by whoever
    was rated. Where every manager was, those who approve see it instead."""
    if actor.is_system:
        return Promise.objects.all()
    if not sees_hotline(actor):
        return Promise.objects.none()
    led = [role for role in UNHAPPY_SEEN_BY if actor.has(role)]
    rated = Q(rated__contains=[actor.person]) if actor.person else Q(pk=None)
    unhappy = (Q(assigned=actor.post) | Q(led_by__in=led)) & ~rated
    return Promise.objects.filter(~Q(kind=PromiseKind.UNHAPPY) | unhappy, unit=actor.unit)


def duties_for(actor: Actor) -> DutyQuerySet:
    if actor.is_system:
        return Duty.objects.all()
    return Duty.objects.filter(unit=actor.unit) if sees_hotline(actor) else Duty.objects.none()


def wishes_for(actor: Actor) -> WishQuerySet:
    """What colleagues of the unit ask of each other: who draws the roster sees all, everybody else what they ask or are asked."""
    if actor.is_system:
        return Wish.objects.all()
    if not sees_hotline(actor):
        return Wish.objects.none()
    rows = Wish.objects.filter(unit=actor.unit)
    return rows if may_plan(actor) else rows.filter(Q(asked_by=actor.post) | Q(to=actor.post))


def lines_for(actor: Actor) -> QuerySet[Line]:
    """Lines that are open in the actor's unit."""
    return Line.objects.filter(office__unit=actor.unit, closed_at=None) if sees_hotline(actor) else Line.objects.none()


def answers_for(actor: Actor) -> QuerySet[Answer]:
    """Answers that stand, of the actor's unit."""
    return Answer.objects.filter(unit=actor.unit, withdrawn_at=None) if sees_hotline(actor) else Answer.objects.none()


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Questions without an answer yet."""
    return Question.objects.filter(unit=actor.unit, settled_at=None) if sees_hotline(actor) else Question.objects.none()


def get_call(actor: Actor, call_id: UUID) -> Call:
    """Of the actor's unit, with its line and dossier. Raises NotFound."""
    found = calls_for(actor).filter(pk=call_id).select_related("line__office", "post", "dossier").first()
    if found is None:
        raise NotFound(_("Không thấy cuộc gọi này."), "call_unknown")
    return found


def may_correct(call: Call, actor: Actor) -> bool:
    """Whether this official may still type its number anew: their own typed call, and nobody was told anything at the number it
    has, or did anything for it. At most two statements."""
    if call.source != Source.TYPED or call.post_id is None or call.post_id != actor.post or not may_answer(actor):
        return False
    if call.draft or call.petition_id or call.surveyed_at or call.dossier_id:
        return False
    return not (call.promises.exists() or call.given.filter(sent=True).exists())


def get_promise(actor: Actor, promise_id: UUID) -> Promise:
    """Of the actor's unit. Raises NotFound."""
    rows = promises_for(actor).select_related("line__office", "clock", "assigned", "ended_by", "call")
    found = rows.filter(pk=promise_id).first()
    if found is None:
        raise NotFound(_("Không thấy lời hẹn này."), "promise_unknown")
    return found


def get_duty(actor: Actor, duty_id: int) -> Duty:
    """One that stands, of the actor's unit. Raises NotFound."""
    rows = duties_for(actor).standing().select_related("line__office", "post__office")
    found = rows.filter(pk=duty_id).first()
    if found is None:
        raise NotFound(_("Không thấy ca trực này."), "duty_unknown")
    return found


def get_wish(actor: Actor, wish_id: int) -> Wish:
    """One that the actor sees, answered or not. Raises NotFound."""
    rows = wishes_for(actor).select_related(
        "duty__line__office", "duty__post", "other__line", "other__post", "asked_by", "to"
    )
    found = rows.filter(pk=wish_id).first()
    if found is None:
        raise NotFound(_("Không thấy lời nhờ này."), "wish_unknown")
    return found


def get_line(actor: Actor, line_id: int) -> Line:
    """One that is open, of the actor's unit. Raises NotFound."""
    found = lines_for(actor).filter(pk=line_id).select_related("office", "keeper").first()
    if found is None:
        raise NotFound(_("Không thấy đường dây này."), "line_unknown")
    return found


def get_answer(actor: Actor, answer_id: int) -> Answer:
    """One that stands, of the actor's unit. Raises NotFound."""
    found = answers_for(actor).filter(pk=answer_id).select_related("procedure", "owner").first()
    if found is None:
        raise NotFound(_("Không thấy câu trả lời này."), "answer_unknown")
    return found


def require_answering(by: Actor, *, action: str, subject: tuple[str, str], unit: int) -> int:
    """The post of an official who takes calls of this unit. Refuses with a trace."""
    if not may_answer(by) or by.unit != unit or by.post is None:
        raise Forbidden(
            _("Việc này do cán bộ trực đường dây của xã làm."), "not_answering", trace=Trace(action, subject, by)
        )
    return by.post


def require_keeping(by: Actor, promise: Promise, *, action: str) -> int:
    """The post of an official who takes calls of this unit and sees this promise. Refuses with a trace."""
    post = require_answering(by, action=action, subject=promise.subject, unit=promise.unit_id)
    if not promises_for(by).filter(pk=promise.pk).exists():
        trace = Trace(action, promise.subject, by)
        raise Forbidden(
            _("Lời hẹn này do người quản lý hoặc lãnh đạo xã giữ. Xin để người ấy làm."), "not_keeping", trace=trace
        )
    return post


def require_planner(by: Actor, *, action: str, subject: tuple[str, str], unit: int) -> None:
    """A manager of this unit, or the machine. Refuses with a trace."""
    if not by.is_system and not (may_plan(by) and by.unit == unit):
        raise Forbidden(_("Lịch trực do người quản lý xã lập."), "not_planning", trace=Trace(action, subject, by))


def require_on_duty(by: Actor, *duties: Duty, action: str) -> None:
    """Whoever is named on one of them, or plans. Refuses with a trace."""
    subject, unit = duties[0].line.subject, duties[0].unit_id
    if any(by.post is not None and by.post == duty.post_id for duty in duties):
        require_answering(by, action=action, subject=subject, unit=unit)
    else:
        require_planner(by, action=action, subject=subject, unit=unit)


def require_of_unit(post: Post, unit: int) -> None:
    """Raises NotFound for a post elsewhere, and for one that answers nobody."""
    if post.office.unit_id != unit or post.role not in WORKERS:
        raise NotFound(_("Người này không làm việc ở xã."), "post_unknown")
