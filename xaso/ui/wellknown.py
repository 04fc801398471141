"""Two small texts for machines: whom to tell about a hole (RFC 9116), and what a search engine leaves alone."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from xaso.core import clock

_RENEWED_EVERY: Final = timedelta(days=30)
_VALID_FOR: Final = timedelta(days=180)
# Pages of one person, and pages whose address is a secret.
_PRIVATE: Final = (
    "/can-bo/",
    "/ho-so/",
    "/nhap/",
    "/giay-to/",
    "/van-ban/",
    "/tai-len/",
    "/t/",
    "/kiem-tra/",
    "/dang-nhap",
)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt`. Not there until the operator names a contact: a letter box nobody empties is worse than none.
    Valid for less than the year that RFC 9116 allows, and the day only changes once a month."""
    if not settings.XASO_SECURITY_CONTACT:
        raise Http404
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {one}" for one in settings.XASO_SECURITY_CONTACT),
        f"Expires: {month + _VALID_FOR + _RENEWED_EVERY:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.XASO_ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: procedures may be found; pages of people are no business of a search engine."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
