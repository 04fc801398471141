"""Units and what was true of them when. Ranges are [valid_from, valid_to): an end is the first day no longer valid."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from xaso.units.rules import TOP_KINDS, Kind, Level, title


def _days() -> Func:
    return Func(F("valid_from"), F("valid_to"), function="daterange", output_field=DateRangeField())


def _on(day: date) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> Self:
        """Those that exist on that day."""
        return self.filter(_on(day))


class Unit(models.Model):
    """One legal existence of an administrative unit.

    The national code does not identify it: a merged commune keeps one of the old codes, so thị trấn Nàng Mau (31441 until
    30 June 2025) and xã Vị Thủy (31441 since) are two units, joined by a successor row. A commune that becomes a ward, or
    changes its name or its province, stays one unit with another fact. Hamlets have no code."""

    code = models.CharField(max_length=5, null=True)
    level = models.PositiveSmallIntegerField(choices=Level)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_unit_per_code_and_day",
                expressions=[("code", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="unit_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True, ended_by="") | (Q(valid_to__isnull=False) & ~Q(ended_by="")),
                name="ended_unit_has_legal_basis",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, code__isnull=False, code__regex=r"^\d{2}$")
                | Q(level=Level.DISTRICT, code__isnull=False, code__regex=r"^\d{3}$")
                | Q(level=Level.COMMUNE, code__isnull=False, code__regex=r"^\d{5}$")
                | Q(level=Level.HAMLET, code__isnull=True),
                name="code_fits_level",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="unit_by_code")]

    def __str__(self) -> str:
        return f"{self.code or 'hamlet'}/{self.valid_from or ''}"


class UnitFactQuerySet(models.QuerySet["UnitFact"]):
    def on(self, day: date) -> Self:
        """Those that are true on that day."""
        return self.filter(_on(day))


class UnitFact(models.Model):
    """Name, kind and parent of a unit, true for a range of days inside the lives of the unit and of the parent
    (the database's own triggers hold it to that; see migration 0002)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=80)
    search_key = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="facts_of_children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    legal_basis = models.CharField(max_length=60, blank=True)

    objects = UnitFactQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_fact_per_unit_and_day",
                expressions=[("unit", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="fact_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | ~Q(legal_basis=""), name="begun_fact_has_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TOP_KINDS, parent__isnull=True)
                | (~Q(kind__in=TOP_KINDS) & Q(parent__isnull=False)),
                name="only_provinces_have_no_parent",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="fact_has_known_kind"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(search_key=""), name="fact_has_name"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Kind and name: "xã Vị Thắng"."""
        return title(Kind(self.kind), self.name)


class UnitSuccessor(models.Model):
    """From `on`, the new unit holds what the old one held: all of it, or a part when `partial`."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    partial = models.BooleanField(default=False)
    on = models.DateField()
    legal_basis = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="successor_named_once"),
            models.UniqueConstraint(
                fields=["old"], condition=Q(partial=False), name="whole_unit_goes_to_one_successor"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="nobody_succeeds_itself"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="successor_has_legal_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} -> {self.new_id}"
