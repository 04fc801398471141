"""The chained rows, and the digests that pin them. Ids are opaque: no foreign keys to other packages, so that the trace outlives
what it speaks of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

# Tables from which the application's role may not take or change a row; see config.postgres.grant_application.
APPEND_ONLY_TABLES = ("journal_entry", "journal_digest", "journal_pinned")
# The one lawful change, by functions that run as the owner; see migration 0004.
FORGETTING = ("journal_forget", "journal_forget_before")


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


class Digest(models.Model):
    """One number for the heads of all chains that went on since the digest before. Published: from then on not even a whole
    chain can vanish. `upto` is the highest entry id that was there."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    chains = models.PositiveIntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    upto = models.BigIntegerField()
    key = models.CharField(max_length=40)
    public_key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="digests_are_numbered_from_one"),
            models.UniqueConstraint(fields=["hash"], name="digest_has_a_hash_of_its_own"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {bytes(self.hash).hex()[:16]}"


class Pinned(models.Model):
    """The head of one chain in one digest, at its place in the tree."""

    digest = models.ForeignKey(Digest, models.PROTECT, related_name="pinned")
    place = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "place"], name="digest_has_one_head_per_place"),
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "seq"], name="head_is_pinned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}#{self.seq}"
