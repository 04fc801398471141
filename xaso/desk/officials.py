"""The door of every desk page, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import NotFound, Refused
from xaso.core.scope import hold
from xaso.dossiers.access import is_overseer
from xaso.dossiers.actions import PurposeMissing
from xaso.hotline.access import may_answer
from xaso.journal.actions import keep_denied
from xaso.offices.models import Post
from xaso.signin.access import ProofMissing, oneself, posts_today
from xaso.signin.models import Account
from xaso.signin.rules import Marks
from xaso.ui.requests import Request

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=HttpResponseBase)
THEN: Final = "tiep"


def officials(
    view: Callable[Concatenate[Request, Params], Answer],
) -> Callable[Concatenate[Request, Params], HttpResponseBase]:
    """Only who holds a post today; for everybody else there is no such page. Whoever opens a dossier that does not wait for
    them is asked what for; whoever presses what they may not do is written down. Nothing shown is kept by the browser, unless
    the view says otherwise."""

    @wraps(view)
    def guarded(request: Request, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        if not request.actor.is_official or request.actor.is_administrator:
            raise _not_for_residents()
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except PurposeMissing:
            if request.method not in ("GET", "HEAD") or "number" not in kwargs:
                raise
            response = _ask_what_for(request, str(kwargs["number"]))
        except Refused as refused:
            if request.method not in ("GET", "HEAD"):
                keep_denied(refused)
            raise
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def _ask_what_for(request: Request, number: str) -> HttpResponse:
    address = reverse("desk:purpose", args=[number])
    return redirect(f"{address}?{urlencode({THEN: request.get_full_path()})}")


def staff(
    view: Callable[Concatenate[Request, Params], Answer],
) -> Callable[Concatenate[Request, Params], HttpResponseBase]:
    """Whoever came in by the officials' door, also before and beside their work: pages about their own account. What only
    they themselves may change asks again who they are, when that was long ago."""

    @wraps(view)
    def guarded(request: Request, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        if not (isinstance(request.user, Account) and request.user.is_staff):
            raise _not_for_residents()
        hold(request.user.pk)  # in no post yet they are nobody
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except ProofMissing:
            response = ask_again(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def ask_again(request: Request) -> HttpResponse:
    """Then back to the page; to that of the account after a press that has no page."""
    has_page = request.method in ("GET", "HEAD") or request.path == reverse("desk:machines")
    then = request.get_full_path() if has_page else reverse("desk:security")
    return redirect(f"{reverse('desk:prove')}?{urlencode({'next': then})}")


def administrators(
    view: Callable[Concatenate[Request, Params], Answer],
) -> Callable[Concatenate[Request, Params], HttpResponseBase]:
    """Who looks after posts and accounts; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: Request, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        if not request.actor.is_administrator:
            raise NotFound(_("Trang này của người quản trị hệ thống."), "administrators_only")
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except ProofMissing:
            response = ask_again(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def _not_for_residents() -> NotFound:
    return NotFound(_("Trang này của cán bộ xã. Ông/bà xem hồ sơ của mình ở “Hồ sơ của tôi”."), "officials_only")


def account_of(request: Request) -> Account:
    """Theirs, behind `staff`."""
    assert isinstance(request.user, Account)
    return request.user


def me(request: Request) -> Actor:
    """In their post where they act in one; else simply themselves."""
    if request.actor.account:
        return request.actor
    proved_at = Marks.read(request.session).proved
    return oneself(account_of(request), address=request.actor.address, proved_at=proved_at)


def onward(request: Request) -> str:
    """Where they were going before something else was asked of them: a place of the officials'."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    safe = path.startswith("/can-bo/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    if safe and len(path) <= 500:
        return path
    return reverse("desk:people") if account_of(request).is_administrator else reverse("desk:today")


def post_of(request: Request) -> Post | None:
    """The post the official acts in, with its office. No query beside the actor's."""
    held = posts_today(request.user) if isinstance(request.user, Account) else []
    return next((post for post in held if post.pk == request.actor.post), None)


def draw(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A desk page, with the person's office in the bar, and the post where they hold several. No query."""
    post = post_of(request)
    several = post is not None and len(posts_today(account_of(request))) > 1
    bar = {
        "viewer_title": (f"{post.title} · {post.office.short_name}" if several else post.office.short_name)
        if post
        else "",
        "viewer_several": several,
        "oversees": is_overseer(request.actor),
        "answers_calls": may_answer(request.actor),
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "key_map": _key_map(get_language() or ""),
    }
    return render(request, template, bar | {**context}, status=status)


@cache
def _key_map(language: str) -> SafeString:
    """The map of the keyboard, on every page and always the same: drawn once for each language."""
    return render_to_string("desk/_keys.html")
