"""Who writes into an office's books what does not come from a resident's own hands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.offices.models import Office, Post
from xaso.offices.queries import one_stop_of
from xaso.offices.rules import OfficeKind, Role


def takes_in(actor: Actor) -> bool:
    """A reception officer: has the people and their papers in front of them."""
    return actor.has(Role.RECEPTION)


def counter_of(post: Post | None, actor: Actor) -> Office:
    """The one-stop office at which somebody who acts as `post` sits. Raises Forbidden for whoever takes nothing in, NotFound
    where there is none. At most one query."""
    if post is None or not takes_in(actor):
        raise Forbidden(_counter_only(), "not_allowed")
    if post.office.kind == OfficeKind.ONE_STOP:
        return post.office
    found = one_stop_of(post.office.unit, clock.today())
    if found is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa."), "no_office")
    return found


def require_counter_of(office: Office, by: Actor) -> None:
    """A reception officer of the office's unit. Refuses with a trace."""
    if not by.is_system and not (takes_in(by) and by.unit == office.unit_id):
        raise Forbidden(_counter_only(), "not_allowed", trace=_trace("dossier.register", office, by))


def require_old_books_of(office: Office, by: Actor) -> None:
    """Whoever may bring the office's old register in. Refuses with a trace."""
    if not by.is_system and not (by.has(Role.RECEPTION, Role.MANAGER) and by.unit == office.unit_id):
        words = _("Chỉ cán bộ tiếp nhận hoặc quản lý của nơi này nhập được sổ cũ.")
        raise Forbidden(words, "not_allowed", trace=_trace("dossiers.import_register", office, by))


def _counter_only() -> str:
    return _("Chỉ cán bộ tiếp nhận của bộ phận một cửa ghi được hồ sơ tại quầy.")


def _trace(action: str, office: Office, by: Actor) -> Trace:
    return Trace(action, ("office", str(office.pk)), by)
