"""What the clock asks: what is late, and forgetting."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.petitions.actions import forget_old_petitions, tell_of_late_petitions


@every("20 19 * * *", "petitions.forget")
def forget(timestamp: int) -> None:
    """19:20 UTC is 02:20 in Vietnam."""
    forget_old_petitions(by=Actor.system("petitions.forget"))


@every("7 * * * *", "petitions.late")
def late(timestamp: int) -> None:
    tell_of_late_petitions(by=Actor.system("petitions.late"))
