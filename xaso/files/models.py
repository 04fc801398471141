"""Files at rest and files on their way."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xaso.core.identifiers import uuid7
from xaso.files.rules import quarantine_path, storage_path


class StoredFile(models.Model):
    """Bytes that lie safely in the storage: no row without its bytes. Never altered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    pages = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=130)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="file_stored_once_per_owner"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
            models.CheckConstraint(condition=Q(pages__gt=0), name="file_has_a_page"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_hash_is_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where its bytes lie in the storage."""
        return storage_path(self.owner, self.sha256)

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


class Quarantined(models.Model):
    """What the scanner found in a file that was not taken in. No other row can refer to it, and no address leads to its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.CharField(max_length=80)
    name = models.CharField(max_length=130)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    threat = models.CharField(max_length=200)
    found_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-found_at"], name="quarantine_of_owner")]
        constraints = [models.CheckConstraint(condition=~Q(threat=""), name="quarantined_for_a_threat")]

    def __str__(self) -> str:
        return f"{self.threat}: {self.name}"

    @property
    def path(self) -> str:
        return quarantine_path(self.sha256)


class Upload(models.Model):
    """A file on its way, piece by piece. `received` is what surely arrived: the sender goes on from there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.CharField(max_length=80)
    name = models.CharField(max_length=130)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="uploads")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "created_at"], condition=Q(file=None), name="upload_open_of_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_never_exceeds_its_size"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
