"""Who is signed in: still here or gone; and what officials must do before they work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.signin.access import demand_on, oneself
from xaso.signin.actions import forget_visit, note_sign_out, see_visit
from xaso.signin.models import Account
from xaso.signin.rules import RESIDENT_SEEN_EVERY, SEEN_EVERY, Demand, Marks

DOOR: Final = "/can-bo/dang-nhap"
PLACES: Final = {
    Demand.PASSWORD: "/can-bo/mat-khau",
    Demand.FACTOR: "/can-bo/bao-ve",
    Demand.POST: "/can-bo/vai-tro",
}


class GateMiddleware:
    """Stands before every view. Views marked `before_work` (xaso.ui.requests) open to whoever has not done yet what is asked of
    them; `unattended` ones are asked for by a page that lies open, and keep nobody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        account: Any = request.user
        if not isinstance(account, Account):
            _drop_dead(request)
            return None
        private, now = getattr(view, "login_required", True), clock.now()
        marks = Marks.read(request.session)
        address = get_adapter().get_client_ip(request)
        if not account.is_staff:
            return _resident(request, account, marks, address, private)
        idle, whole = (timedelta(minutes=minutes) for minutes in settings.XASO_SESSION_MINUTES[account.kind])
        if marks.is_over(now, idle=idle, whole=whole):
            return _see_off(request, account, address, private)
        if not getattr(view, "unattended", False):
            _stamp(request, marks, now, every=SEEN_EVERY)
        demand = demand_on(account, marks, address=address, now=now) if private else None
        if demand is None or getattr(view, "before_work", False):
            return None
        return redirect(_with_next(request, PLACES[demand]))


def _drop_dead(request: HttpRequest) -> None:
    """The account this browser was in to was joined to another or closed. Nothing of it goes along into the next sign-in, which
    would find it there and empty the session with what it has just kept."""
    if SESSION_KEY in request.session:
        forget_visit(request.session.session_key or "")
        request.session.flush()


def _resident(
    request: HttpRequest, account: Account, marks: Marks, address: str, private: bool
) -> HttpResponseBase | None:
    """A resident at home may leave a phone alone for days; only the whole time ends."""
    whole, now = timedelta(seconds=settings.SESSION_COOKIE_AGE), clock.now()
    if marks.is_over(now, idle=whole, whole=whole):
        return _see_off(request, account, address, private)
    if marks.seen is not None:
        _stamp(request, marks, now, every=RESIDENT_SEEN_EVERY)
    return None


def _see_off(request: HttpRequest, account: Account, address: str, private: bool) -> HttpResponseBase | None:
    forget_visit(request.session.session_key or "")
    note_sign_out(account, by=oneself(account, address=address), reason="idle")
    logout(request)
    if not private:
        return None
    if not account.is_staff:
        return redirect(_with_next(request, settings.LOGIN_URL))
    messages.warning(request, _("Ông/bà rời máy đã lâu nên xã đã đăng xuất giúp. Xin đăng nhập lại để làm tiếp."))
    return redirect(_with_next(request, DOOR))


def _stamp(request: HttpRequest, marks: Marks, now: datetime, *, every: timedelta) -> None:
    """Now and then: two statements."""
    if marks.seen is not None and timedelta(0) <= now - marks.seen < every:
        return
    request.session["seen"] = now.timestamp()
    if marks.began is None:
        request.session["began"] = now.timestamp()
    see_visit(request.session.session_key or "")


def _with_next(request: HttpRequest, place: str) -> str:
    """Where they were going, when going there again does no harm."""
    return f"{place}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else place
