"""What colleagues ask of each other about duties."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from xaso.hotline.rules import WishState


class WishQuerySet(models.QuerySet["Wish"]):
    def open(self, *, at: datetime) -> Self:
        """A yes still counts."""
        return self.filter(state=WishState.OPEN, lapses_at__gt=at)

    def lapsed(self, *, at: datetime) -> Self:
        """Nobody answered, and nobody has noted that yet."""
        return self.filter(state=WishState.OPEN, lapses_at__lte=at)


class Wish(models.Model):
    """Whoever has a duty asks a colleague to stand it, or for one of theirs in return (`other`). Until a yes the duty stays with
    whom it was. `since`: only what lies after that moment; `phone`: where the colleague can be reached meanwhile. `ended_by` is
    whoever answered or withdrew; a yes may be said by who plans."""

    duty = models.ForeignKey("hotline.Duty", models.PROTECT, related_name="wishes")
    other = models.ForeignKey("hotline.Duty", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    to = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True)
    phone = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WishState.choices, default=WishState.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state=WishState.OPEN), name="duty_has_one_open_wish"),
            models.CheckConstraint(condition=~Q(to=F("asked_by")), name="wish_is_asked_of_another"),
            models.CheckConstraint(
                condition=Q(other=None) | (~Q(other=F("duty")) & Q(since=None, phone="")),
                name="swap_is_of_whole_duties",
            ),
            models.CheckConstraint(condition=Q(lapses_at__gt=F("asked_at")), name="wish_can_be_answered"),
            models.CheckConstraint(
                condition=Q(state=WishState.OPEN, ended_at=None, ended_by=None)
                | Q(state=WishState.AGREED, ended_at__lt=F("lapses_at"), ended_by__isnull=False)
                | Q(state=WishState.DECLINED, ended_at__isnull=False, ended_by=F("to"))
                | Q(state=WishState.WITHDRAWN, ended_at__isnull=False, ended_by=F("asked_by"))
                | Q(state=WishState.LAPSED, ended_at__gte=F("lapses_at"), ended_by=None)
                | Q(state=WishState.OVERTAKEN, ended_at__isnull=False),
                name="wish_ends_with_when_and_who",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at")), name="wish_ends_after_it_is_asked"
            ),
        ]
        indexes = [
            models.Index(fields=["to", "lapses_at"], condition=Q(state=WishState.OPEN), name="wishes_to_answer"),
            models.Index(fields=["lapses_at"], condition=Q(state=WishState.OPEN), name="wishes_to_lapse"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.state}"

    @property
    def subject(self) -> tuple[str, str]:
        """Its name in the journal and in messages."""
        return ("wish", str(self.pk))
