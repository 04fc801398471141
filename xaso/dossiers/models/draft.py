"""What a resident is still filling in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7


class Draft(models.Model):
    """Answers saved page by page, to be gone on with on any device of the same account.

    `account` prepares it: its owner, or, with an `assistance`, somebody who helps them. `revision` counts every
    change, so that a page shown before another device went on is told so. Once sent, `dossier` names what became of
    it and the answers are gone from here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("signin.Account", models.CASCADE, related_name="+")
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    page = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    dossier = models.OneToOneField("dossiers.Dossier", models.SET_NULL, null=True, related_name="draft")
    assistance = models.OneToOneField("dossiers.Assistance", models.PROTECT, null=True, related_name="draft")

    class Meta:
        indexes = [
            models.Index(fields=["account", "-updated_at"], name="my_drafts", condition=Q(dossier__isnull=True)),
            models.Index(fields=["expires_at"], name="drafts_by_end", condition=Q(dossier__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(dossier__isnull=True) | Q(answers={}), name="sent_draft_keeps_no_answers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.id}"

    @property
    def subject(self) -> tuple[str, str]:
        return ("draft", str(self.id))
