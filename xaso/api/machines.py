"""The door of machines: a token in the header, `Authorization: Bearer xaso_…`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Final

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from xaso.core import scope
from xaso.core.limits import Limit
from xaso.signin.access import machine_of, token_of
from xaso.signin.actions import see_token
from xaso.signin.rules import Reads
from xaso.ui.limits import asker
from xaso.ui.requests import Request

READS: Final = Limit("api", 3600, timedelta(hours=1))
NOT_OPEN: Final = Limit("api_wrong", 60, timedelta(hours=1))

View = Callable[[Request], HttpResponse]


def machines(reads: Reads) -> Callable[[View], View]:
    """Opens to a token that may read this; whoever is signed in with a browser needs one, too. Wrong tokens are counted by
    address."""

    def at_the_door(view: View) -> View:
        @wraps(view)
        def guarded(request: Request) -> HttpResponse:
            kind, _space, text = request.headers.get("Authorization", "").partition(" ")
            address = request.actor.address
            token = token_of(text.strip()[:200]) if kind.lower() == "bearer" and text.strip() else None
            if token is None or token.reads != reads:
                NOT_OPEN.spend(asker(request.actor))
                return _shut()
            request.actor = machine_of(token, address=address)
            scope.become(request.actor)
            READS.spend(asker(request.actor))
            see_token(token)
            return view(request)

        return guarded

    return at_the_door


def _shut() -> JsonResponse:
    body = {"title": _("Khóa thiếu, sai, đã dừng hoặc hết hạn."), "code": "token", "status": 401, "errors": []}
    answer = JsonResponse(body, status=401, content_type="application/problem+json")
    answer.headers["WWW-Authenticate"] = 'Bearer realm="xaso"'
    return answer
