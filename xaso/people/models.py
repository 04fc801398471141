"""The row a person is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import CitizenId, uuid7
from xaso.core.secrets import unseal
from xaso.people.rules import How, Purpose, Sex


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

    blind_indexes: ClassVar = {"id_number_index": "id_number"}
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


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> ConsentQuerySet:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """That somebody agreed to one purpose, in the words they read. Never changed but by its withdrawal; given again, it is
    another row. No row is no consent. `account` is opaque here: who signs in belongs to the package above.

    For a child `guardian` is who answered for it, and `child_agreed` says that a child of seven or more was asked too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    account = models.UUIDField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="consents")
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    child_agreed = models.BooleanField(null=True)
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    given_at = models.DateTimeField()
    given_how = models.CharField(max_length=8, choices=How.choices)
    given_post = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=8, choices=How.choices, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["withdrawn_at"], name="consents_by_end", condition=Q(withdrawn_at__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose"], condition=Q(withdrawn_at__isnull=True), name="account_agrees_once"
            ),
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True, account__isnull=True),
                name="person_agrees_once",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="consent_is_somebodys"
            ),
            models.CheckConstraint(condition=~Q(words="") & Q(version__gte=1), name="consent_keeps_its_words"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(given_how=How.PORTAL, given_post__isnull=True)
                | Q(given_how=How.COUNTER, given_post__isnull=False),
                name="consent_has_who_wrote_it_down",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_how="")
                | Q(withdrawn_at__isnull=False, withdrawn_how__in=How.values),
                name="withdrawn_has_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True, child_agreed__isnull=True)
                | Q(guardian__isnull=False, child_agreed__isnull=False, person__isnull=False),
                name="childs_consent_has_a_guardian",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"
