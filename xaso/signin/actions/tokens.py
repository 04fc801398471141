"""Tokens of machines: opened by an administrator, shown once, ended by a press."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Stale
from xaso.core.scope import holding
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import require_administrator, require_proof
from xaso.signin.actions.accounts import insert_machine
from xaso.signin.models import Account, Token
from xaso.signin.rules import SEEN_EVERY, TOKEN_DAYS_AT_MOST, TOKEN_PREFIX, Reads, token_hash


@atomic_action
def open_token(*, username: str, name: str, reads: Reads, days: int, by: Actor) -> tuple[Token, str]:
    """The token and its text, which is nowhere but in this answer. `name`: whose program it is."""
    require_administrator(by, "signin.open_token")
    require_proof(by)
    if not 0 < days <= TOKEN_DAYS_AT_MOST:
        raise Invalid({"days": _("Xin ghi từ 1 đến 366 ngày.")})
    assert by.unit is not None
    assert by.person is not None
    account = insert_machine(username, by)
    text, now = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}", clock.now()
    token = Token(account=account, unit_id=by.unit, name=clean(name, max_length=80), reads=Reads(reads))
    token.hash, token.made_by_id, token.made_at = token_hash(text), by.person, now
    token.valid_to = now + timedelta(days=days)
    token.save(force_insert=True)
    detail = {"token": str(token.pk), "reads": token.reads, "days": days}
    record(action="signin.open_token", subject=token.subject, by=by, detail=detail)
    return token, text


@atomic_action
def end_token(token: Token, *, by: Actor) -> None:
    """The next request finds it shut, and so is the account it was for."""
    require_administrator(by, "signin.end_token")
    now = clock.now()
    if not Token.objects.filter(pk=token.pk, unit=by.unit, ended_at=None).update(ended_at=now, ended_by_id=by.person):
        raise Stale(_("Khóa này đã dừng trước đó."), "token_ended")
    with holding(token.account_id):  # machines' accounts are seen by nobody
        Account.objects.filter(pk=token.account_id).update(is_active=False, closed_at=now)
    record(action="signin.end_token", subject=token.subject, by=by, detail={"token": str(token.pk)})


def see_token(token: Token) -> None:
    """A machine came. Once a minute at most."""
    now = clock.now()
    if token.used_at is None or abs(now - token.used_at) >= SEEN_EVERY:
        with holding(token.hash):  # it was brought
            Token.objects.filter(pk=token.pk).update(used_at=now)
