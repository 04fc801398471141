"""What Zalo sends to our address: who came, who left, who wrote, what arrived. Signed with plain SHA-256 over id, body, timestamp
and the account's secret; which of the ids and secrets of its console that is, its own pages leave in doubt, so several are
believed. Answered at once, worked from the queue. A new address is tried with an unsigned `{}`."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from xaso.connectors.reports import mapping, moment, text
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import Limit, network_of
from xaso.hotline.ports import Unreadable as NotRead
from xaso.messages.actions import keep_event
from xaso.messages.ports import Happened, Happening, Unreadable
from xaso.messages.rules import Kind

log = logging.getLogger(__name__)
MOST_BYTES: Final = 64 * 1024
PROBE: Final = b"{}"
AHEAD: Final = timedelta(minutes=5)
BEHIND: Final = timedelta(
    hours=2, minutes=30
)  # Zalo repeats itself for nearly two hours, with the moment of the first time
STRANGERS: Final = Limit("zalo_events", 60, timedelta(minutes=10))  # wrong ones, of one network
KINDS: Final = {
    "user_send_text": Kind.TEXT,
    "user_send_image": Kind.PICTURE,
    "user_send_gif": Kind.PICTURE,
    "user_send_sticker": Kind.PICTURE,
    "user_send_file": Kind.FILE,
    "user_send_audio": Kind.FILE,
    "user_send_video": Kind.FILE,
    "user_send_link": Kind.OTHER,
    "user_send_location": Kind.OTHER,
    "user_send_business_card": Kind.OTHER,
    "user_submit_info": Kind.OTHER,
}


@csrf_exempt
@login_not_required
@require_POST
def told(request: HttpRequest) -> JsonResponse:
    """One event: 200 as soon as it is kept, 404 where Zalo is not connected, 403 for a wrong signature or an old timestamp, 413
    for a body over 64 kB, 429 for a network that was wrong too often."""
    where = f"network:{network_of(str(request.actor.address))}"  # type: ignore[attr-defined]
    STRANGERS.require(where)
    if not settings.XASO_ZALO_KEYS:
        return JsonResponse({"error": "not here"}, status=404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return JsonResponse({"error": "too large"}, status=413)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return JsonResponse({"error": "too large"}, status=413)
    if body.strip() == PROBE:
        return JsonResponse({"ok": True})
    signature = request.headers.get("X-ZEvent-Signature", "")
    place = signed_by(body, signature, request.headers.get("X-ZEvent-Timestamp", ""), settings.XASO_ZALO_KEYS)
    if place is None:
        log.warning("an event of Zalo bears no signature that XASO_ZALO_KEYS knows")
        STRANGERS.spend(where)
        return JsonResponse({"error": "signature"}, status=403)
    if place:
        log.info("an event of Zalo was signed with pair %d of XASO_ZALO_KEYS", place + 1)
    keep_event(body, by=Actor.system("event of zalo"))
    return JsonResponse({"ok": True})


def signed_by(body: bytes, signature: str, header: str, keys: Sequence[tuple[str, str]]) -> int | None:
    """The place of the pair that signed it just now; None for whatever is not signed, or long ago. The timestamp is that of the
    body, of some senders that of the header."""
    brought = signature.removeprefix("mac=").strip().lower().encode("utf-8", "surrogatepass")
    for said in {_timestamp(body), header} - {""}:
        if not said.isascii() or not said.isdigit() or not _is_fresh(said):
            continue
        for place, (name, secret) in enumerate(keys):
            known = hashlib.sha256(name.encode() + body + said.encode() + secret.encode()).hexdigest()
            if hmac.compare_digest(known.encode(), brought):
                return place
    return None


def _timestamp(body: bytes) -> str:
    try:
        return text(mapping(body), "timestamp")
    except NotRead:
        return ""


def _is_fresh(said: str) -> bool:
    try:
        at = datetime.fromtimestamp(int(said) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return False
    now = clock.now()
    return now - BEHIND <= at <= now + AHEAD


def read(body: bytes) -> list[Happening]:
    """Raises Unreadable. Nothing for an event that means nothing to us; ids are text, larger than a machine counts."""
    try:
        said = mapping(body)
        at = moment(said, "timestamp")
    except NotRead as problem:
        raise Unreadable(str(problem)) from problem
    event, message = text(said, "event_name"), said.get("message")
    account = text(said, "oa_id") or text(said.get("recipient"), "id")
    if event in ("follow", "unfollow"):
        user = text(said.get("follower"), "id") or text(said.get("sender"), "id")
        what = Happened.CAME if event == "follow" else Happened.LEFT
        return [Happening(what, at, account=account, user=user)] if account and user else []
    if event in KINDS:
        user, name = text(said.get("sender"), "id"), text(message, "msg_id")
        spoken = text(message, "text")
        heard = Happening(Happened.SAID, at, account, user, name or _made(said), KINDS[event], spoken)
        return [heard] if account and user else []
    if event.startswith("oa_send_") and (kind := KINDS.get(event.replace("oa_", "user_", 1))):
        account = text(said, "oa_id") or text(said.get("sender"), "id")
        user, name = text(said.get("recipient"), "id"), text(message, "msg_id")
        answered = Happening(Happened.ANSWERED, at, account, user, name, kind, text(message, "text"))
        return [answered] if account and user and name else []
    if event in ("user_received_message", "user_seen_message"):
        return [Happening(Happened.ARRIVED, at, reference=name) for name in _names(message)]
    return []


def _made(said: Any) -> str:
    """A name for what bears none."""
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:40]


def _names(message: Any) -> list[str]:
    listed = message.get("msg_ids") if isinstance(message, dict) else None
    names = [str(one) for one in listed[:50] if isinstance(one, str | int)] if isinstance(listed, list) else []
    return names or [name for name in [text(message, "msg_id")] if name]
