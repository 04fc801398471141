"""The row an account is: the user model of the web framework; and what is kept about getting in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.core.secrets import unseal
from xaso.people.models import Person
from xaso.signin.rules import STAFF, Claims, Kind, Reads, say_device


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(AbstractBaseUser):
    """`stands_alone`: the password is strong enough without a second factor. `must_change`: nothing else opens before a new
    password was chosen. `one_time_until`: the password was issued by an administrator, and dies unused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    username = models.CharField(max_length=40, null=True, unique=True)
    phone = models.CharField(max_length=16, null=True, unique=True)  # E.164, of whoever has this number now
    phone_seen_at = models.DateTimeField(null=True)  # when a code sent there was last entered
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)  # may be entered with one press in sample mode
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    password_set_at = models.DateTimeField(null=True)
    stands_alone = models.BooleanField(default=False)
    must_change = models.BooleanField(default=False)
    one_time_until = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    forgotten_at = models.DateTimeField(null=True)  # erased on request: nobody's any more, and nobody gets in

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="resident", username__isnull=True)
                | Q(
                    kind__in=("administrator", "official"),
                    username__isnull=False,
                    phone__isnull=True,
                    person__isnull=False,
                )
                | Q(kind="machine", username__isnull=False, phone__isnull=True, person__isnull=True),
                name="all_but_residents_have_names",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[0-9]{8,15}$"), name="account_phone_is_e164"
            ),
            models.CheckConstraint(condition=~Q(username=""), name="username_is_not_empty"),
            models.CheckConstraint(
                condition=Q(phone_seen_at__isnull=True) | Q(phone__isnull=False), name="seen_phone_is_there"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at__isnull=True) | Q(is_active=False, closed_at__isnull=False),
                name="closed_account_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(one_time_until__isnull=True) | Q(must_change=True), name="one_time_password_must_be_changed"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="review_of_account_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                | Q(kind="resident", phone__isnull=True, person__isnull=True, is_active=False),
                name="forgotten_account_is_nobodys",
            ),
        ]

    def __str__(self) -> str:
        return self.username or f"…{(self.phone or '')[-4:]}"

    @property
    def is_official(self) -> bool:
        return self.kind == Kind.OFFICIAL

    @property
    def is_administrator(self) -> bool:
        return self.kind == Kind.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """Comes in by the officials' door."""
        return self.kind in STAFF

    @property
    def subject(self) -> tuple[str, str]:
        """Its chain in the journal."""
        return "account", str(self.pk)


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
    def code(self) -> str:
        """Four digits that the account's page shows and the officer types: whoever has the card also has the account. Somebody
        else may have claimed the same number, and waits for an officer to press the wrong button."""
        return f"{self.pk.int % 10_000:04d}"

    @property
    def number(self) -> str:
        """The 12 digits, unsealed: what the index is made of when keys change."""
        return unseal(self.number_sealed) if self.number_sealed else ""

    @property
    def subject(self) -> tuple[str, str]:
        return ("account", str(self.account_id))


class OldPassword(models.Model):
    """A password that may not come back yet. Ten at most are kept for an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="old_passwords")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-set_at"], name="old_passwords_newest_first")]

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d}"


class Tries(models.Model):
    """Wrong passwords and codes since the last right one, for one name from one place. Kept for names that nobody has, too:
    else the answer would tell which names are somebody's. `name` is a keyed fingerprint."""

    name = models.CharField(max_length=64)
    place = models.CharField(max_length=48)
    wrong = models.PositiveSmallIntegerField()
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "place"], name="tries_are_counted_once_a_place"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(place=""), name="tries_have_a_name_and_a_place"),
        ]
        indexes = [models.Index(fields=["last_at"], name="tries_by_age")]

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}"


class Visit(models.Model):
    """Somebody who is in, on one device. Gone when they leave; the journal keeps that they came and went."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(session_key=""), name="visit_has_a_session")]

    def __str__(self) -> str:
        return f"{self.device} {self.address}"

    @property
    def device(self) -> str:
        """As the reader's language says it."""
        return say_device(self.browser, self.system)


class Proposal(models.Model):
    """An administrator wants to let somebody in who has no way in of their own: a new account, a lost password without a second
    factor, lost factors (`factors`: they are removed). It waits for a second pair of eyes in the same unit or above, and ends
    when it is carried out, declined or out of time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposals")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    factors = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by")),
                name="nobody_confirms_their_own_proposal",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_proposal_has_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="one_open_proposal_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.proposed_at:%Y-%m-%d}"


class Token(models.Model):
    """A program of another office that reads here, as a machine's account. Only the hash is kept; ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="token")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    reads = models.CharField(max_length=20, choices=Reads.choices)
    hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_to = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=models.F("made_at")), name="token_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(reads__in=Reads.values), name="token_reads_something_known"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="ended_token_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> tuple[str, str]:
        return "account", str(self.account_id)
