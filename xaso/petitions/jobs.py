"""What the clock asks: forgetting."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.petitions.actions import forget_old_petitions


@every("20 19 * * *", "petitions.forget")
def forget(timestamp: int) -> None:
    """19:20 UTC is 02:20 in Vietnam."""
    forget_old_petitions(by=Actor.system("petitions.forget"))
