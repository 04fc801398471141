"""Tables of the catalogue. A database trigger refuses to alter or delete a published version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from xaso.deadlines.rules import Limit, LimitUnit
from xaso.forms.rules import Schema
from xaso.procedures.rules import Review


class Procedure(models.Model):
    """The name follows the newest version; a dossier keeps the words of its own."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    plain_name = models.CharField(max_length=200)
    field = models.CharField(max_length=100)
    icon = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.code} {self.plain_name}"


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    def in_force(self, day: date) -> ProcedureVersionQuerySet:
        """Versions whose validity covers the day; where two do, the higher number counts."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )


class ProcedureVersion(models.Model):
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    limit_amount = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=12, blank=True)
    review = models.CharField(max_length=10, choices=Review.choices)
    confidence = models.CharField(max_length=10)
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_is_used_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True, limit_unit="")
                | Q(limit_amount__gt=0, limit_unit__in=("same_day", "working_day", "day", "hour", "month")),
                name="limit_has_amount_and_unit_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"

    @property
    def schema(self) -> Schema | None:
        """The form, parsed once per version and process; None for a procedure filed at the counter only."""
        return _schema(self.checksum, self) if self.content.get("form") else None

    @property
    def limit(self) -> Limit | None:
        """The legal time; None where the law sets none."""
        if self.limit_amount is None:
            return None
        return Limit(self.limit_amount, LimitUnit(self.limit_unit), next(iter(self.content["legal_basis"]), ""))

    @property
    def can_be_filed_here(self) -> bool:
        """Reviewed, with a form, and open on our own portal."""
        return self.review == Review.REVIEWED and bool(self.content.get("form")) and "portal" in self.channels

    @property
    def papers(self) -> list[dict[str, Any]]:
        return list(self.content["papers"])

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.content["steps"])

    @property
    def channels(self) -> list[str]:
        return list(self.content["channels"])

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.content["result"])


_parsed: dict[str, Schema] = {}


def _schema(checksum: str, version: ProcedureVersion) -> Schema:
    found = _parsed.get(checksum)
    if found is None:
        found = _parsed[checksum] = Schema.load(version.content["form"])
    return found
