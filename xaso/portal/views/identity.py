"""The door of the national identity: out to the issuer, and back."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xaso.core.limits import Limit
from xaso.portal.identity import CAME_BY, Issuer, NotIdentified, begin, finish, issuer_by_key, way_out
from xaso.portal.sign_in import TIMED_OUT, anybody, borrow
from xaso.portal.views.account import landing, safe_next, said_borrowed
from xaso.signin.actions import enter_by_identity, note_refused_identity
from xaso.ui.limits import asker, limited
from xaso.ui.requests import Request

STARTS = Limit("identity_starts", 300, timedelta(hours=1))
FAILURES = Limit("identity_failures", 60, timedelta(minutes=1))


@login_not_required
@never_cache
@require_safe
@limited(STARTS)
def start(request: Request, key: str) -> HttpResponse:
    issuer, then = issuer_by_key(key), landing(safe_next(request))
    if request.user.is_authenticated:
        return redirect(then or settings.LOGIN_REDIRECT_URL)
    borrowed = bool(said_borrowed(request))
    borrow(request, borrowed)
    try:
        return redirect(begin(request, issuer, back=_back(issuer), then=then, fresh=borrowed))
    except NotIdentified as refused:
        return _refuse(request, issuer, refused)


@login_not_required
@never_cache
@require_safe
def come_back(request: Request, key: str) -> HttpResponse:
    issuer = issuer_by_key(key)
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    try:
        found = finish(request, issuer, back=_back(issuer))
    except NotIdentified as refused:
        return _refuse(request, issuer, refused)
    account = enter_by_identity(issuer=issuer.issuer, claims=found.claims, loa=found.loa, by=anybody(request))
    record_authentication(request, account, method="identity")
    signed_in: HttpResponse = perform_login(request, Login(user=account, redirect_url=found.visit.then or None))
    request.session[CAME_BY] = issuer.key
    return signed_in


@login_not_required
@never_cache
@require_safe
@limited(STARTS)
def leave(request: Request, key: str) -> HttpResponse:
    """Signed out here; the issuer's session goes on until they sign out there as well. On a borrowed phone the page goes there
    by itself: a form that led there would be stopped by our own policy."""
    issuer = issuer_by_key(key)
    if request.user.is_authenticated:
        return redirect("account_logout")
    page, borrowed = way_out(issuer, back=f"{settings.XASO_ADDRESS}/"), said_borrowed(request)
    if not page:
        return redirect(f"{settings.LOGIN_URL}?muon=het-gio" if borrowed == TIMED_OUT else "/")
    context = {"issuer": issuer, "page": page, "borrowed_phone": bool(borrowed), "timed_out": borrowed == TIMED_OUT}
    response = render(request, "portal/account/leave_issuer.html", context)
    if borrowed:
        response.headers["Refresh"] = f"3; url={page}"
    return response


def _back(issuer: Issuer) -> str:
    return settings.XASO_ADDRESS + reverse("account_identity_back", args=[issuer.key])


def _refuse(request: Request, issuer: Issuer, refused: NotIdentified) -> HttpResponse:
    """Written down, but no more than so often from one address: anybody can call this page."""
    FAILURES.spend(asker(request.actor))
    note_refused_identity(issuer=issuer.key, reason=refused.reason, by=anybody(request))
    context = {"issuer": issuer, "said": refused.message}
    return render(request, "portal/account/identity_failed.html", context, status=refused.status)
