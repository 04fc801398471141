"""The row a person is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import CitizenId, uuid7
from xaso.core.secrets import unseal
from xaso.people.rules import Sex


class PersonQuerySet(models.QuerySet["Person"]):
    def in_name_order(self) -> PersonQuerySet:
        """As Vietnamese lists run: given name, then the rest."""
        return self.order_by("sort_key", "id")


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=700)
    search_key = models.CharField(max_length=100)
    born = models.CharField(max_length=10, blank=True)  # ISO, perhaps only the year or the month
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    id_number_sealed = models.CharField(max_length=200, null=True)
    id_number_index = models.CharField(max_length=100, null=True, unique=True)
    phone = models.CharField(max_length=16, null=True, db_index=True)  # E.164
    ethnicity = models.CharField(max_length=60, blank=True)
    nationality = models.CharField(max_length=60, default="Việt Nam")
    address = models.JSONField(default=dict)  # {province, commune: unit codes, line}
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_by_given_name"),
            models.Index(fields=["search_key"], opclasses=["varchar_pattern_ops"], name="person_by_plain_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=Q(id_number_sealed__isnull=True, id_number_index__isnull=True)
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False),
                name="sealed_number_has_index",
            ),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="sex_is_known_or_empty"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[0-9]{8,15}$"), name="person_phone_is_e164"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def id_number(self) -> str:
        """The 12 digits, unsealed; empty when unknown."""
        return unseal(self.id_number_sealed) if self.id_number_sealed else ""

    @property
    def masked_id_number(self) -> str:
        """093 ••• ••• 234, enough to recognise one's own."""
        number = self.id_number
        return CitizenId(number).masked if number else ""
