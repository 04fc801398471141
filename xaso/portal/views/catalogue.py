"""Finding a procedure and reading what it takes."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.limits import Limit
from xaso.core.refused import NotFound
from xaso.messages.queries import newest_news
from xaso.portal.context import place
from xaso.portal.forms.catalogue import job, row
from xaso.procedures.access import get_procedure
from xaso.procedures.queries import by_field, common_procedures, current_version, search
from xaso.ui.limits import limited

ON_FIRST_PAGE = 6
LONGEST_SEARCH = 200
SEARCHES = Limit("catalogue_search", 1200, timedelta(minutes=10))  # an address may be a whole commune


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    common = common_procedures(clock.today())[:ON_FIRST_PAGE]
    total = sum(len(hits) for _field, hits in by_field(clock.today()))
    news = newest_news(place(request)["place"].unit, clock.today())
    context = {"common": [row(hit) for hit in common], "total": total, "news": news}
    return render(request, "portal/catalogue/home.html", context)


@login_not_required
@limited(SEARCHES, when=lambda request: "q" in request.GET)
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything by field, or what fits the words typed."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH].replace("\x00", "")
    today = clock.today()
    hits = [row(hit) for hit in search(text, day=today)] if text else []
    fields = [] if text else [(field, [row(hit) for hit in found]) for field, found in by_field(today)]
    return render(request, "portal/catalogue/list.html", {"text": text, "hits": hits, "fields": fields})


@login_not_required
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    known = get_procedure(code)
    version = current_version(known.code, clock.today())
    if version is None:
        raise NotFound(_("Thủ tục “%(name)s” hiện không còn áp dụng.") % {"name": known.plain_name}, "no_version")
    shown = job(version, place(request)["place"])
    return render(request, "portal/catalogue/procedure.html", {"job": shown})
