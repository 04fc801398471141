"""What the clock asks: what is late."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.petitions.actions import tell_of_late_petitions


@every("7 * * * *", "petitions.late")
def late(timestamp: int) -> None:
    tell_of_late_petitions(by=Actor.system("petitions.late"))
