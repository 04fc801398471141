"""Who helps, and who may know. Days are public; visits are seen by officials of the unit, and by nobody with what was thought of
them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused, Trace
from xaso.core.scope import as_machine
from xaso.dossiers.access import WORKING_ROLES
from xaso.offices.rules import WORKERS
from xaso.outreach.models import SupportDay, SupportDayQuerySet, Visit


def sees_outreach(actor: Actor) -> bool:
    """Officials at work in a unit, auditors too."""
    return actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES)


def may_help(actor: Actor) -> bool:
    """Whoever does the unit's work enters its days and notes who came."""
    return sees_outreach(actor) and actor.has(*WORKERS)


def days_for(actor: Actor) -> SupportDayQuerySet:
    """Of the actor's unit."""
    return SupportDay.objects.filter(unit=actor.unit) if sees_outreach(actor) else SupportDay.objects.none()


def visits_for(actor: Actor) -> QuerySet[Visit]:
    """Of the actor's unit."""
    return Visit.objects.filter(unit=actor.unit) if sees_outreach(actor) else Visit.objects.none()


def get_day(actor: Actor, day_id: int) -> SupportDay:
    """Of the actor's unit. Raises NotFound."""
    found = days_for(actor).filter(pk=day_id).select_related("office", "unit").first()
    if found is None:
        raise NotFound(_("Không thấy ngày hỗ trợ này."), "support_day_unknown")
    return found


def visit_just_noted(actor: Actor, day: SupportDay, visit_id: str) -> Visit | None:
    """The one that this official noted a moment ago, to hand over its code. One query."""
    try:
        key = UUID(visit_id)
    except ValueError:
        return None
    return visits_for(actor).filter(pk=key, day=day, noted_by=actor.post).select_related("day").first()


def require_helping(by: Actor, *, action: str, subject: tuple[str, str], unit: int | None) -> int:
    """The post of an official who works in this unit. Refuses with a trace."""
    if not may_help(by) or by.unit != unit or by.post is None:
        raise Forbidden(_("Việc này do cán bộ làm việc ở xã ghi."), "not_helping", trace=Trace(action, subject, by))
    return by.post


def day_by_token(token: str) -> SupportDay:
    """For whoever reads the sheet of the day, until its visits can be rated no more. Raises NotFound."""
    found = SupportDay.objects.filter(token=token).first()
    if found is None or not found.takes_ratings(clock.now()):
        raise NotFound(
            _("Trang này không còn dùng được. Muốn nói điều gì với xã, ông/bà gọi hoặc gửi phản ánh."), "day_over"
        )
    return found


def visit_by_code(day: SupportDay, code: str) -> Visit:
    """Whoever was handed it. Raises Refused for one that nobody has."""
    with as_machine("who was handed a code sees nothing of the visit but the question how it was"):
        found = Visit.objects.filter(day=day, code=code).first() if code else None
    if found is None:
        raise Refused(_("Mã này không đúng. Xin xem lại sáu số cán bộ đưa, hoặc hỏi cán bộ."), "code_unknown")
    return found
