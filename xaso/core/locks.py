"""One at a time, where there is no row yet to lock."""

from __future__ import annotations

from django.db import connection


def hold_until_commit(name: str) -> None:
    """Nobody else passes here with this name before the transaction ends. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
