"""News as residents find it, and as those who write it look after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.messages.access.articles import articles_for
from xaso.messages.models import Article, ArticleCorrection, ArticlePlace
from xaso.units.models import Unit
from xaso.units.queries import names_on

NEWEST_FIRST = ("-shown_from", "-id")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is read: who speaks, and its corrections, the newest first."""

    article: Article
    unit: str
    corrections: list[ArticleCorrection]


def news_of(unit: int, day: date, *, text: str = "", after: str = "", size: int = 20) -> Page[Article]:
    """What is shown in this unit on this day, newest first; with words typed, only what says all of them. One statement."""
    rows = Article.objects.shown(on=day).filter(places__unit=unit)
    return page_by_key(rows.saying(text) if text else rows, order=NEWEST_FIRST, after=after, size=size)


def newest_news(unit: int, day: date, *, most: int = 3) -> list[Article]:
    """One statement."""
    return list(Article.objects.shown(on=day).filter(places__unit=unit).order_by(*NEWEST_FIRST)[:most])


def units_with_news(day: date) -> dict[str, str]:
    """Names of the units in which something is shown on this day, by their codes. Two statements."""
    shown = ArticlePlace.objects.filter(article__in=Article.objects.shown(on=day))
    units = Unit.objects.filter(pk__in=shown.values("unit"), code__isnull=False).order_by("code")
    codes = dict(units.values_list("pk", "code"))
    return {codes[key] or "": name for key, name in short_names(codes, day).items()}


def short_names(units: Iterable[int], day: date) -> dict[int, str]:
    """ "xã Vị Thủy", by id, in the order of the ids. One statement beside that of the ids."""
    return {key: name.partition(",")[0] for key, name in sorted(names_on(units, day).items())}


def places_of(article: Article, day: date) -> list[str]:
    """Names of the units in which it is shown. Two statements."""
    return list(short_names(article.places.values_list("unit", flat=True), day).values())


def reading_of(article: Article, day: date) -> Reading:
    """Two statements."""
    corrections = list(article.corrections.select_related("by").order_by("-at", "-id"))
    return Reading(article, short_names([article.unit_id], day).get(article.unit_id, ""), corrections)


def articles_page(actor: Actor, *, after: str = "", size: int = 30) -> Page[Article]:
    """All of the actor's unit, the newest first. One statement."""
    rows = articles_for(actor).select_related("written_by")
    return page_by_key(rows, order=("-id",), after=after, size=size)
