"""One rating a subject."""

from __future__ import annotations

from django.db import models


class Rating(models.Model):
    """What one person thought of one thing. The subject is opaque: nothing below knows what a dossier is."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True, max_length=1000)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="subject_is_rated_once"),
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="score_is_from_one_to_five"),
        ]
        indexes = [models.Index(fields=["subject_kind", "rated_at"], name="ratings_by_day")]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}: {self.score}"
