"""Once a day the journal is pinned."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.journal.actions import take_digest


@every("20 17 * * *", "journal.take_digest")
def pin_journal(timestamp: int) -> None:
    """17:20 UTC is 00:20 in Vietnam. A day without a worker is covered by the next one."""
    take_digest(by=Actor.system("journal.take_digest"))
