"""Who is asking, for every view; and that somebody must be, unless the view says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from xaso.core.actor import Actor
from xaso.signin.access import actor_of

OFFICIALS_DOOR = "/can-bo/dang-nhap"


class ActorMiddleware:
    """Sets `request.actor`. Costs nothing until somebody looks at it, and then no query beside the session's, the account's
    and that of an official's posts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def look() -> Actor:
            user: Any = request.user
            return actor_of(user, address=get_adapter().get_client_ip(request))

        request.actor = SimpleLazyObject(look)  # type: ignore[attr-defined]
        return self.get_response(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Login by default. Officials are sent to their own door."""

    def get_login_url(self, view_func: Any) -> str:
        module = getattr(view_func, "__module__", "")
        return OFFICIALS_DOOR if module.startswith("xaso.desk.") else str(super().get_login_url(view_func))
