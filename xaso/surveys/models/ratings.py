"""One rating a subject."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from xaso.surveys.rules import BAD


class RatingQuerySet(models.QuerySet["Rating"]):
    def given(self) -> Self:
        return self.filter(score__isnull=False)

    def waiting(self) -> Self:
        return self.filter(score=None)


class Rating(models.Model):
    """What one person thought of one thing; asked for before it is given. The subject is opaque: nothing below knows what a
    dossier is. `topic` and `way` are what it is counted under. `worded_at`: words came then, also where they were erased since.
    The link's token itself is kept nowhere here."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, null=True, related_name="+")
    topic = models.CharField(max_length=60, blank=True, default="", db_default="")
    way = models.CharField(max_length=12, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    expires_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True, max_length=1000)
    rated_at = models.DateTimeField(null=True)
    worded_at = models.DateTimeField(null=True)
    call_asked_at = models.DateTimeField(null=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="subject_is_rated_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="score_is_from_one_to_five"),
            models.CheckConstraint(
                condition=Q(score=None, rated_at=None, comment="", call_asked_at=None)
                | Q(score__isnull=False, rated_at__isnull=False),
                name="rating_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(comment="", worded_at=None) | Q(score__isnull=False, worded_at__isnull=False),
                name="words_have_their_moment",
            ),
            models.CheckConstraint(
                condition=Q(call_asked_at=None) | Q(score__lte=BAD), name="only_the_unhappy_ask_to_be_called"
            ),
            models.CheckConstraint(
                condition=Q(token_hash=None, expires_at=None)
                | (Q(token_hash__isnull=False, expires_at__isnull=False, asked_at__isnull=False) & ~Q(token_hash="")),
                name="link_has_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "rated_at"], condition=Q(score__isnull=False), name="ratings_by_day"),
            models.Index(fields=["unit", "asked_at"], condition=Q(asked_at__isnull=False), name="ratings_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}: {self.score}"

    @property
    def subject(self) -> tuple[str, str]:
        """What it is about."""
        return (self.subject_kind, self.subject_id)

    @property
    def is_given(self) -> bool:
        return self.score is not None

    @property
    def may_be_called(self) -> bool:
        return self.score is not None and self.score <= BAD and self.call_asked_at is None
