"""The door of every desk page, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xaso.core.refused import NotFound
from xaso.dossiers.actions import PurposeMissing
from xaso.offices.models import Post
from xaso.signin.access import posts_today
from xaso.signin.models import Account
from xaso.ui.requests import Request

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=HttpResponse)
THEN: Final = "tiep"


def officials(
    view: Callable[Concatenate[Request, Params], Answer],
) -> Callable[Concatenate[Request, Params], HttpResponse]:
    """Only who holds a post today; for everybody else there is no such page. Whoever opens a dossier that does not wait for
    them is asked what for. Nothing shown is kept by the browser, unless the view says otherwise."""

    @wraps(view)
    def guarded(request: Request, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not request.actor.is_official:
            raise NotFound(_("Trang này của cán bộ xã. Ông/bà xem hồ sơ của mình ở “Hồ sơ của tôi”."), "officials_only")
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except PurposeMissing:
            if request.method not in ("GET", "HEAD") or "number" not in kwargs:
                raise
            response = _ask_what_for(request, str(kwargs["number"]))
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def _ask_what_for(request: Request, number: str) -> HttpResponse:
    address = reverse("desk:purpose", args=[number])
    return redirect(f"{address}?{urlencode({THEN: request.get_full_path()})}")


def post_of(request: Request) -> Post | None:
    """The post the official acts in, with its office. No query beside the actor's."""
    held = posts_today(request.user) if isinstance(request.user, Account) else []
    return next((post for post in held if post.pk == request.actor.post), None)


def draw(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A desk page, with the person's office in the bar. No query."""
    post = post_of(request)
    return render(
        request,
        template,
        {**context, "viewer_title": post.office.short_name if post else "", "key_map": _key_map(get_language() or "")},
        status=status,
    )


@cache
def _key_map(language: str) -> SafeString:
    """The map of the keyboard, on every page and always the same: drawn once for each language."""
    return render_to_string("desk/_keys.html")
