"""Who may rate: whoever brings the link (whose a subject is, the packages above know)."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.refused import NotFound
from xaso.core.scope import hold, holding
from xaso.surveys.models import Rating


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
