"""One document of a draft, a dossier or an answer to a request."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Paper(models.Model):
    """A file under the name of the paper it stands for, or a paper handed in at the counter (no file).

    It hangs on the draft until that is sent, then on the dossier: it can't be lost between the two."""

    draft = models.ForeignKey("dossiers.Draft", models.CASCADE, null=True, related_name="papers")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="papers")
    request = models.ForeignKey("dossiers.Request", models.PROTECT, null=True, related_name="papers")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, dossier__isnull=True) | Q(draft__isnull=True, dossier__isnull=False),
                name="paper_hangs_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(originals__gt=0) | Q(copies__gt=0), name="paper_is_there"
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=True) | Q(dossier__isnull=False), name="supplement_belongs_to_a_dossier"
            ),
            models.UniqueConstraint(fields=["draft", "key", "file"], name="draft_has_a_file_once"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
