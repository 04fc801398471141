"""News: written, looked at, published, corrected, withdrawn. What was once public leaves a trace that residents see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.core.refused import Invalid, NotFound, Stale
from xaso.core.text import clean, clean_lines
from xaso.files.actions import discard_file
from xaso.files.models import StoredFile
from xaso.journal.actions import atomic_action, record
from xaso.messages.access.articles import articles_for, require_drafter, require_publisher, units_to_tell
from xaso.messages.actions.publications import mend_publications
from xaso.messages.models import Article, ArticleCorrection, ArticlePlace
from xaso.messages.rules import ARTICLE_LENGTH, HEADLINE_LENGTH, SUMMARY_LENGTH, searched_words

WHY_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Copy:
    """An article as it was typed. No `units`: only one's own; no `shown_from`: from the day it is published."""

    title: str
    summary: str
    body: str
    picture: StoredFile | None = None
    picture_words: str = ""
    units: Collection[int] = ()
    shown_from: date | None = None
    shown_to: date | None = None


@atomic_action
def write_article(*, copy: Copy, by: Actor) -> Article:
    """A draft of the writer's unit, for itself and for units below it. Raises Invalid."""
    unit, post = require_drafter(by, action="messages.write_article", subject=("unit", str(by.unit)))
    values, units = _checked(copy, None, by)
    now = clock.now()
    article = Article.objects.create(unit_id=unit, written_at=now, written_by_id=post, changed_at=now, **values)
    _put(article, units)
    _record("write", article, by, {"units": sorted(units)})
    return article


@atomic_action
def revise_article(article: Article, *, copy: Copy, revision: int, by: Actor) -> None:
    """Other words for a draft; without a picture it keeps the one it has. `revision` is the one that was read: Stale when it
    was changed meanwhile. Raises Invalid."""
    require_drafter(by, action="messages.revise_article", subject=_subject(article))
    standing = _locked(article, revision, by)
    if standing.published_at is not None:
        raise Stale(_("Tin này vừa được đăng. Xin mở lại và bấm “Đính chính”."), "article_published")
    values, units = _checked(copy, standing, by)
    Article.objects.filter(pk=article.pk).update(**values, revision=F("revision") + 1, changed_at=clock.now())
    _put(article, units)
    _record("revise", article, by, {"units": sorted(units)})


@atomic_action
def publish_article(article: Article, *, revision: int, by: Actor) -> None:
    """From now, or from the day that was chosen, residents read it. The one who presses answers for it."""
    post = require_publisher(by, article, action="messages.publish_article")
    standing = _locked(article, revision, by)
    if standing.published_at is not None:
        raise Stale(_("Tin này đã đăng rồi."), "article_published")
    now, today = clock.now(), clock.today()
    if standing.shown_to is not None and standing.shown_to < today:
        raise Invalid({"shown_to": _("Ngày cuối đã qua. Xin sửa ngày rồi đăng.")})
    first = max(standing.shown_from, today)
    Article.objects.filter(pk=article.pk).update(
        published_at=now, published_by=post, shown_from=first, changed_at=now, revision=F("revision") + 1
    )
    _record("publish", article, by, {"from": first.isoformat()})


@atomic_action
def correct_article(article: Article, *, copy: Copy, why: str, revision: int, by: Actor) -> None:
    """Other words for what is public, in official accounts, too. Residents read when and why it was corrected; what it said
    before is kept. Raises Invalid, Stale."""
    post = require_publisher(by, article, action="messages.correct_article")
    standing = _locked(article, revision, by)
    _require_public(standing)
    why = _reason(why, _("Xin ghi vì sao sửa. Người dân đọc câu này."))
    values, units = _checked(copy, standing, by)
    now = clock.now()
    ArticleCorrection.objects.create(
        article=standing,
        at=now,
        by_id=post,
        why=why,
        title=standing.title,
        summary=standing.summary,
        body=standing.body,
    )
    Article.objects.filter(pk=article.pk).update(**values, revision=F("revision") + 1, changed_at=now)
    _put(article, units)
    mend_publications(standing)
    _record("correct", article, by, {"units": sorted(units), "why": why})


@atomic_action
def withdraw_article(article: Article, *, why: str, revision: int, by: Actor) -> None:
    """Residents find it no more, neither here nor in official accounts; whoever has its address reads that it was withdrawn,
    when and why. For good."""
    post = require_publisher(by, article, action="messages.withdraw_article")
    standing = _locked(article, revision, by)
    _require_public(standing)
    why = _reason(why, _("Xin ghi vì sao rút. Người dân đọc câu này."))
    now = clock.now()
    Article.objects.filter(pk=article.pk).update(
        withdrawn_at=now, withdrawn_by=post, withdrawn_for=why, changed_at=now, revision=F("revision") + 1
    )
    standing.withdrawn_at = now
    mend_publications(standing)
    _record("withdraw", article, by, {"why": why})


