"""Issued documents, number series and register books."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import random_token, uuid7
from xaso.offices.models import Office


class Document(models.Model):
    """One issued letter or result. Never altered: a mistake is put right by another document. Forgotten, it keeps what the
    public page about it says, and nothing of the person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="documents")
    template = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=300)
    number = models.CharField(max_length=80, null=True)
    data = models.JSONField()
    created_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="document_number_is_null_or_written"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number or ''}".strip()


class NumberSeries(models.Model):
    """The last number given in one series of one office: a row is locked from its number to the commit."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="number_series")
    series = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "series", "period"], name="series_counts_once_per_period"),
            models.CheckConstraint(condition=Q(last__gt=0), name="series_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period}: {self.last}"


class RegisterEntry(models.Model):
    """One line of an office's book: the number under which a result lies there."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="register_entries")
    book = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=60)
    entered_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "book", "year", "number"], name="book_number_given_once"),
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "book"], name="subject_once_in_a_book"),
            models.CheckConstraint(condition=Q(number__gt=0), name="book_number_starts_at_one"),
            models.CheckConstraint(condition=Q(year__gte=1900, year__lte=2200), name="book_year_is_plausible"),
            models.CheckConstraint(condition=~Q(book=""), name="book_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.book}/{self.year} số {self.number}"
