"""Short texts that answer what people ask, and what they asked in vain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Answer(models.Model):
    """One question answered in a few lines, for the residents of one unit. `checked_at`: when its owner last found it right;
    `version` is the version of the procedure it was checked against. `also` holds other ways to ask. Withdrawn, not deleted."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=600)
    also = models.CharField(max_length=400, blank=True)
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    review_by = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="answer_says_something"),
            models.CheckConstraint(
                condition=Q(version=None) | Q(procedure__isnull=False), name="answer_of_a_version_has_its_procedure"
            ),
        ]
        indexes = [models.Index(fields=["unit", "id"], condition=Q(withdrawn_at=None), name="answers_of_a_unit")]

    def __str__(self) -> str:
        return self.title


class Given(models.Model):
    """That an answer was given on a call, and whether it was sent on as a message."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="given")
    call = models.ForeignKey("hotline.Call", models.CASCADE, related_name="given")
    at = models.DateTimeField()
    by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    sent = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.answer_id} {self.at:%Y-%m-%d %H:%M}"


class Question(models.Model):
    """What people asked and found no answer to; `key` is the question as it is compared. Numbers are blanked."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    words = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], condition=Q(settled_at=None), name="question_is_open_once"),
            models.CheckConstraint(condition=~Q(key=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, answer=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="settled_question_has_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-times", "id"], condition=Q(settled_at=None), name="questions_open")]

    def __str__(self) -> str:
        return self.words
