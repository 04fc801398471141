"""Who speaks in the name of a unit, and what of it anybody may read."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import as_machine
from xaso.files.models import StoredFile
from xaso.messages.access.speaking import may_speak
from xaso.messages.models import Article, ArticleQuerySet
from xaso.offices.rules import WORKERS, Role
from xaso.units.queries import communes_of, names_on


def sees_articles(actor: Actor) -> bool:
    """Officials at work in a unit, auditors too."""
    return actor.is_official and actor.unit is not None and actor.has(*WORKERS, Role.AUDITOR)


def may_draft(actor: Actor) -> bool:
    return sees_articles(actor) and actor.has(*WORKERS)


def articles_for(actor: Actor) -> ArticleQuerySet:
    """What the actor's unit wrote, drafts and withdrawn ones too."""
    return Article.objects.filter(unit=actor.unit) if sees_articles(actor) else Article.objects.none()


def get_article(actor: Actor, article_id: int) -> Article:
    """One of the actor's unit. Raises NotFound."""
    rows = articles_for(actor).select_related("written_by", "published_by", "withdrawn_by")
    found = rows.filter(pk=article_id).first()
    if found is None:
        raise NotFound(_("Không thấy tin này."), "article_unknown")
    return found


def read_article(article_id: int, day: date) -> Article:
    """For anybody: what is published by this day, also when its days are over or it was withdrawn. Raises NotFound."""
    found = Article.objects.published().filter(pk=article_id, shown_from__lte=day).first()
    if found is None:
        raise NotFound(_("Không thấy tin này."), "article_unknown")
    return found


def picture_of(article: Article) -> StoredFile:
    """Of an article that was found by one of the doors above. Raises NotFound."""
    if article.picture_id is None:
        raise NotFound(_("Tin này không có ảnh."), "no_picture")
    with as_machine("whoever may read the article may see its picture, which lies with the office that took it"):
        return StoredFile.objects.get(pk=article.picture_id)


def units_to_tell(actor: Actor, day: date) -> dict[int, str]:
    """Where the actor's unit may show its news, with their names: itself first, then every commune below it. Two statements."""
    unit = actor.unit or 0
    below = communes_of(unit, day)
    return names_on([unit], day) | {place.id: place.title for place in below}


def require_drafter(by: Actor, *, action: str, subject: tuple[str, str]) -> tuple[int, int]:
    """Unit and post of an official who may write news. Refuses with a trace."""
    if not may_draft(by) or by.post is None or by.unit is None:
        raise Forbidden(
            _("Tin của xã do cán bộ đang làm việc ở xã viết."), "not_drafting", trace=Trace(action, subject, by)
        )
    return by.unit, by.post


def require_publisher(by: Actor, article: Article, *, action: str) -> int:
    """The post of one who leads the unit that speaks. Refuses with a trace."""
    if not may_speak(by) or by.unit != article.unit_id or by.post is None:
        words = _("Tin do người ký duyệt hoặc người quản lý của xã đăng, đính chính, rút. Xin báo người đó.")
        raise Forbidden(words, "not_publishing", trace=Trace(action, ("article", str(article.pk)), by))
    return by.post
