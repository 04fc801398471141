"""Who links the official accounts of a unit."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Trace
from xaso.messages.access.speaking import may_speak


def require_linker(by: Actor, *, action: str) -> tuple[int, int]:
    """Unit and post of one who leads it. Refuses with a trace."""
    if not may_speak(by) or by.unit is None or by.post is None:
        words = _("Tài khoản của xã do người ký duyệt hoặc người quản lý nối.")
        raise Forbidden(words, "not_speaking", trace=Trace(action, ("unit", str(by.unit)), by))
    return by.unit, by.post
