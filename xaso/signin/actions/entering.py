"""The trace of every way in and out: also of the attempts that failed."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import mark
from xaso.signin.models import Account


@atomic_action
def note_wrong_password(*, username: str, reason: str, by: Actor) -> None:
    """On the account's chain when there is such an account. What was typed as the name is not kept: it may be a password."""
    account = Account.objects.filter(username=username.strip().lower()).only("pk").first()
    subject = ("account", str(account.pk)) if account else ("username", mark(username.strip().lower()))
    record(action="signin.enter_password", subject=subject, by=by, detail={"reason": reason}, denied=True)


@atomic_action
def note_sign_in(account: Account, *, method: str, by: Actor) -> None:
    """`method`: code, password, identity, sample."""
    record(action="signin.enter", subject=("account", str(account.pk)), by=by, detail={"method": method})


@atomic_action
def note_sign_out(account: Account, *, by: Actor) -> None:
    """One journal row; the session itself is the web framework's."""
    record(action="signin.leave", subject=("account", str(account.pk)), by=by)
