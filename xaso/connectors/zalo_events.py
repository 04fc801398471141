"""What Zalo sends to our address: who came, who left, who wrote, what arrived. Signed with plain SHA-256 over id, body, timestamp
and the account's secret; which of the ids and secrets of its console that is, its own pages leave in doubt, so several are
believed. Answered at once, worked from the queue. A new address is tried with an unsigned `{}`."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from xaso.connectors.reports import mapping, moment, text
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.core.limits import Limit, network_of
from xaso.hotline.ports import Unreadable as NotRead
from xaso.messages.actions import keep_event, note_refused_event
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
    "user_submit_info": Kind.TYPED,
}
# Of a template: DISABLE and REJECT for what it says, PENDING_REVIEW while Zalo looks again. A word not listed changes nothing:
# the error of the next sending tells.
OFF: Final = frozenset({"DISABLE", "REJECT", "PENDING_REVIEW", "DELETE"})
# What somebody types into the form that `request_user_info` shows, as the pages of 2026 and older ones name it.
TYPED: Final = {
    "name": gettext_lazy("Họ tên"),
    "phone": gettext_lazy("Điện thoại"),
    "user_dob": gettext_lazy("Ngày sinh"),
    "gender": gettext_lazy("Giới tính"),
    "address": gettext_lazy("Địa chỉ"),
    "user_address": gettext_lazy("Địa chỉ"),
    "ward": gettext_lazy("Xã, phường"),
    "user_ward": gettext_lazy("Xã, phường"),
    "district": gettext_lazy("Huyện"),
    "city": gettext_lazy("Tỉnh, thành phố"),
    "user_city": gettext_lazy("Tỉnh, thành phố"),
}


@csrf_exempt
@login_not_required
@require_POST
def told(request: HttpRequest) -> JsonResponse:
    """One event: 200 as soon as it is kept, 404 where Zalo is not connected, 403 for a wrong signature or an old timestamp, 413
    for a body over 64 kB, 429 for a wrong one of a network that was wrong too often. What is signed comes in all the same: one
    account of another app, and Zalo's own network is wrong all day."""
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
        STRANGERS.spend(f"network:{network_of(str(request.actor.address))}")  # type: ignore[attr-defined]
        log.warning("an event of Zalo bears no signature that XASO_ZALO_KEYS knows")
        note_refused_event(by=Actor.system("event of zalo"))
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
    if event in ("follow", "unfollow"):
        account = text(said, "oa_id") or text(said.get("recipient"), "id")
        user = text(said.get("follower"), "id") or text(said.get("sender"), "id")
        what = Happened.CAME if event == "follow" else Happened.LEFT
        return [Happening(what, at, account=account, user=user)] if account and user else []
    if event in ("user_received_message", "user_seen_message"):
        key = text(message, "tracking_id")
        what = Happened.SEEN if event == "user_seen_message" else Happened.ARRIVED
        return [Happening(what, at, reference=name, key=key) for name in _names(message)]
    if (
        event == "user_withdraw"
    ):  # a right of Zalo's privacy pages: whatever one said is to be deleted; one word has no event
        user = text(said, "user_id") or text(said.get("sender"), "id")
        return [Happening(Happened.WITHDREW, at, account=text(said, "oa_id"), user=user)] if user else []
    if event.startswith("change_"):
        return _of_account(event, said, at)
    return _of_talk(event, said, at)


def _of_talk(event: str, said: Mapping[str, Any], at: datetime) -> list[Happening]:
    """Said to the account, or answered in its name; also by somebody who writes from a web page without signing in to Zalo."""
    anonymous = event.startswith(("anonymous_send_", "oa_send_anonymous_"))
    ours = event.startswith("oa_send_")
    kind = KINDS.get(re.sub(r"^(oa_send|anonymous_send)(_anonymous)?_", "user_send_", event))
    theirs, here = said.get("recipient" if ours else "sender"), said.get("sender" if ours else "recipient")
    user = text(theirs, "id") or (text(theirs, "anonymous_id") or text(said, "anonymous_id") if anonymous else "")
    account = text(said, "oa_id") or text(here, "id")
    message = said.get("message")
    name, spoken = text(message, "msg_id"), _typed(said) if kind == Kind.TYPED else text(message, "text")
    if kind is None or not (account and user) or (ours and not name):
        return []
    what = Happened.ANSWERED if ours else Happened.SAID
    return [Happening(what, at, account, user, name or _made(said), kind, spoken, anonymous=anonymous)]


@in_vietnamese
def _typed(said: Mapping[str, Any]) -> str:
    """A line for each field that was filled in."""
    info = said.get("info")
    place = info.get("full_address") if isinstance(info, dict) else None
    fields = {**(info if isinstance(info, dict) else {}), **(place if isinstance(place, dict) else {})}
    return "\n".join(f"{label}: {found}" for name, label in TYPED.items() if (found := text(fields, name)))


def _of_account(event: str, said: Mapping[str, Any], at: datetime) -> list[Happening]:
    account, template = text(said, "oa_id") or text(said, "oaId"), text(said, "template_id")
    status = text(said.get("status"), "new_status").upper()
    if not account:
        return []
    if event == "change_oa_daily_quota":
        return [Happening(Happened.QUOTA, at, account, text=text(said.get("quota"), "new_value"))]
    if event == "change_template_quality":
        return [Happening(Happened.QUALITY, at, account, reference=template, text=text(said, "quality").lower())]
    if event == "change_template_status" and status in OFF:
        why = text(said, "reason")
        return [
            Happening(
                Happened.TEMPLATE_OFF, at, account, reference=template, text=f"{status}: {why}" if why else status
            )
        ]
    if event == "change_template_status" and status == "ENABLE":
        return [Happening(Happened.TEMPLATE_ON, at, account, reference=template)]
    return []


def _made(said: Any) -> str:
    """A name for what bears none."""
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:40]


def _names(message: Any) -> list[str]:
    listed = message.get("msg_ids") if isinstance(message, dict) else None
    names = [str(one) for one in listed[:50] if isinstance(one, str | int)] if isinstance(listed, list) else []
    return names or [text(message, "msg_id")]
