"""How often a message is tried, when it is given up, and when its text is forgotten."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db.models import TextChoices

MAX_ATTEMPTS = 8  # with doubling waits: about eight minutes
LOST_AFTER = timedelta(minutes=20)  # longer than all attempts together: its job died, ask again
CODE_READABLE_FOR = timedelta(minutes=15)  # a code itself lives five
BODY_LENGTH = 1000

_DIGITS = re.compile(r"\d{4,}")


class State(TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Channel(TextChoices):
    SMS = "sms"


def after_failure(attempts: int, *, final: bool) -> State:
    """Where a message stands after its `attempts`-th try failed; `final` when the carrier said it never will."""
    return State.FAILED if final or attempts >= MAX_ATTEMPTS else State.QUEUED


def too_late(forget_at: datetime | None, now: datetime) -> bool:
    """Nobody is helped by a code that no longer opens anything."""
    return forget_at is not None and forget_at <= now


def forgotten(body: str) -> str:
    """The text with every long number blanked."""
    return _DIGITS.sub(lambda found: "•" * len(found.group()), body)
