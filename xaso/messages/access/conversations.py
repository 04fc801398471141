"""Who reads and answers what is said to the official accounts of a unit."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.messages.models import Follower, FollowerQuerySet
from xaso.offices.rules import WORKERS, Role


def sees_conversations(actor: Actor) -> bool:
    """Officials at work in a unit, auditors too; no administrator."""
    return (
        actor.is_official
        and not actor.is_administrator
        and actor.unit is not None
        and actor.has(*WORKERS, Role.AUDITOR)
    )


def may_answer(actor: Actor) -> bool:
    return sees_conversations(actor) and actor.post is not None and actor.has(*WORKERS)


def conversations_for(actor: Actor) -> FollowerQuerySet:
    """Of the actor's own unit."""
    return Follower.objects.filter(unit=actor.unit) if sees_conversations(actor) else Follower.objects.none()


def get_follower(actor: Actor, follower_id: UUID) -> Follower:
    """Raises NotFound."""
    found = conversations_for(actor).select_related("account").filter(pk=follower_id).first()
    if found is None:
        raise NotFound(_("Không thấy cuộc trò chuyện này."), "conversation_unknown")
    return found


def require_answerer(by: Actor, follower: Follower) -> int:
    """The post of who speaks for the unit. Refuses with a trace."""
    if not may_answer(by) or by.post is None:
        trace = Trace("messages.answer_follower", ("follower", str(follower.pk)), by)
        raise Forbidden(_("Người kiểm tra chỉ xem, không trả lời."), "not_allowed", trace=trace)
    return by.post
