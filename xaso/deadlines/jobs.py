"""What runs later."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import job
from xaso.deadlines.actions import recompute_clocks


@job("deadlines.recompute", lock="deadlines.recompute")
def recompute() -> None:
    """The calendar changed: every unfinished clock is counted anew."""
    recompute_clocks(by=Actor.system("calendar changed"))
