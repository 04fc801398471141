"""The chained rows. Ids are opaque: no foreign keys, so that the trace outlives what it speaks of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

# Tables from which the application's role may not take or change a row; see config.postgres.grant_application.
APPEND_ONLY_TABLES = ("journal_entry",)


class Entry(models.Model):
    """One thing that was done, or was refused although somebody tried.

    `seq`, `previous` and `hash` are filled in by the database as the row goes in; see migration 0001."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    denied = models.BooleanField(default=False)
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    post = models.BigIntegerField(null=True)
    office = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    roles = ArrayField(models.CharField(max_length=30), default=list)
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    personal = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    personal_digest = models.BinaryField(null=True)
    seq = models.BigIntegerField(editable=False)
    previous = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "seq"], name="chain_has_one_entry_per_place"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="chain_starts_at_one"),
            models.CheckConstraint(
                condition=models.Q(personal__isnull=True) | models.Q(salt__isnull=False, personal_digest__isnull=False),
                name="personal_text_has_its_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "at"], name="journal_by_account"),
            models.Index(fields=["person", "at"], name="journal_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}#{self.seq} {self.action}"
