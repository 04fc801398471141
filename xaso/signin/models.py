"""The row an account is: the user model of the web framework."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.people.models import Person
from xaso.signin.rules import Kind


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    username = models.CharField(max_length=40, null=True, unique=True)
    phone = models.CharField(max_length=16, null=True, unique=True)  # E.164
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
                condition=Q(kind="resident", phone__isnull=False, username__isnull=True)
                | Q(kind="official", username__isnull=False, phone__isnull=True, person__isnull=False),
                name="residents_have_phones_officials_have_names",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[0-9]{8,15}$"), name="account_phone_is_e164"
            ),
            models.CheckConstraint(condition=~Q(username=""), name="username_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.username or f"…{(self.phone or '')[-4:]}"

    @property
    def is_official(self) -> bool:
        return self.kind == Kind.OFFICIAL
