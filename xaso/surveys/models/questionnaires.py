"""What a unit asks of everybody, and what came back, of nobody knows whom."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from xaso.forms.rules import Schema
from xaso.surveys.rules.questionnaires import TEXT_LENGTH, TITLE_LENGTH, form_of


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def open_on(self, day: date) -> Self:
        return self.filter(opened_at__isnull=False, closed_at=None, opens_on__lte=day, closes_on__gte=day)


class Questionnaire(models.Model):
    """`text` is how it was written (rules.questionnaires); once it is opened its words stay. `closed_at`: by somebody, before its
    last day. `settled_at`: who answered is forgotten, nobody can any more."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(max_length=TEXT_LENGTH)
    opens_on = models.DateField()
    closes_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="questionnaire_asks_something"),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="questionnaire_is_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="questionnaire_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, settled_at=None) | Q(opened_at__isnull=False),
                name="only_what_was_open_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "id"], name="questionnaires_of_a_unit"),
            models.Index(
                fields=["closes_on"],
                condition=Q(opened_at__isnull=False, settled_at=None),
                name="questionnaire_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def form(self) -> Schema:
        """Its questions."""
        return form_of(self.title, self.text)

    def is_over(self, day: date) -> bool:
        return self.closed_at is not None or self.closes_on < day


class Reply(models.Model):
    """One person's answers, in the order they came. `whose` lets nobody answer twice, is made of what only they have, and is
    blanked when the questionnaire is over."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="replies", db_index=False)
    whose = models.CharField(max_length=100, blank=True)
    answers = models.JSONField()
    day = models.DateField()

    blind_indexes: ClassVar = {"whose": "who"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "whose"], condition=~Q(whose=""), name="questionnaire_is_answered_once"
            ),
            models.CheckConstraint(condition=~Q(answers={}), name="reply_answers_something"),
        ]
        indexes = [models.Index(fields=["questionnaire", "id"], name="replies_as_they_came")]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}: {self.day}"

    @property
    def who(self) -> str:
        """Nothing: it is kept nowhere. So `whose` cannot be made anew, and the key it was made with stays until it is blanked."""
        return ""
