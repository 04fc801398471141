"""Reading what a telephone system sent: JSON of which nothing is certain."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from xaso.core.text import normalise
from xaso.hotline.ports import Unreadable

MILLISECONDS = 100_000_000_000  # what is larger counts thousandths of a second
LONGEST_CALL = timedelta(hours=24)


def mapping(body: bytes) -> Mapping[str, Any]:
    """The object that the body is. Raises Unreadable."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Unreadable("not an object")
    return found


def text(data: Any, name: str) -> str:
    """What stands there, as text; empty for anything that is none."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return normalise(str(found)).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""


def moment(data: Mapping[str, Any], name: str) -> datetime:
    """Seconds or milliseconds since 1970, or ISO 8601 with its zone. Raises Unreadable."""
    found = data.get(name)
    try:
        if isinstance(found, str) and not found.replace(".", "", 1).isdigit():
            there = datetime.fromisoformat(found)
            if there.tzinfo is None:
                raise Unreadable(f"{name} has no time zone")
            return there.astimezone(UTC)
        number = float(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else math.nan
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable(f"{name} is not a moment") from None


def seconds(data: Mapping[str, Any], name: str) -> timedelta:
    """How long something took; nothing where it is not said. Raises Unreadable."""
    found = data.get(name) or 0
    try:
        took = timedelta(seconds=float(found))
    except (TypeError, ValueError, OverflowError):
        raise Unreadable(f"{name} is not a number of seconds") from None
    if not timedelta() <= took <= LONGEST_CALL:
        raise Unreadable(f"{name} is no length of a call")
    return took