@atomic_action
def discard_article(article: Article, *, revision: int, by: Actor) -> None:
    """A draft that nobody will publish goes, its picture too. Raises Stale for what residents have read: that is withdrawn."""
    require_drafter(by, action="messages.discard_article", subject=_subject(article))
    standing = _locked(article, revision, by)
    if standing.published_at is not None:
        raise Stale(_("Tin này đã đăng. Người quản lý rút tin thì người dân biết vì sao."), "article_published")
    picture = standing.picture
    Article.objects.filter(pk=article.pk).delete()
    if picture is not None:
        discard_file(picture, by=by)
    _record("discard", article, by, {})


def _locked(article: Article, revision: int, by: Actor) -> Article:
    found = articles_for(by).select_for_update().filter(pk=article.pk).first()
    if found is None:
        raise NotFound(_("Không thấy tin này."), "article_unknown")
    if found.revision != revision:
        words = _("Người khác vừa sửa tin này. Xin mở lại để xem; phần vừa ghi vẫn còn ở đây để chép.")
        raise Stale(words, "article_changed")
    return found


def _require_public(article: Article) -> None:
    if article.published_at is None:
        raise Stale(_("Tin này chưa đăng."), "article_not_published")
    if article.withdrawn_at is not None:
        raise Stale(_("Tin này đã rút rồi."), "article_withdrawn")


def _reason(why: str, missing: str) -> str:
    why = clean(why, max_length=WHY_LENGTH)
    if not why:
        raise Invalid({"why": missing})
    return why


def _checked(copy: Copy, known: Article | None, by: Actor) -> tuple[dict[str, Any], set[int]]:
    texts = {
        "title": clean(copy.title, max_length=HEADLINE_LENGTH),
        "summary": clean(copy.summary, max_length=SUMMARY_LENGTH),
        "body": clean_lines(copy.body, max_length=ARTICLE_LENGTH),
        "picture_words": clean(copy.picture_words, max_length=HEADLINE_LENGTH),
    }
    today = clock.today()
    picture = copy.picture.pk if copy.picture else known.picture_id if known else None
    public = known if known and known.published_at else None
    first = copy.shown_from or (public.shown_from if public else today)
    if public and public.shown_from > today:
        first = max(first, today)
    units = set(copy.units) or {by.unit or 0}
    errors = _empty(texts)
    if picture is None:
        texts["picture_words"] = ""
    elif not texts["picture_words"]:
        errors["picture_words"] = _("Xin ghi ảnh cho thấy gì, để người không nhìn được ảnh cũng biết.")
    if copy.picture and copy.picture.is_pdf:
        errors["picture"] = _("Đây là tệp PDF. Xin chọn một ảnh.")
    if public and public.shown_from <= today and first != public.shown_from:
        words = _("Tin đã đăng từ ngày %(day)s nên không dời ngày đầu được nữa. Muốn thôi đăng, xin rút tin.")
        errors["shown_from"] = words % {"day": show_date(public.shown_from)}
    is_over = public is not None and copy.shown_to == public.shown_to  # may still be put right, and stays over
    if copy.shown_to and copy.shown_to < max(first, today) and not is_over:
        errors["shown_to"] = _("Ngày cuối phải từ hôm nay và không trước ngày đầu.")
    if first.year > today.year + 1 or (copy.shown_to and copy.shown_to.year > today.year + 10):
        errors["shown_from" if first.year > today.year + 1 else "shown_to"] = _("Ngày này xa quá. Xin xem lại năm.")
    if units - set(units_to_tell(by, today)):
        errors["units"] = _("Chỉ đăng được ở đơn vị mình và các xã, phường trực thuộc.")
    if errors:
        raise Invalid(errors)
    words = searched_words(" ".join((texts["title"], texts["summary"], texts["body"])))
    return texts | {"search_text": words, "picture_id": picture, "shown_from": first, "shown_to": copy.shown_to}, units


def _empty(texts: dict[str, str]) -> dict[str, str]:
    asked = {
        "title": _("Xin ghi tên tin."),
        "summary": _("Xin ghi một hai câu tóm tắt: ai cần làm gì, khi nào, ở đâu."),
        "body": _("Xin ghi nội dung."),
    }
    return {name: sentence for name, sentence in asked.items() if not texts[name]}


def _put(article: Article, units: set[int]) -> None:
    places = ArticlePlace.objects.filter(article=article)
    places.exclude(unit__in=units).delete()
    known = set(places.values_list("unit", flat=True))
    ArticlePlace.objects.bulk_create(ArticlePlace(article=article, unit_id=unit) for unit in sorted(units - known))


def _subject(article: Article) -> tuple[str, str]:
    return ("article", str(article.pk))


def _record(verb: str, article: Article, by: Actor, detail: dict[str, Any]) -> None:
    record(action=f"messages.{verb}_article", subject=_subject(article), by=by, detail=detail)
