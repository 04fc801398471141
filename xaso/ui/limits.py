"""Limits at a view's door: by account, or by address for those who are not signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.limits import Limit, network_of
from xaso.core.refused import TooMany

Params = ParamSpec("Params")
Asked = TypeVar("Asked", bound=HttpRequest)
Answer = TypeVar("Answer", bound=HttpResponse)


def asker(actor: Actor) -> str:
    return f"account:{actor.account}" if actor.account else f"address:{network_of(actor.address)}"


def spend(limit: Limit, actor: Actor) -> None:
    """Counts one of this account, or of this address. Raises TooMany; whoever isn't signed in then reads that signing in helps,
    since an address may be a whole commune behind one gate."""
    try:
        limit.spend(asker(actor))
    except TooMany as refusal:
        if actor.account:
            raise
        words = _("%(wait)s Nếu ông/bà đăng nhập thì làm được ngay: khi đó chỉ đếm lần của riêng ông/bà.")
        raise TooMany(words % {"wait": refusal.message}, refusal.code, retry_after=refusal.retry_after) from None


def limited(
    limit: Limit, *, when: Callable[[Any], bool] = lambda _request: True
) -> Callable[[Callable[Concatenate[Asked, Params], Answer]], Callable[Concatenate[Asked, Params], Answer]]:
    """The view is opened at most as often as `limit` says; requests that `when` calls harmless are not counted."""

    def at_the_door(
        view: Callable[Concatenate[Asked, Params], Answer],
    ) -> Callable[Concatenate[Asked, Params], Answer]:
        @wraps(view)
        def counted(request: Asked, /, *args: Params.args, **kwargs: Params.kwargs) -> Answer:
            if when(request):
                actor: Actor = request.actor  # type: ignore[attr-defined]
                limit.spend(asker(actor))
            return view(request, *args, **kwargs)

        return counted

    return at_the_door
