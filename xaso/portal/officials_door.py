"""What happens around an official's sign-in: tries are counted, browsers known again, the session gets its marks."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.refused import Forbidden
from xaso.signin.access import account_by_username
from xaso.signin.actions import count_try, forget_tries, note_wrong_password
from xaso.signin.models import Account
from xaso.signin.rules import Kind, is_inside, is_one_time_over, place_of

SALT: Final = "xaso_browser"
KNOWN_FOR: Final = timedelta(days=180)
PEOPLE_A_BROWSER: Final = 8


def place(request: HttpRequest, account: Account | None) -> str:
    """Where tries at this account are counted; see `place_of`."""
    token, people = _browser(request)
    known = token if account is not None and str(account.pk) in people else ""
    return place_of(browser=known, inside=is_inside(_address(request), settings.XASO_OFFICE_NETWORKS))


def try_password(request: HttpRequest, username: str) -> int | None:
    """Counts one more try; None, and a row in the journal, while the name is locked here."""
    where = place(request, account_by_username(username))
    count = count_try(username=username, place=where)
    if count is None:
        note_wrong_password(username=username, reason="locked", place=where, by=Actor(address=_address(request)))
    return count


def note_wrong(request: HttpRequest, username: str, *, reason: str, count: int) -> None:
    where = place(request, account_by_username(username))
    note_wrong_password(username=username, reason=reason, place=where, count=count, by=Actor(address=_address(request)))


def require_welcome(account: Account) -> None:
    """The right password is not always enough. Raises Forbidden."""
    if account.kind == Kind.MACHINE:
        raise Forbidden(_("Tài khoản này dành cho máy, không đăng nhập ở đây được."), "machine")
    if is_one_time_over(account.one_time_until, clock.now()):
        raise Forbidden(
            _("Mật khẩu dùng một lần này đã quá hạn. Xin nhờ người quản trị cấp mật khẩu khác."), "one_time_over"
        )


def arrive(request: HttpRequest, account: Account) -> None:
    """They are in: the session knows how, the tries before are forgotten."""
    session = request.session
    session["proved"] = session["began"]
    session["one_time"] = account.one_time_until is not None
    session.pop("post", None)
    _idle, whole = settings.XASO_SESSION_MINUTES[account.kind]
    session.set_expiry(whole * 60)
    forget_tries(username=account.username or "", place=place(request, account))


def remember_browser(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """From now on strangers who try this name do not shut this browser out."""
    token, people = _browser(request)
    people = [str(account.pk), *(one for one in people if one != str(account.pk))][:PEOPLE_A_BROWSER]
    response.set_cookie(
        settings.XASO_BROWSER_COOKIE,
        signing.dumps([token or random_token(), people], salt=SALT),
        max_age=KNOWN_FOR,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _browser(request: HttpRequest) -> tuple[str, list[str]]:
    kept = request.COOKIES.get(settings.XASO_BROWSER_COOKIE, "")
    try:
        token, people = signing.loads(kept, salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError):
        return "", []
    return token, people


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
