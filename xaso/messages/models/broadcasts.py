"""One text to many, as it was said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Broadcast(models.Model):
    """`unit` said it to `receivers` people; each of them has a message of the same `event`, which goes its own way. Called off,
    what still waits does not go, until somebody lets it go on."""

    event = models.CharField(max_length=100, unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    body = models.TextField()
    urgent = models.BooleanField()
    receivers = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="broadcast_of_unit")]
        constraints = [
            models.CheckConstraint(condition=~Q(body="") & ~Q(event=""), name="broadcast_says_something"),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="called_off_broadcast_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]
