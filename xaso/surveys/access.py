"""Who may rate: whoever brings the link (whose a subject is, the packages above know). Who reads what came of it:
those who answer for a unit, and those who check it."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.core.scope import hold, holding
from xaso.offices.rules import Role
from xaso.surveys.models import Rating

READERS = (Role.MANAGER, Role.AUDITOR)


def hash_of(token: str) -> str:
    """What is kept of a link."""
    return sha256(token.encode()).hexdigest()


def rating_by_token(token: str) -> Rating:
    """For whoever holds the link, to the end of the request. Raises NotFound, also when its time is over."""
    known = hash_of(token)
    with holding(known):
        found = Rating.objects.filter(token_hash=known, expires_at__gt=clock.now()).first()
    if found is None:
        raise NotFound(
            _("Đường dẫn này không còn dùng được. Muốn nói điều gì với xã, ông/bà gọi hoặc gửi phản ánh."), "link_over"
        )
    hold(known)
    return found


def reads_results(actor: Actor) -> bool:
    """Managers and auditors: of a commune its own results, of a province those of its communes. Nobody reads a single rating."""
    return actor.is_official and actor.unit is not None and actor.has(*READERS)


def require_reader(actor: Actor) -> int:
    """The unit whose results they read. Raises NotFound."""
    if not reads_results(actor) or actor.unit is None:
        raise NotFound(_("Trang này của người quản lý và người kiểm tra."), "readers_only")
    return actor.unit
