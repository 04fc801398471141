"""OMICall: events while a call lives, and one record (`state` is `cdr`) when it is over, which says all of it again."""

from __future__ import annotations

from typing import Final

from xaso.connectors.reports import mapping, moment, seconds, text
from xaso.hotline.ports import Unreadable
from xaso.hotline.rules import Kind, News

KINDS: Final = {"ringing": Kind.RINGING, "answered": Kind.ANSWERED, "hangup": Kind.ENDED}
INCOMING: Final = frozenset({"inbound", "in"})


def read(body: bytes) -> News | None:
    data = mapping(body)
    state = text(data, "state").lower()
    if text(data, "direction").lower() not in INCOMING:
        return None
    if state == "cdr":
        began, ended = moment(data, "time_start_call"), moment(data, "time_end_call")
        was_answered = seconds(data, "bill_sec")
        return News(
            source_id=text(data, "call_uuid") or text(data, "transaction_id"),
            kind=Kind.RECORD,
            at=began,
            caller=text(data, "source_number"),
            line=text(data, "hotline") or text(data, "destination_number"),
            answered_at=began + seconds(data, "answer_sec") if was_answered else None,
            ended_at=ended,
            recording=text(data, "recording_file_url"),
        )
    if state not in KINDS:
        raise Unreadable(f"an event this program does not know: {state[:40]}")
    return News(
        source_id=text(data, "call_uuid") or text(data, "transaction_id"),
        kind=KINDS[state],
        at=moment(data, "created_time"),
        caller=text(data, "from_number"),
        line=text(data, "hotline") or text(data, "to_number"),
    )
