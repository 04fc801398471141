"""News of a unit: what it says, where it is shown, and what it said before it was corrected."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import F, Q

from xaso.messages.rules import Standing, asked_words, paragraphs, standing


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Public, today or once."""
        return self.filter(published_at__isnull=False)

    def shown(self, *, on: date) -> ArticleQuerySet:
        """What residents read on this day."""
        begun = self.published().filter(withdrawn_at=None, shown_from__lte=on)
        return begun.filter(Q(shown_to=None) | Q(shown_to__gte=on))

    def saying(self, text: str) -> ArticleQuerySet:
        """Those in which every word typed occurs, with or without diacritics, also as the beginning of a longer one."""
        asked = asked_words(text)
        if not asked:
            return self.none()
        query = SearchQuery(asked, config="simple", search_type="raw")
        return self.annotate(said=SearchVector("search_text", config="simple")).filter(said=query)


class Article(models.Model):
    """`unit` speaks; where it is shown are its places. From `shown_from` to `shown_to`, both days included. `search_text` is all
    its words as people type them in a hurry. `revision` grows with every change, `changed_at` is what readers are told.
    Withdrawn, never deleted."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    body = models.TextField()
    search_text = models.TextField()
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    picture_words = models.CharField(max_length=200, blank=True)
    shown_from = models.DateField()
    shown_to = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    withdrawn_for = models.CharField(max_length=300, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(summary="") & ~Q(body=""), name="article_says_something"
            ),
            models.CheckConstraint(
                condition=Q(shown_to=None) | Q(shown_to__gte=F("shown_from")), name="article_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(picture=None, picture_words="") | (Q(picture__isnull=False) & ~Q(picture_words="")),
                name="article_picture_is_described",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_article_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_for="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_for="")),
                name="withdrawn_article_has_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(published_at__isnull=False), name="withdrawn_article_was_published"
            ),
        ]
        indexes = [
            models.Index(fields=["-shown_from", "-id"], name="article_by_day"),
            models.Index(fields=["unit", "-id"], name="article_of_unit"),
            GinIndex(SearchVector("search_text", config="simple"), name="article_by_words"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.body)

    def standing(self, today: date) -> Standing:
        return standing(
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
            first=self.shown_from,
            last=self.shown_to,
            today=today,
        )


class ArticlePlace(models.Model):
    """A unit on whose pages the article is shown."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="places")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "article"], name="article_is_shown_once_in_a_unit")]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.unit_id}"


class ArticleCorrection(models.Model):
    """What a published article said until this moment, and why it does so no longer. Residents read when and why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    body = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="correction_says_why")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.at:%Y-%m-%d %H:%M}"
