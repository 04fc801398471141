"""Any exchange that can sign: `X-Xaso-Timestamp` (seconds) and `X-Xaso-Signature: sha256=<hex>`, HMAC-SHA256 over
`<timestamp>.<body>`. The body is JSON: `call_id`, `event` (ringing, answered, ended), `at`, `from`, `to`, perhaps `recording`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from xaso.connectors.reports import mapping, moment, text
from xaso.hotline.ports import Unreadable
from xaso.hotline.rules import Kind, News

DRIFT_SECONDS: Final = 300
KINDS: Final = {"ringing": Kind.RINGING, "answered": Kind.ANSWERED, "ended": Kind.ENDED}


def is_signed(body: bytes, headers: Mapping[str, str], *, secret: str, now: datetime) -> bool:
    """By the one who knows the secret, within the last five minutes."""
    stamp = headers.get("X-Xaso-Timestamp", "")
    if (
        not (stamp.isascii() and stamp.isdigit())
        or len(stamp) > 12
        or abs(now.timestamp() - int(stamp)) > DRIFT_SECONDS
    ):
        return False
    wanted = f"sha256={signature(body, stamp, secret=secret)}"
    return hmac.compare_digest(headers.get("X-Xaso-Signature", "").encode(), wanted.encode())


def signature(body: bytes, stamp: str, *, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def read(body: bytes) -> News | None:
    data = mapping(body)
    event = text(data, "event")
    if event not in KINDS:
        raise Unreadable(f"an event this program does not know: {event[:40]}")
    return News(
        source_id=text(data, "call_id"),
        kind=KINDS[event],
        at=moment(data, "at"),
        caller=text(data, "from"),
        line=text(data, "to"),
        recording=text(data, "recording"),
    )
