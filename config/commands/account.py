"""`xaso account`: the first administrator, and breaking the glass when nobody who may help can get in. Whoever may run this
command has the machine anyway; what they do with it stands in the journal, with their reason."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xaso.core.actor import Actor
    from xaso.signin.models import Account


def account(arguments: list[str]) -> int:
    """Exit code 1 when it was refused; the sentence says why."""
    parser = argparse.ArgumentParser(prog="xaso account", description=__doc__)
    deeds = parser.add_subparsers(dest="deed", required=True)
    first = deeds.add_parser("administrator", help="open an administrator's account in an office of the home unit")
    first.add_argument("username")
    first.add_argument("--name", required=True, help="full name of the person")
    first.add_argument("--title", default="Quản trị hệ thống")
    first.add_argument("--office", required=True, help="name of the office; opened when there is none of this name")
    recover = deeds.add_parser("recover", help="unlock, drop second factors, print a one-time password")
    unlock = deeds.add_parser("unlock", help="end a lock before its twelve hours are over")
    close = deeds.add_parser("close", help="nobody gets in with it any more")
    for one in (recover, unlock, close):
        one.add_argument("username")
    for one in (first, recover, unlock, close):
        one.add_argument("--reason", required=True, help="why; it is kept in the journal")
    asked = parser.parse_args(arguments)
    import django

    django.setup()
    from xaso.core.actor import Actor
    from xaso.core.refused import Refused

    by = Actor.system(f"xaso account {asked.deed} ({getpass.getuser()}): {asked.reason}"[:200])
    try:
        if asked.deed == "administrator":
            return _administrator(asked, by)
        return _do(asked.deed, asked.username, by)
    except Refused as refused:
        print(f"xaso: {refused.message}", file=sys.stderr)
        return 1


def _administrator(asked: argparse.Namespace, by: Actor) -> int:
    from django.conf import settings

    from xaso.core import clock
    from xaso.offices.actions import open_office
    from xaso.offices.models import Office
    from xaso.offices.rules import OfficeKind, Role
    from xaso.signin.actions import engage
    from xaso.units.queries import unit_on

    today = clock.today()
    unit = unit_on(settings.XASO_HOME_UNIT, today)
    office = Office.objects.valid(on=today).filter(unit=unit, name=asked.office).first() or open_office(
        unit, name=asked.office, short_name=asked.office[:60], kind=OfficeKind.DEPARTMENT, valid_from=today, by=by
    )
    opened, password = engage(
        office=office,
        role=Role.ADMINISTRATOR,
        title=asked.title,
        valid_from=today,
        username=asked.username,
        full_name=asked.name,
        by=by,
    )
    return _tell(opened, password)


def _do(deed: str, username: str, by: Actor) -> int:
    from xaso.signin import actions
    from xaso.signin.access import account_by_username

    found = account_by_username(username)
    if found is None or not found.is_staff:
        print(f"xaso: no official or administrator is called {username!r}.", file=sys.stderr)
        return 1
    if deed == "unlock":
        actions.unlock_account(found, by=by)
        print(f"{found}: unlocked.")
        return 0
    if deed == "close":
        actions.close_account(found, by=by)
        print(f"{found}: closed.")
        return 0
    actions.reset_factors(found, by=by)
    if not found.is_active:
        actions.reopen_account(found, by=by)
    return _tell(found, actions.issue_password(found, by=by))


def _tell(account: Account, password: str) -> int:
    print(f"{account}: one-time password {password}")
    print("Good for one sign-in within 72 hours; a new password and a second factor are asked for at once.")
    return 0
