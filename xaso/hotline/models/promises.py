"""What callers were told to expect."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.hotline.rules import UNHAPPY_SEEN_BY, Language, PromiseKind, PromiseState
from xaso.offices.rules import Role


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(state=PromiseState.OPEN)

    def late(self, *, at: datetime) -> Self:
        return self.open().filter(due_at__lt=at)


class Promise(models.Model):
    """`assigned` is whom the roster names for the first office hour of the promise; empty while it names nobody: then it is
    everybody's. `taken_at`: somebody took it or was handed it, and the roster has no more say. `due_at` repeats the clock's.
    `language`: of the page on which they asked for it, or what they spoke when they called last. Of somebody unhappy `led_by`
    says which role sees it; who is among `rated` never does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey("hotline.Line", models.PROTECT, related_name="promises")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey("hotline.Call", models.PROTECT, null=True, related_name="promises")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=PromiseKind.choices)
    caller = models.CharField(max_length=16)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True, default="")
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    clock = models.OneToOneField("deadlines.Clock", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    assigned = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=500, blank=True)
    escalated_at = models.DateTimeField(null=True)
    led_by = models.CharField(max_length=20, choices=Role.choices, default=Role.MANAGER)
    rated = ArrayField(models.UUIDField(), default=list)  # persons who did the work that somebody is unhappy with

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(led_by__in=UNHAPPY_SEEN_BY), name="promise_is_led_by_who_leads"),
            models.CheckConstraint(condition=Q(kind__in=PromiseKind.values), name="promise_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(language__in=["", *Language.values]), name="promise_is_in_a_known_language"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & (~Q(caller="") | ~Q(state=PromiseState.OPEN)),
                name="promise_says_what_and_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, ended_at=None, ended_by=None, outcome="")
                | (Q(state=PromiseState.KEPT, ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome=""))
                | (Q(state=PromiseState.DROPPED, ended_at__isnull=False) & ~Q(outcome="")),
                name="promise_ends_with_when_who_and_how",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(assigned__isnull=False), name="taken_promise_is_somebodys"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], condition=Q(state="open"), name="promises_of_a_unit"),
            models.Index(fields=["unit", "-made_at", "-id"], name="promises_made"),
            models.Index(fields=["assigned", "due_at"], name="promises_of_a_post"),
            models.Index(fields=["caller", "-made_at"], name="promises_to_a_caller"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> tuple[str, str]:
        return ("promise", str(self.id))

    @property
    def is_open(self) -> bool:
        return self.state == PromiseState.OPEN
