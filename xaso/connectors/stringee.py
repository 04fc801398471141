"""Stringee: one event for each change of a call (`call_status`), in milliseconds since 1970."""

from __future__ import annotations

from typing import Final

from xaso.connectors.reports import mapping, moment, seconds, text
from xaso.hotline.ports import Unreadable
from xaso.hotline.rules import Kind, News

KINDS: Final = {
    "created": Kind.RINGING,
    "started": Kind.RINGING,
    "ringing": Kind.RINGING,
    "answered": Kind.ANSWERED,
    "ended": Kind.ENDED,
}
ONE_LEG: Final = frozenset({"agentEnded"})  # an officer's part of the call is over, not the call


def read(body: bytes) -> News | None:
    data = mapping(body)
    status = text(data, "call_status")
    whence = data.get("from")
    if text(data, "type") != "stringee_call" or status in ONE_LEG or text(whence, "type") == "internal":
        return None
    if status not in KINDS:
        raise Unreadable(f"an event this program does not know: {status[:40]}")
    at = moment(data, "timestamp_ms")
    talked = seconds(data, "answerDuration")
    return News(
        source_id=text(data, "call_id"),
        kind=KINDS[status],
        at=at,
        caller=text(whence, "number"),
        line=text(data.get("to"), "number"),
        answered_at=at - talked if KINDS[status] == Kind.ENDED and talked else None,
        ended_at=at if KINDS[status] == Kind.ENDED else None,
    )
