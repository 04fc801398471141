"""Accounts of officials: opened, given a password, closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.journal.actions import atomic_action, record
from xaso.signin.models import Account
from xaso.signin.rules import Kind, clean_username


@atomic_action
def open_official_account(*, username: str, password: str, person: UUID, by: Actor, sample: bool = False) -> Account:
    """Raises Refused `username_taken` or `password_weak`."""
    username = clean_username(username)
    if Account.objects.filter(username=username).exists():
        raise Refused(_("Tên đăng nhập này đã có người dùng."), "username_taken")
    account = Account(kind=Kind.OFFICIAL, username=username, person_id=person, sample=sample, created_at=clock.now())
    _check_password(password, account)
    account.set_password(password)
    account.save(force_insert=True)
    record(action="signin.open_account", subject=("account", str(account.pk)), by=by, detail={"kind": "official"})
    return account


@atomic_action
def change_password(account: Account, *, password: str, by: Actor) -> None:
    """Ends every other session of the account."""
    _check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(action="signin.change_password", subject=("account", str(account.pk)), by=by)


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages), "password_weak") from weak


@atomic_action
def close_account(account: Account, *, by: Actor) -> None:
    """Nobody gets in any more; sessions end with their next request."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    record(action="signin.close_account", subject=("account", str(account.pk)), by=by)
