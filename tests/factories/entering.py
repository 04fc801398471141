"""Browsers in which somebody is signed in, with the marks that the door leaves in a session."""

from __future__ import annotations

from typing import Any

from django.test import Client

from xaso.core import clock
from xaso.signin.models import Account


def enter(client: Client, account: Account, *, factor: bool | None = None, **marks: Any) -> Client:
    """As if they had come in by their door just now; administrators with a second factor, unless said otherwise."""
    client.force_login(account, backend="xaso.signin.access.entering.AccountBackend")
    if account.is_staff:
        session, now = client.session, clock.now().timestamp()
        session.update({"began": now, "seen": now, "proved": now} | marks)
        if account.is_administrator if factor is None else factor:
            session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
        session.save()
    return client
