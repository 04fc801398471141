"""Puts the scope in front of the first statement that is to run in it. One message to the server, so it costs no round trip.

What PostgreSQL was told last is compared with what holds now before every statement, whatever happened in between: a request
that ended in an exception, a kept connection, a thread. A rollback takes back what was told inside it, so nothing is known
after one. The variable belongs to the session: no proxy may share a session among clients (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import ServerCursor
from psycopg.pq import TransactionStatus

from xaso.core import scope

FRAME = ("SAVEPOINT ", "RELEASE ", "ROLLBACK ")


class DatabaseWrapper(base.DatabaseWrapper):
    """`told` is what the session's variables are known to be."""

    told: dict[str, str] = scope.NOBODY

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.execute_wrappers.append(self._tell)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self.told = scope.NOBODY
        return connection

    def _tell(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        now = scope.told()
        if now == self.told or str(sql).startswith(FRAME):
            return execute(sql, params, many, context)
        news = [f"SET xaso.{name} = {_quoted(word)};" for name, word in now.items() if self.told.get(name) != word]
        words = "".join(news)
        self.told = {}
        cursor = context["cursor"].cursor
        if many or isinstance(cursor, ServerCursor) or not isinstance(sql, str):
            with self.create_cursor() as plain:
                plain.execute(words)
            result = execute(sql, params, many, context)
        else:
            result = execute(
                words.replace("%", "%%") + sql if params is not None else words + sql, params, many, context
            )
            for _word in news:
                cursor.nextset()
        self.told = now
        return result

    def _rollback(self) -> None:
        self.told = {}
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = {}

    def _commit(self) -> None:
        if self.connection is not None and self.connection.info.transaction_status == TransactionStatus.INERROR:
            self.told = {}  # PostgreSQL will roll back
        super()._commit()  # type: ignore[misc]


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
