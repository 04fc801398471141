"""Passwords: chosen by oneself, issued for one use, never the old ones again."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, TooMany
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import require_administrator_of, require_oneself, require_proof
from xaso.signin.actions.factors import drop_factors
from xaso.signin.actions.proposals import carry_out
from xaso.signin.actions.tries import count_try, forget_tries, unlock
from xaso.signin.actions.visits import drop_visits
from xaso.signin.models import Account, OldPassword
from xaso.signin.rules import KEPT_PASSWORDS, ONE_TIME_LIVES, stands_alone

# Without what is mistaken for something else when it is read from paper: O and 0, l and 1 and I.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
CHANGING = "change"  # where tries at the present password are counted


@atomic_action
def _change(account: Account, *, current: str, password: str, by: Actor, keep: str = "") -> None:
    require_oneself(account, by, "signin.change_password")
    require_proof(by)
    if not check_password(current, account.password):
        raise Invalid({"current": _("Mật khẩu hiện nay chưa đúng.")})
    set_password(account, password)
    drop_visits(account, keep=keep)
    record(action="signin.change_password", subject=account.subject, by=by)


def change_password(account: Account, *, current: str, password: str, by: Actor, keep: str = "") -> None:
    """Ends every other session of the account; `keep` is the key of the one it is done in. Raises Invalid (`current`,
    `password`). Wrong tries at the present one are counted, and stay counted: somebody else may sit at the screen."""
    name = account.username or ""
    if count_try(username=name, place=CHANGING) is None:
        raise TooMany(_("Đã nhập sai nhiều lần. Xin nhờ người quản trị mở khóa."), "account_locked")
    try:
        _change(account, current=current, password=password, by=by, keep=keep)
    except Invalid as refusal:
        if "current" not in refusal.errors:
            forget_tries(username=name, place=CHANGING)
        raise
    forget_tries(username=name, place=CHANGING)


@atomic_action
def issue_password(account: Account, *, by: Actor) -> str:
    """A password for one use within 72 hours, to be handed over in person; shown once. Whoever comes in with it chooses their
    own before anything else. Ends all sessions and unlocks. Where it would be the only thing that is asked for, a second person
    has agreed (`proposals`); lost factors go with it."""
    require_administrator_of(account, by, "signin.issue_password")
    agreed = carry_out(account, by)
    if agreed is not None and agreed.factors:
        drop_factors(account, by)
    password = _one_time()
    account.set_password(password)
    account.password_set_at = clock.now()
    account.stands_alone = account.must_change = True
    account.one_time_until = clock.now() + ONE_TIME_LIVES
    account.save(update_fields=["password", "password_set_at", "stands_alone", "must_change", "one_time_until"])
    drop_visits(account)
    unlock(account.username or "")
    detail = {"proposal": str(agreed.pk)} if agreed else None
    record(action="signin.issue_password", subject=account.subject, by=by, detail=detail)
    return password


def set_password(account: Account, password: str) -> None:
    """Checked against the policy and the last ten; the one before is kept to be compared with. Inside an action."""
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Invalid({"password": " ".join(weak.messages)}) from weak
    old = OldPassword.objects.filter(account=account).order_by("-set_at", "-pk")
    before = list(old.values_list("hash", flat=True)[:KEPT_PASSWORDS])
    if account.one_time_until is not None:
        before.append(account.password)
    if any(check_password(password, used) for used in before):
        raise Invalid({"password": _("Ông/bà đã dùng mật khẩu này. Xin đặt mật khẩu khác với 10 lần gần nhất.")})
    now = clock.now()
    account.set_password(password)
    account.password_set_at, account.must_change, account.one_time_until = now, False, None
    account.stands_alone = stands_alone(password)
    account.save(update_fields=["password", "password_set_at", "stands_alone", "must_change", "one_time_until"])
    OldPassword.objects.create(account=account, hash=account.password, set_at=now)
    OldPassword.objects.filter(pk__in=list(old.values_list("pk", flat=True)[KEPT_PASSWORDS:])).delete()


def _one_time() -> str:
    """Four groups of four, with every class of letters: Kp7x-m4Tr-9Qac-Hw3e. Some 90 bits."""
    while True:
        letters = [secrets.choice(_LETTERS + _CAPITALS + _DIGITS) for _place in range(16)]
        password = "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))
        if stands_alone(password):
            return password
