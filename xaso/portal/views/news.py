"""News of the unit and of others in this program: the list, one article with its picture, and the feeds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.core.limits import Limit
from xaso.core.refused import NotFound
from xaso.files.queries import preview
from xaso.messages.access import picture_of, read_article
from xaso.messages.models import Article
from xaso.messages.queries import news_of, reading_of, short_names, units_with_news
from xaso.messages.rules import Standing
from xaso.portal.home import unit_asked
from xaso.ui.limits import limited
from xaso.units.models import Unit

LONGEST_SEARCH = 200
IN_FEED = 30
SEARCHES = Limit("news_search", 1200, timedelta(minutes=10))  # an address may be a whole commune
FEED_FRESH = "public, max-age=300"
PICTURE_FRESH = "public, max-age=3600"  # its address changes with the article


@login_not_required
@require_safe
@limited(SEARCHES, when=lambda request: bool(request.GET.get("q")))
def news(request: HttpRequest) -> HttpResponse:
    """`xa` is the code of the unit whose news it is; else those of the unit whose portal this is."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    unit, today = unit_asked(request.GET.get("xa", "")), clock.today()
    page = news_of(unit.pk, today, text=text, after=request.GET.get("sau", ""))
    name = _name(unit)
    units = units_with_news(today) | {unit.code or "": name}
    context = {
        "rows": page.rows,
        "older": urlencode({"xa": unit.code or "", "q": text, "sau": page.next_key}) if page.has_next else "",
        "text": text,
        "code": unit.code or "",
        "unit_name": name,
        "units": [(code, units[code], code == unit.code) for code in sorted(units)] if len(units) > 1 else [],
        "feeds": [(form, _feed_of(unit, form)) for form in FORMS],
    }
    return render(request, "portal/news/list.html", context)


@login_not_required
@require_safe
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Withdrawn, it says so (410); past its days it can still be read by whoever has the address."""
    today = clock.today()
    found = read_article(article_id, today)
    if found.withdrawn_at is not None:
        return render(request, "portal/news/withdrawn.html", {"article": found}, status=410)
    context = {
        "reading": reading_of(found, today),
        "picture": _picture_of(found),
        "over": found.standing(today) == Standing.OVER,
    }
    return render(request, "portal/news/show.html", context)


@login_not_required
@require_safe
def picture(request: HttpRequest, article_id: int) -> HttpResponseBase:
    found = read_article(article_id, clock.today())
    if found.withdrawn_at is not None:
        raise NotFound(_("Tin này không có ảnh."), "no_picture")
    file = picture_of(found)
    width = 240 if request.GET.get("w") == "240" else 960
    etag = quote_etag(f"{file.sha256[:32]}-{width}")
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(preview(file, 1, width), content_type="image/jpeg")
    return _kept(answer, etag, PICTURE_FRESH)


class _Steady(SyndicationFeed):
    """The same text for the same articles, also when there are none."""

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date() if self.items else clock.midnight(clock.today())
        return latest


class _Atom(_Steady, Atom1Feed):
    """RFC 4287."""


class _Rss(_Steady, Rss201rev2Feed):
    """RSS 2.0, which older readers know."""


FORMS: Final[dict[str, type[_Atom] | type[_Rss]]] = {"atom": _Atom, "rss": _Rss}


@login_not_required
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """The newest of a unit: in Vietnamese whoever asks, the same for everybody."""
    unit, today = unit_asked(request.GET.get("xa", "")), clock.today()
    rows = news_of(unit.pk, today, size=IN_FEED).rows
    stamp = ";".join([_feed_of(unit, form), *(f"{one.pk}.{one.revision}" for one in rows)])
    etag = quote_etag(hashlib.sha256(stamp.encode()).hexdigest()[:32])
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        with translation.override(settings.LANGUAGE_CODE):
            answer = HttpResponse(_written(unit, rows, form), content_type=f"application/{form}+xml; charset=utf-8")
    answer["Content-Language"] = settings.LANGUAGE_CODE
    return _kept(answer, etag, FEED_FRESH)


def _written(unit: Unit, rows: Sequence[Article], form: str) -> str:
    home, today = settings.XASO_ADDRESS, clock.today()
    names = short_names({one.unit_id for one in rows} | {unit.pk}, today)
    title = _("Tin của %(unit)s") % {"unit": names.get(unit.pk, "")}
    written = FORMS[form](
        title=title,
        link=f"{home}{reverse('portal:news')}?{urlencode({'xa': unit.code or ''})}",
        description=title if form == "rss" else "",  # RSS asks for one
        language=settings.LANGUAGE_CODE,
        author_name=names.get(unit.pk, ""),
        feed_url=f"{home}{_feed_of(unit, form)}",
    )
    for one in rows:
        link = f"{home}{reverse('portal:article', args=[one.pk])}"
        begun = max(one.published_at or one.written_at, clock.midnight(one.shown_from))
        written.add_item(
            title=one.title,
            link=link,
            description=escape(one.summary),  # readers take a summary for HTML
            unique_id=link,
            author_name=names.get(one.unit_id, ""),
            pubdate=begun,
            updateddate=max(one.changed_at, begun),
        )
    return written.writeString("utf-8")


def _kept(answer: HttpResponseBase, etag: str, fresh: str) -> HttpResponseBase:
    answer["ETag"], answer["Cache-Control"] = etag, fresh
    return answer


def _name(unit: Unit) -> str:
    return short_names([unit.pk], clock.today()).get(unit.pk, "")


def _feed_of(unit: Unit, form: str) -> str:
    asked = "" if unit.code == settings.XASO_HOME_UNIT else f"?{urlencode({'xa': unit.code or ''})}"
    return f"{reverse(f'portal:news-{form}')}{asked}"


def _picture_of(found: Article) -> str:
    if found.picture_id is None:
        return ""
    return f"{reverse('portal:article-picture', args=[found.pk])}?v={found.revision}"
