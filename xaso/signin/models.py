"""The row an account is: the user model of the web framework."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.core.secrets import unseal
from xaso.people.models import Person
from xaso.signin.rules import Claims, Kind


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    username = models.CharField(max_length=40, null=True, unique=True)
    phone = models.CharField(max_length=16, null=True, unique=True)  # E.164, of whoever has this number now
    phone_seen_at = models.DateTimeField(null=True)  # when a code sent there was last entered
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)  # may be entered with one press in sample mode
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="resident", username__isnull=True)
                | Q(kind="official", username__isnull=False, phone__isnull=True, person__isnull=False),
                name="only_officials_have_names",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[0-9]{8,15}$"), name="account_phone_is_e164"
            ),
            models.CheckConstraint(condition=~Q(username=""), name="username_is_not_empty"),
            models.CheckConstraint(
                condition=Q(phone_seen_at__isnull=True) | Q(phone__isnull=False), name="seen_phone_is_there"
            ),
        ]

    def __str__(self) -> str:
        return self.username or f"…{(self.phone or '')[-4:]}"

    @property
    def is_official(self) -> bool:
        return self.kind == Kind.OFFICIAL


class Identity(models.Model):
    """What an issuer of national identities said about whoever holds an account. Issuer and subject open the account; nothing
    else that is said does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject_index = models.CharField(max_length=100)
    claims_sealed = models.CharField(max_length=3000)
    loa = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    blind_indexes: ClassVar = {"subject_index": "whole_subject"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject_index"], name="one_account_per_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.pk}"

    @property
    def claims(self) -> Claims:
        return Claims.from_text(unseal(self.claims_sealed))

    @property
    def whole_subject(self) -> str:
        """What `subject_index` is made of."""
        return f"{self.issuer} {self.claims.subject}"


class NumberClaim(models.Model):
    """Somebody's 12-digit number, as an issuer or the holder of an account says. It opens nothing: an officer at the counter
    looks at the card and says whether it fits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="number_claims")
    number_sealed = models.CharField(max_length=200, blank=True)
    number_index = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    fits = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("offices.Post", on_delete=models.PROTECT, null=True, related_name="+")

    blind_indexes: ClassVar = {"number_index": "number"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number_index"], name="number_claimed_once"),
            models.CheckConstraint(
                condition=Q(fits__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(fits__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="claim_decided_has_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["number_index"], name="claims_that_wait", condition=Q(fits__isnull=True))]

    def __str__(self) -> str:
        return f"{self.account} {self.made_at:%Y-%m-%d}"

    @property
    def number(self) -> str:
        """The 12 digits, unsealed: what the index is made of when keys change."""
        return unseal(self.number_sealed) if self.number_sealed else ""

    @property
    def subject(self) -> tuple[str, str]:
        return ("account", str(self.account_id))
