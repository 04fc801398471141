"""Following a dossier by its number, without helping whoever only guesses.

Wrong tries are counted for whoever is known by something better than an address: the account, or the dossier that this browser
once followed. The rest of an address shares one generous count, since it may be a whole commune behind one gate; when a guesser
has used it up, the others there still have the link of their message, the QR code of their slip, and signing in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from xaso.core.limits import Limit
from xaso.core.refused import NotFound, TooMany
from xaso.dossiers.access import by_token
from xaso.dossiers.actions import follow_dossier
from xaso.dossiers.models import Dossier
from xaso.ui.limits import asker
from xaso.ui.requests import Request

HOUR = timedelta(hours=1)
BY_ACCOUNT = Limit("follow_account", 20, HOUR)
BY_BROWSER = Limit("follow_browser", 10, HOUR)
BY_ADDRESS = Limit("follow_address", 60, HOUR)
# Random addresses cannot be guessed; this only spares the database somebody who tries. What exists is always shown.
MISSES = Limit("token_misses", 120, HOUR)
_SALT = "xaso.portal.guessing"
_KNOWN_FOR = 90 * 24 * 3600


def follow(request: Request, number: str, last4: str) -> Dossier:
    """Raises TooMany before looking when too many wrong tries came from there, NotFound when this is one more."""
    limit, who = _counted(request)
    try:
        limit.require(who)
    except TooMany as refusal:
        words = _("%(wait)s Đường dẫn trong tin nhắn, mã QR trên giấy hẹn và đăng nhập vẫn dùng được.")
        raise TooMany(words % {"wait": refusal.message}, refusal.code, retry_after=refusal.retry_after) from None
    try:
        return follow_dossier(number, last4=last4, by=request.actor)
    except NotFound:
        limit.spend(who)
        raise


def remember(response: HttpResponse, dossier: Dossier) -> None:
    """This browser followed this dossier. Says nothing about it to whoever reads the cookie; however many browsers do, one
    dossier gives one count."""
    known = salted_hmac(_SALT, str(dossier.pk), algorithm="sha256").hexdigest()[:24]
    response.set_cookie(
        settings.XASO_KNOWN_COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=_KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def by_link(request: Request, token: str) -> Dossier:
    """Whose link or QR this is. Raises NotFound, and TooMany after many of those."""
    try:
        return by_token(token)
    except NotFound:
        missed(request)
        raise


def unlisted(response: HttpResponse) -> HttpResponse:
    """A page whose address is its key: told to no other site, listed by no search."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def missed(request: Request) -> None:
    """A random address that does not exist was asked for. Raises TooMany instead of "not found" after many."""
    MISSES.spend(asker(request.actor))


def _counted(request: Request) -> tuple[Limit, str]:
    if request.actor.account:
        return BY_ACCOUNT, str(request.actor.account)
    try:
        cookie = request.COOKIES.get(settings.XASO_KNOWN_COOKIE, "")
        return BY_BROWSER, str(signing.loads(cookie, salt=_SALT, max_age=_KNOWN_FOR))
    except signing.BadSignature:
        return BY_ADDRESS, asker(request.actor)
