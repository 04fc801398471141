"""Wrong passwords and codes are counted before they are looked at: of any number of tries at once, five are looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import mark, require_administrator_of
from xaso.signin.models import Account, Tries
from xaso.signin.rules import LOCKED_FOR, MAX_TRIES

# A lock that would last longer than one from now was begun before the clock went back: it is cut to that.
CUT = """
update signin_tries set last_at = %(now)s, locked_until = least(locked_until, %(until)s)
where name = %(name)s and place = %(place)s and last_at > %(soon)s
"""
# Counts one more, or says nothing while the place is locked. What is older than a lock lasts no longer counts.
COUNT = """
insert into signin_tries as t (name, place, wrong, last_at) values (%(name)s, %(place)s, 1, %(now)s)
on conflict (name, place) do update set
    wrong = case when t.last_at <= %(old)s then 1 else t.wrong + 1 end,
    last_at = %(now)s,
    locked_until = case when t.last_at > %(old)s and t.wrong + 1 >= %(most)s then %(until)s end
where t.locked_until is null or t.locked_until <= %(now)s
returning wrong
"""


def count_try(*, username: str, place: str) -> int | None:
    """How many this makes since the last right one; None while the place is locked. The fifth is looked at and locks, unless
    it was right. A transaction of its own: what comes after may roll back."""
    now = clock.now()
    asked: dict[str, Any] = {
        "name": _name(username),
        "place": place,
        "now": now,
        "soon": now + timedelta(minutes=1),  # others who are counted at this moment are not from the future
        "old": now - LOCKED_FOR,
        "until": now + LOCKED_FOR,
        "most": MAX_TRIES,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CUT, asked)
        cursor.execute(COUNT, asked)
        row = cursor.fetchone()
    return row[0] if row else None


def forgive_try(*, username: str, place: str) -> None:
    """The password was right, but more is asked: that try was none, the ones before it stay."""
    tries = Tries.objects.filter(name=_name(username), place=place)
    with transaction.atomic():
        for row in tries.select_for_update():
            row.wrong, row.locked_until = max(row.wrong - 1, 0), None
            row.save(update_fields=["wrong", "locked_until"])


def forget_tries(*, username: str, place: str) -> None:
    """They are in: counted from nothing again."""
    Tries.objects.filter(name=_name(username), place=place).delete()


def unlock(username: str) -> int:
    """At every place. Returns how many there were. Inside an action."""
    return Tries.objects.filter(name=_name(username)).delete()[0]


@atomic_action
def unlock_account(account: Account, *, by: Actor) -> None:
    """Before the twelve hours are over."""
    require_administrator_of(account, by, "signin.unlock")
    unlock(account.username or "")
    record(action="signin.unlock", subject=account.subject, by=by)


def drop_old_tries() -> int:
    """Those that no longer count."""
    return Tries.objects.filter(last_at__lt=clock.now() - LOCKED_FOR - timedelta(hours=1)).delete()[0]


def _name(username: str) -> str:
    return mark(username.strip().lower()[:200])
