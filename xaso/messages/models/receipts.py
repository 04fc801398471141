"""What providers said too early."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class EarlyReceipt(models.Model):
    """A receipt of what nobody here knows, or not yet: a provider may be faster than its own answer is written down. Matched as
    soon as that is; dropped after minutes. `key`: what we called it, where the provider says that."""

    carrier = models.CharField(max_length=40)
    reference = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=60, blank=True)
    arrived = models.BooleanField()
    read = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    gone = models.BooleanField(default=False)
    elsewhere = models.BooleanField(default=False)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "reference", "key", "arrived", "read"], name="early_receipt_is_kept_once"
            ),
            models.CheckConstraint(condition=~Q(reference="") | ~Q(key=""), name="early_receipt_names_something"),
            models.CheckConstraint(condition=Q(read=False) | Q(arrived=True), name="what_is_read_has_arrived"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.at:%Y-%m-%d %H:%M:%S}"
