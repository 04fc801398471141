"""What happened to a dossier: moves, requests for supplements, letters, the result."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from xaso.dossiers.rules import Outcome, State


class Move(models.Model):
    """One lawful step. `post` is the official who took it; without one it was the owner, or the machine (`by_system`)."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="moves", db_index=False)
    verb = models.CharField(max_length=30)
    at = models.DateTimeField()
    from_state = models.PositiveSmallIntegerField(choices=State.choices, null=True)
    to_state = models.PositiveSmallIntegerField(choices=State.choices)
    step = models.CharField(max_length=40, blank=True)
    post = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    to_post = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    by_system = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["dossier", "at", "id"], name="moves_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb="refuse") | (~Q(words="") & ~Q(legal_basis="")), name="refusal_has_a_legal_reason"
            ),
            models.CheckConstraint(
                condition=~Q(verb="stop") | (~Q(words="") & ~Q(legal_basis="")), name="stop_has_a_legal_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class RequestQuerySet(models.QuerySet["Request"]):
    def unanswered(self, *, at: datetime) -> RequestQuerySet:
        """The owner's time is over, the dossier still waits, and nobody has noticed yet."""
        waiting = self.filter(answered_at__isnull=True, lapsed_at__isnull=True, dossier__state=State.SUPPLEMENT)
        return waiting.filter(answer_by__lt=at)


class Request(models.Model):
    """One complete list of what is missing or wrong (form 02). `items`: [{key, kind: paper|field, name, what}].

    `lapsed_at` is when the machine noticed that nobody answered in time: an official decides what follows."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="requests")
    items = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["answer_by"],
                name="unanswered_requests",
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_at__isnull=True), name="one_open_request_a_dossier"
            ),
            models.CheckConstraint(condition=~Q(items=[]), name="request_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.asked_at:%Y-%m-%d}"


class Letter(models.Model):
    """A letter sent about a dossier: forms 01, 02, 03."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="letters")
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Result(models.Model):
    """What was proposed, approved, numbered. Nothing of it is shown to the owner before the dossier is handed over."""

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    book = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    document = models.OneToOneField("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REJECTED) | ~Q(reason=""), name="rejection_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(numbered_at__isnull=True, number="")
                | (Q(numbered_at__isnull=False, approved_at__isnull=False) & ~Q(number="")),
                name="numbered_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.outcome}"
