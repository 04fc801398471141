"""Calls, and what telephone systems sent about them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from xaso.core.identifiers import uuid7
from xaso.hotline.rules import LIVE, CallState, Language, Source, Standing


class CallQuerySet(models.QuerySet["Call"]):
    def live(self) -> Self:
        """Ringing, or somebody is talking."""
        return self.filter(state__in=LIVE)

    def missed(self) -> Self:
        return self.filter(state=CallState.MISSED)

    def unsurveyed(self, *, since: datetime) -> Self:
        """Answered and over, from a known number, and nobody asked yet how it was."""
        return self.filter(state=CallState.ENDED, surveyed_at=None, ended_at__gte=since).exclude(caller="")

    def unsettled(self, *, before: datetime) -> Self:
        """Missed, and nobody has been promised a call back yet."""
        return self.missed().filter(settled_at=None, ended_at__lt=before)


class Call(models.Model):
    """One call on one line. `caller` is E.164, empty when the number was withheld. `post` is who answered or wrote it down;
    `solved`: the caller needed nothing more, said by whoever answered. `draft` is the filing prepared for the caller,
    `petition` the report it became.
    `recording` is an address at the provider. `settled_at`: a missed call has its promise or needs none. `surveyed_at`: its
    caller was asked how it was. What the note said before it was written anew, the database keeps (`EarlierNote`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey("hotline.Line", models.PROTECT, related_name="calls")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=12, choices=Source.choices)
    source_id = models.CharField(max_length=100, blank=True)
    caller = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    state = models.CharField(max_length=8, choices=CallState.choices)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    post = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    draft = models.UUIDField(null=True)
    petition = models.OneToOneField("petitions.Petition", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    solved = models.BooleanField(null=True)
    recording = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    surveyed_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="call_is_reported_once"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="call_has_a_known_source"),
            models.CheckConstraint(
                condition=Q(state=CallState.RINGING, answered_at=None, ended_at=None)
                | Q(state=CallState.TALKING, answered_at__isnull=False, ended_at=None)
                | Q(state=CallState.ENDED, answered_at__isnull=False, ended_at__isnull=False)
                | Q(state=CallState.MISSED, answered_at=None, ended_at__isnull=False),
                name="call_stands_as_its_moments_say",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("began_at")),
                name="call_is_answered_after_it_rings",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="call_ends_after_it_rings"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *Language.values]), name="caller_speaks_a_known_language"
            ),
            models.CheckConstraint(
                condition=Q(note="", noted_at=None, noted_by=None) | Q(noted_at__isnull=False, noted_by__isnull=False),
                name="note_of_a_call_has_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-began_at", "-id"], name="calls_of_a_unit"),
            models.Index(fields=["unit", "began_at"], condition=Q(state__in=LIVE), name="calls_now"),
            models.Index(fields=["caller", "-began_at"], condition=~Q(caller=""), name="calls_of_a_caller"),
            models.Index(fields=["began_at"], condition=~Q(caller=""), name="calls_to_forget"),
            models.Index(
                fields=["ended_at"], condition=Q(state=CallState.MISSED, settled_at=None), name="calls_to_settle"
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(state=CallState.ENDED, surveyed_at=None) & ~Q(caller=""),
                name="calls_to_ask_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def subject(self) -> tuple[str, str]:
        """Its name in the journal and in messages."""
        return ("call", str(self.id))

    @property
    def state_words(self) -> str:
        """As people read it. No telephone system says when a typed call is over: until it is noted, nobody knows."""
        unnoted = self.source == Source.TYPED and self.state == CallState.TALKING
        return _("chưa ghi lại") if unnoted else str(self.get_state_display())

    @property
    def standing(self) -> Standing:
        return Standing(self.began_at, self.answered_at, self.ended_at, self.recording)


class EarlierNote(models.Model):
    """What the note of a call said before it was written anew: who wrote it, when. A trigger adds them and lets nothing be
    changed or taken away, but the words when the call is forgotten."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="earlier_notes")
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.call_id} {self.at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """What a telephone system sent, as it came. `taken_at`: something was made of it, or `problem` says why not."""

    source = models.CharField(max_length=12, choices=Source.choices)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="deliveries")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(problem="", call=None) | Q(taken_at__isnull=False), name="delivery_is_judged_when_taken"
            )
        ]
        indexes = [models.Index(fields=["received_at"], name="deliveries_by_age")]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at:%Y-%m-%d %H:%M:%S}"
