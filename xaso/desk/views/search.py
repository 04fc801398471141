"""Tìm: one box. A whole number, or the code of a slip held under the scanner, opens the dossier at once. The box posts: an
identity number or a phone must not stand in an address, which browsers and logs keep."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xaso.core.identifiers import masked
from xaso.core.limits import Limit
from xaso.core.refused import NotFound
from xaso.desk.officials import draw, officials
from xaso.desk.views.rows import Rows, found_words
from xaso.dossiers.access import by_token, is_overseer
from xaso.dossiers.queries import search as find
from xaso.dossiers.queries.search import WHOLE_NUMBER
from xaso.ui.limits import limited
from xaso.ui.requests import Request

PERSONAL: Final = re.compile(r"^\+?\d[\d .]{8,}$")
SEARCHES: Final = Limit("desk_search", 300, timedelta(minutes=10))  # faster than anybody types
SLIP: Final = re.compile(r"https?://[^\s/]+/t/([\w\-]{8,32})")


@require_http_methods(["GET", "HEAD", "POST"])
@officials
@limited(SEARCHES)
def search(request: Request) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    text, after = asked.get("q", "").strip()[:200], asked.get("sau", "")
    private = bool(PERSONAL.search(text))
    if request.method == "POST" and not private:
        return redirect(f"{reverse('desk:search')}?{urlencode({'q': text})}")
    page = find(request.actor, _number_on(text), after=after)
    if len(page.rows) == 1 and page.rows[0].number.casefold() == _number_on(text).casefold():
        return redirect("desk:dossier", page.rows[0].number)
    if not page.rows and is_overseer(request.actor) and WHOLE_NUMBER.fullmatch(_number_on(text)):
        return redirect("desk:dossier", _number_on(text))  # perhaps of a unit below: asks what for
    context = {
        "text": text,
        "shown_text": masked(text),
        "private": private,
        "rows": Rows(request.actor).of(page.rows),
        "found": found_words(len(page.rows), page.has_next),
        "next_key": page.next_key,
    }
    return draw(request, "desk/search/list.html", context)


def _number_on(text: str) -> str:
    """The number behind the address that a slip's QR code says; any other text as it is."""
    slip = SLIP.fullmatch(text)
    try:
        return by_token(slip[1]).number if slip else text
    except NotFound:
        return text
