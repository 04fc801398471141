"""Who is asking, for every view; and that somebody must be, unless the view says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.portal.identity import door_after
from xaso.portal.sign_in import BORROWED, TIMED_OUT, leave_nothing
from xaso.signin.access import actor_of, demand_on
from xaso.signin.models import Account
from xaso.signin.rules import Marks

OFFICIALS_DOOR = "/can-bo/dang-nhap"
IDLE_SECONDS = 15 * 60
NOTED_EVERY = 60  # seconds: not every request writes the session


class ActorMiddleware:
    """Sets `request.actor`, and with the first look at it what PostgreSQL lets this request see: nothing before. An official
    who has not done yet what is asked before work (config.gate) is nobody. On a public page it costs nothing until somebody
    looks; then no query beside those for session, account and an official's posts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def look() -> Actor:
            actor = _actor_of(request)
            scope.become(actor)
            return actor

        request.actor = SimpleLazyObject(look)  # type: ignore[attr-defined]
        with scope.from_nobody():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> None:
        """Behind the door everything is somebody's: a view may read before it looks at the actor. No address of ours has a NUL,
        which PostgreSQL refuses in any text."""
        if "\x00" in request.path:
            raise Http404
        if getattr(view_func, "login_required", True):
            request.actor.account  # type: ignore[attr-defined]  # noqa: B018


def _actor_of(request: HttpRequest) -> Actor:
    user: Any = request.user
    address = get_adapter().get_client_ip(request)
    if not (isinstance(user, Account) and user.is_staff):
        return actor_of(user, address=address)
    marks = Marks.read(request.session)
    if demand_on(user, marks, address=address, now=clock.now()):
        return Actor(address=address)
    return actor_of(user, address=address, post=marks.post, proved_at=marks.proved)


class BorrowedDeviceMiddleware:
    """Somebody signed in on a phone that is not theirs, and said so: after fifteen idle minutes they are out, the page they
    left leads to the door by itself, and the browser keeps none of it. Sets `request.borrowed`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seen = request.session.get(BORROWED)
        request.borrowed = seen is not None  # type: ignore[attr-defined]
        if seen is None:
            return self.get_response(request)
        now = int(clock.now().timestamp())
        if abs(now - seen) > IDLE_SECONDS and request.user.is_authenticated:
            door = door_after(request) or settings.LOGIN_URL
            get_adapter().logout(request)
            return leave_nothing(redirect(f"{door}?muon={TIMED_OUT}"))
        if abs(now - seen) >= NOTED_EVERY:
            request.session[BORROWED] = now
        response = self.get_response(request)
        response.headers["Cache-Control"] = "private, no-store"
        for cookie in response.cookies.values():
            if cookie["max-age"]:  # to keep, not to delete: until the browser closes
                cookie["max-age"] = cookie["expires"] = ""
        if request.user.is_authenticated:
            response.headers["Refresh"] = str(IDLE_SECONDS + 1)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Login by default. Officials are sent to their own door."""

    def get_login_url(self, view_func: Any) -> str:
        module = getattr(view_func, "__module__", "")
        return OFFICIALS_DOOR if module.startswith("xaso.desk.") else str(super().get_login_url(view_func))
