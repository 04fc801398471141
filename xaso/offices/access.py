"""Who may open offices, appoint people and change the calendar. Whoever leads a unit decides about its work, whoever
administers its machines about who gets in: two people, so that neither gives themselves what the other refuses."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.offices.models import Post
from xaso.offices.rules import Role


def require_administrator(by: Actor, *, action: str, subject: tuple[str, str], unit: int | None) -> None:
    """An administrator of this unit, or the machine itself. Refuses with a trace."""
    if by.is_system or (by.has(Role.ADMINISTRATOR) and unit is not None and unit == by.unit):
        return
    raise Forbidden(
        _("Việc này do người quản trị hệ thống của đơn vị làm."),
        "administrator_only",
        trace=Trace(action=action, subject=subject, by=by),
    )


def require_opener(by: Actor, *, action: str, subject: tuple[str, str], unit: int) -> None:
    """Whoever leads the unit or administers its machines. Refuses with a trace."""
    if by.has(Role.ADMINISTRATOR):
        require_administrator(by, action=action, subject=subject, unit=unit)
    else:
        require_manager(by, action=action, subject=subject, unit=unit)


def require_manager(by: Actor, *, action: str, subject: tuple[str, str], unit: int | None = None) -> None:
    """A manager of this unit, or the machine itself. Refuses with a trace."""
    if by.is_system or (by.has(Role.MANAGER) and unit in (None, by.unit)):
        return
    raise Forbidden(
        _("Việc này do người quản lý đơn vị làm."), "manager_only", trace=Trace(action=action, subject=subject, by=by)
    )


def get_post(post_id: int, *, person: UUID | None, by: Actor) -> Post:
    """A post that this person holds or held in an office of `by`'s unit, with its office. Raises NotFound."""
    held = Post.objects.select_related("office").filter(pk=post_id, person=person, office__unit=by.unit).first()
    if held is None:
        raise NotFound(_("Không thấy vai trò này."), "post_unknown")
    return held
