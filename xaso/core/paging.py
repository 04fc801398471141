"""Pages by key, never by offset: page 500 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Field, Func, Model, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from xaso.core.text import normalise

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows and the key that continues after them ('' when these are the last)."""

    rows: Sequence[Row]
    next_key: str

    @property
    def has_next(self) -> bool:
        return bool(self.next_key)


def page_by_key(rows: QuerySet[Row], *, order: tuple[str, ...], after: str = "", size: int = 50) -> Page[Row]:
    """The next `size` rows in `order` ("due_at", "id": one direction, the last unique, none ever null). One query.

    `after` comes from a url: anything unreadable starts at the first page."""
    if condition := _after(rows, order, after):
        rows = rows.filter(condition)
    found = list(rows.order_by(*order)[: size + 1])
    shown = found[:size]
    key = _key(shown[-1], order) if len(found) > size else ""
    return Page(shown, key)


def _key(row: Model, order: tuple[str, ...]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values, cls=_Exact).encode()).decode().rstrip("=")


class _Exact(DjangoJSONEncoder):
    """Keeps the microseconds that JSON's usual form drops: a key must name exactly one row."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _after(rows: QuerySet[Row], order: tuple[str, ...], key: str) -> Q | None:
    if not key:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        fields = [rows.model._meta.get_field(name.lstrip("-")) for name in order]
        values = [
            _fit(field.to_python(value))
            for field, value in zip(fields, values, strict=True)
            if isinstance(field, Field)
        ]
    except (ValueError, TypeError, binascii.Error, ValidationError, OverflowError, RecursionError):
        return None
    names = [name.lstrip("-") for name in order]
    side = "<" if order[0].startswith("-") else ">"
    return Q(_Beyond(*names, *(Value(value) for value in values), side=side))


def _fit(value: Any) -> Any:
    """As PostgreSQL takes it. Raises ValueError for a moment without its zone, OverflowError for one beyond all years."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("no time zone")
        return value.astimezone(UTC)
    return normalise(value) if isinstance(value, str) else value


class _Beyond(Func):
    """`(a, b, c) > (1, 2, 3)`: the comparison of rows is what lets an index begin at the key, whatever its columns."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, side: str) -> None:
        half = ", ".join(["{}"] * (len(expressions) // 2))
        super().__init__(*expressions)
        self.form = f"({half}) {side} ({half})"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        compiled = [compiler.compile(one) for one in self.get_source_expressions()]
        return self.form.format(*(sql for sql, _ in compiled)), [value for _, values in compiled for value in values]
