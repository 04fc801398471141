"""News from below: due times that moved because the calendar was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from xaso.core.actor import Actor
from xaso.deadlines.signals import due_times_moved
from xaso.petitions.actions import follow_petition_clocks


@receiver(due_times_moved)
def keep_due_times(sender: Any, *, moved: dict[int, datetime | None], **_more: Any) -> None:
    follow_petition_clocks(moved, by=Actor.system("the calendar changed"))
