"""Where providers call us."""

from __future__ import annotations

import hmac

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from xaso.connectors.incoming import take
from xaso.messages.ports import Call, Called, Unreadable, carrier_named

MOST = 256 * 1024


@csrf_exempt  # No browser calls here: the secret in the address is what lets in.
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def called(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """Takes what a carrier's provider says. One that says nothing to us gets the same answer as one that does."""
    named = carrier_named(name)
    carrier: object = named.carrier if named else None
    if not isinstance(carrier, Called) or not carrier.secret or not _same(carrier.secret, secret):
        return HttpResponse(status=404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return HttpResponse(status=413)
    call = Call(query=request.GET.dict(), headers=request.headers, body=request.body)
    try:
        said = carrier.read(call)
    except Unreadable:
        return HttpResponse(status=400)
    take(name, said)
    return HttpResponse("ok", content_type="text/plain")


def _same(known: str, brought: str) -> bool:
    return hmac.compare_digest(known.encode(), brought.encode("utf-8", "surrogatepass"))
