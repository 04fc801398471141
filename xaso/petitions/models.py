"""Reports, their photographs, and every move they made."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import random_token, uuid7
from xaso.core.secrets import unseal
from xaso.messages.rules import Tongue
from xaso.petitions.rules import Category, Channel, State, Verb


class PetitionQuerySet(models.QuerySet["Petition"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def late(self, *, at: datetime) -> Self:
        """Not those that wait for their reporter: their clock stands."""
        return self.open().filter(due_at__lt=at).exclude(state=State.ASKED)


class Petition(models.Model):
    """`token` opens the reporter's page and is told to nobody else; `key` is the form it was sent with, so that a second press
    sends nothing twice. `due_at` repeats the clock's; while the reporter is asked for more (`question`, once) the clock stands,
    and it says what it said. `language`: of the page it was sent on, or of the call; an account says itself in which it is told.
    `public_words` are what an officer released, never the words as sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    key = models.UUIDField(unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)
    category = models.CharField(max_length=8, choices=Category.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PORTAL, db_default=Channel.PORTAL)
    language = models.CharField(max_length=2, choices=Tongue.choices, blank=True, default="")
    hamlet = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    phone_sealed = models.CharField(max_length=200, blank=True)
    phone_last4 = models.CharField(max_length=4, blank=True)
    sent_at = models.DateTimeField()
    clock = models.OneToOneField("deadlines.Clock", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    holder = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)
    asked_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=500, blank=True, default="", db_default="")
    replied_at = models.DateTimeField(null=True)
    reply = models.TextField(max_length=2000, blank=True, default="", db_default="")
    public_words = models.TextField(max_length=2000, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="petition_has_a_known_category"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="petition_came_by_a_known_channel"),
            models.CheckConstraint(
                condition=Q(language__in=["", *Tongue.values]), name="reporter_is_told_in_a_known_language"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) & ~Q(words="")
                | Q(forgotten_at__isnull=False, words="", name="", phone_sealed="", phone_last4="", place=""),
                name="petition_says_what_until_it_is_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed="", phone_last4="") | (~Q(phone_sealed="") & ~Q(phone_last4="")),
                name="petition_phone_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, holder=None, ended_at=None, ended_by=None, answer="")
                | Q(state=State.WORKING, holder__isnull=False, ended_at=None, ended_by=None, answer="")
                | Q(state=State.ASKED, asked_at__isnull=False, replied_at=None, ended_at=None, ended_by=None, answer="")
                | (
                    Q(state__in=(State.ANSWERED, State.REFUSED), ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="petition_ends_with_when_who_and_how",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, question="", replied_at=None, reply="")
                | (Q(asked_at__isnull=False) & ~Q(question="") & Q(replied_at=None, reply=""))
                | (Q(asked_at__isnull=False, replied_at__isnull=False) & ~Q(question="") & ~Q(reply="")),
                name="petition_asked_and_replied_with_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, public_words="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(public_words="")),
                name="petition_released_with_when_who_and_what",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], condition=Q(ended_at=None), name="petitions_waiting"),
            models.Index(fields=["unit", "-sent_at", "-id"], name="petitions_of_a_unit"),
            models.Index(fields=["account_id", "-sent_at"], name="petitions_of_an_account"),
            models.Index(fields=["holder", "due_at"], name="petitions_of_a_post"),
            models.Index(fields=["ended_at"], condition=Q(forgotten_at=None), name="petitions_to_forget"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> tuple[str, str]:
        return ("petition", str(self.id))

    @property
    def phone(self) -> str:
        """The reporter's number, unsealed (E.164); empty when none was left."""
        return unseal(self.phone_sealed) if self.phone_sealed else ""

    @property
    def files_owner(self) -> str:
        """Whose its photographs are: its own, since most reporters have no account."""
        return f"petition:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Photo(models.Model):
    """A photograph sent with a report. Public once released, not before."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="photos")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "file"], name="photo_is_there_once"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="photo_released_with_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.pk}"


class PetitionMove(models.Model):
    """One move, never changed until its report is forgotten. `note` is for the office alone; `to` whom it was assigned to."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    to = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="petition_move_is_known"),
            models.CheckConstraint(
                condition=Q(verb=Verb.ASSIGN, to__isnull=False) | (~Q(verb=Verb.ASSIGN) & Q(to=None)),
                name="only_assigning_names_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"
