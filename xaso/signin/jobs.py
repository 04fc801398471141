"""Every night: accounts that nobody uses are closed, and what only counts for hours is dropped."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.signin import actions


@every("40 18 * * *", "signin.tidy")
def tidy_accounts(timestamp: int) -> None:
    """18:40 UTC is 01:40 in Vietnam."""
    actions.close_idle_accounts(by=Actor.system("signin.tidy"))
    actions.drop_dead_visits()
    actions.drop_old_tries()
