"""What every template may count on. `place` (the unit, its phone, its hours) comes from a processor higher up."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from xaso.core.actor import Actor


class Look(TypedDict):
    sample: bool
    big_text: bool
    here: str
    viewer: Actor | None
    borrowed: bool


def look(request: HttpRequest) -> Look:
    """No query: the sample banner, the remembered size of letters, where "back here" is, and who is looking."""
    actor = getattr(request, "actor", None)
    return {
        "sample": settings.XASO_SAMPLE,
        "big_text": request.COOKIES.get(settings.XASO_TEXT_SIZE_COOKIE) == "to",
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "viewer": actor if actor is not None and actor.account else None,
        "borrowed": getattr(request, "borrowed", False),
    }
