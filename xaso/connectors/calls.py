"""The door for telephone systems. OMICall and Stringee sign nothing: their address holds a secret, and only their networks may
knock. Any other exchange signs what it sends (`xaso.connectors.signed_calls`). Nothing is kept of a stranger."""

from __future__ import annotations

import hmac
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from xaso.connectors.signed_calls import is_signed
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import Limit, network_of
from xaso.hotline.actions import keep_delivery

MOST_BYTES: Final = 64 * 1024
STRANGERS: Final = Limit("call_reports", 60, timedelta(minutes=10))  # wrong ones, of one network
BY_SIGNATURE: Final = "signed"


@csrf_exempt
@login_not_required
@require_POST
def reported(request: HttpRequest, source: str, secret: str) -> JsonResponse:
    """One report: 200 once it is kept and read, 404 where nobody was let in under this name or the address is not the agreed one,
    403 for a wrong signature, 413 for a body over 64 kB, 429 for a network that was wrong too often."""
    known: dict[str, Any] | None = settings.XASO_CALL_SOURCES.get(source)
    address = str(request.actor.address)  # type: ignore[attr-defined]
    STRANGERS.require(f"network:{network_of(address)}")
    if known is None or source == "asterisk" or not _is_from(address, known.get("networks", [])):
        return _stranger(address, 404)
    if source != BY_SIGNATURE and not hmac.compare_digest(secret.encode(), known["secret"].encode()):
        return _stranger(address, 404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return JsonResponse({"error": "too large"}, status=413)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return JsonResponse({"error": "too large"}, status=413)
    if source == BY_SIGNATURE and not is_signed(body, request.headers, secret=known["secret"], now=clock.now()):
        return _stranger(address, 403)
    keep_delivery(source=source, body=body, by=Actor.system(f"report of {source}"))
    return JsonResponse({"ok": True})


def _is_from(address: str, networks: list[str]) -> bool:
    """An empty list: from anywhere."""
    try:
        return not networks or any(ip_address(address) in ip_network(one) for one in networks)
    except ValueError:
        return False


def _stranger(address: str, status: int) -> JsonResponse:
    STRANGERS.spend(f"network:{network_of(address)}")
    return JsonResponse({"error": "not here" if status == 404 else "signature"}, status=status)
