"""What a view is given: Django's request, with who is asking; and what it may say of itself to config.gate."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from xaso.core.actor import Actor


class Request(HttpRequest):
    """`actor` is set by the middleware on every request, before any view; `borrowed` says that the phone is another's."""

    actor: Actor
    borrowed: bool


View = TypeVar("View", bound=Callable[..., Any])


def before_work(view: View) -> View:
    """Opens to an official who still has to change a password, give a second factor or choose a post."""
    view.before_work = True  # type: ignore[attr-defined]
    return view


def unattended(view: View) -> View:
    """Asked for by a page that lies open: no sign that somebody sits there."""
    view.unattended = True  # type: ignore[attr-defined]
    return view
