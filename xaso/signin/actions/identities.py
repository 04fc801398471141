"""Identities: what an issuer says of somebody, tied to the account that its subject opens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.scope import hold
from xaso.core.secrets import blind_index, seal
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import identity_of
from xaso.signin.actions.claims import write_claim
from xaso.signin.models import Account, Identity
from xaso.signin.rules import Claims, Kind


@atomic_action
def enter_by_identity(*, issuer: str, claims: Claims, loa: str, by: Actor) -> Account:
    """The account that this issuer's subject opens, made when there is none; what the issuer says of them is kept as it is
    today. Never an account that merely has the same number, phone or name. Two at once end at the same account."""
    known = identity_of(issuer, claims.subject)
    if known is None:
        try:
            with transaction.atomic():
                return _open_by_identity(issuer, claims, loa, by)
        except IntegrityError:
            known = identity_of(issuer, claims.subject)
    assert known is not None
    Identity.objects.filter(pk=known.pk).update(**_said(claims, loa))
    _claim(known.account, claims)
    return known.account


def _open_by_identity(issuer: str, claims: Claims, loa: str, by: Actor) -> Account:
    now = clock.now()
    account = Account.objects.create(kind=Kind.RESIDENT, password=make_password(None), created_at=now)
    hold(account.pk)  # they are about to come in
    Identity.objects.create(
        account=account,
        issuer=issuer,
        subject_index=blind_index(f"{issuer} {claims.subject}"),
        made_at=now,
        **_said(claims, loa),
    )
    detail = {"kind": "resident", "issuer": issuer}
    record(action="signin.open_account", subject=("account", str(account.pk)), by=by, detail=detail)
    _claim(account, claims)
    return account


def _claim(account: Account, claims: Claims) -> None:
    if claims.national_id and account.person_id is None:
        write_claim(account, claims.national_id)


def _said(claims: Claims, loa: str) -> dict[str, Any]:
    return {
        "claims_sealed": seal(claims.as_text()),
        "loa": loa,
        "used_at": clock.now(),
    }


@atomic_action
def note_refused_identity(*, issuer: str, reason: str, by: Actor) -> None:
    """Somebody came back from an issuer with what does not let them in; `reason` is a word of `portal.identity`."""
    record(action="signin.identify", subject=("issuer", issuer), by=by, detail={"reason": reason}, denied=True)
