"""Official accounts at other networks: when their tokens are renewed."""

from __future__ import annotations

from datetime import datetime, timedelta

RENEWED_AFTER = timedelta(hours=20)  # an access token lives 25


def is_due(renewed_at: datetime, now: datetime) -> bool:
    """A moment in the future was written before the clock went back."""
    return not renewed_at <= now < renewed_at + RENEWED_AFTER
