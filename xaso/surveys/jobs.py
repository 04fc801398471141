"""What the clock asks: what is over."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.surveys.actions import settle_questionnaires


@every("40 17 * * *", "surveys.settle")
def settle(timestamp: int) -> None:
    """17:40 UTC is 0:40 in Vietnam: yesterday's are over."""
    settle_questionnaires(by=Actor.system("surveys.settle"))
