"""Pages by key, never by offset: page 500 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet

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
    """The next `size` rows in `order` ("-due_at", "id": the last must be unique, none may be null). One query.

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
            field.to_python(value) for field, value in zip(fields, values, strict=True) if isinstance(field, Field)
        ]
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return None
    condition = Q()
    for place in range(len(order)):
        name = order[place].lstrip("-")
        side = "lt" if order[place].startswith("-") else "gt"
        equal = {order[before].lstrip("-"): values[before] for before in range(place)}
        condition |= Q(**equal, **{f"{name}__{side}": values[place]})
    # The first column alone lets the planner enter the index at the right place.
    first = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition
