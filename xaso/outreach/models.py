"""Support days, and who came to them: not by name."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from xaso.core.clock import local, midnight
from xaso.core.identifiers import random_token, uuid7
from xaso.outreach.rules import HELPS, NOTED_UNTIL, PARTNER, PLACE, RATED_UNTIL, Topic


class SupportDayQuerySet(models.QuerySet["SupportDay"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def coming(self, *, at: datetime) -> Self:
        """Going on then, or later; called off ones, too."""
        return self.filter(ends_at__gt=at)


class SupportDay(models.Model):
    """`token` opens the page where whoever came rates by their code: it stands on the sheet of the day, nowhere else."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    place = models.CharField(max_length=PLACE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    helps = models.CharField(max_length=HELPS)
    partner = models.CharField(max_length=PARTNER, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")

    objects = SupportDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "starts_at", "place"],
                condition=Q(cancelled_at=None),
                name="support_day_is_entered_once",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="support_day_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(place="") & ~Q(helps=""), name="support_day_says_where_and_what"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="support_day_called_off_with_when_and_who",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_at", "id"], name="support_days_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.place}"

    @property
    def subject(self) -> tuple[str, str]:
        """Its name in the journal."""
        return ("support_day", str(self.pk))

    def takes_visits(self, at: datetime) -> bool:
        """From its morning to the evening after."""
        return self.cancelled_at is None and self._morning <= at < self._morning + NOTED_UNTIL

    def takes_ratings(self, at: datetime) -> bool:
        return self.cancelled_at is None and self._morning <= at < self.ends_at + RATED_UNTIL

    @property
    def _morning(self) -> datetime:
        return midnight(local(self.starts_at).date())


class Visit(models.Model):
    """One person who came. `key` is the form it was noted with, so that a second press notes nobody twice. Either the visitor
    has a `code`, or they were asked by a message: `agreed` keeps the words that they heard and agreed to. `forgotten_at`: the
    number in that message is gone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.ForeignKey(SupportDay, models.PROTECT, related_name="visits")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    key = models.UUIDField()
    topic = models.CharField(max_length=16, choices=Topic.choices)
    finished = models.BooleanField()
    code = models.CharField(max_length=8, blank=True)
    agreed = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "key"], name="visit_is_noted_once"),
            models.UniqueConstraint(fields=["day", "code"], condition=~Q(code=""), name="visit_has_its_code_alone"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="visit_has_a_known_topic"),
            models.CheckConstraint(
                condition=~Q(code="") & Q(agreed="", forgotten_at=None) | Q(code="") & ~Q(agreed=""),
                name="visitor_has_a_code_or_agreed_to_be_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["noted_at"], condition=~Q(agreed="") & Q(forgotten_at=None), name="visits_to_forget")
        ]

    def __str__(self) -> str:
        return f"{self.day_id}: {self.topic}"

    @property
    def subject(self) -> tuple[str, str]:
        """What it is called where somebody rates it."""
        return ("visit", str(self.pk))
