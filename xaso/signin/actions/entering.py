"""The trace of every way in and out: also of the attempts that failed."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Post
from xaso.signin.access import account_by_username, mark
from xaso.signin.models import Account
from xaso.signin.rules import MAX_TRIES


@atomic_action
def note_wrong_password(*, username: str, reason: str, by: Actor, place: str = "", count: int = 0) -> None:
    """On the account's chain when there is such an account. What was typed as the name is not kept: it may be a password.
    `reason`: wrong, wrong_factor, locked, too_many. The `count` that locks leaves a row of its own."""
    account = account_by_username(username)
    subject = account.subject if account else ("username", mark(username.strip().lower()))
    kind = place.partition(":")[0]
    detail = {"reason": reason} | ({"place": kind} if kind else {})
    record(action="signin.enter_password", subject=subject, by=by, detail=detail, denied=True)
    if count >= MAX_TRIES:
        record(action="signin.lock", subject=subject, by=by, detail={"place": kind})


@atomic_action
def note_sign_in(account: Account, *, method: str, by: Actor) -> None:
    """`method`: code, identity, password, mfa, sample."""
    record(action="signin.enter", subject=account.subject, by=by, detail={"method": method})


@atomic_action
def note_sign_out(account: Account, *, by: Actor, reason: str = "") -> None:
    """One journal row; the session itself is the web framework's. `reason`: idle, or empty when they pressed the button."""
    record(action="signin.leave", subject=account.subject, by=by, detail={"reason": reason} if reason else None)


@atomic_action
def note_post(account: Account, *, post: Post, by: Actor) -> None:
    """From now on they act in this post."""
    record(action="signin.take_post", subject=account.subject, by=by, detail={"post": post.pk})


@atomic_action
def drop_ended_sessions(*, by: Actor) -> int:
    """Sessions whose time is over. One journal row when any were."""
    gone, _rows = Session.objects.filter(expire_date__lt=clock.now()).delete()
    if gone:
        record(action="signin.drop_sessions", subject=("sessions", "all"), by=by, detail={"dropped": gone})
    return gone
