"""Rows of the rights people have: exports, erasures, notices before a purge, breaches."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.privacy.rules import NOTIFY_WITHIN, NoteKind, Progress

# Tables that only grow; see config.postgres.grant_application.
APPEND_ONLY_TABLES = ("privacy_breach", "privacy_breachnote")
# The one lawful deletion: a function that runs as the owner; see migration 0005.
PURGING = ("breach_purge",)


class CardSeen(models.Model):
    """That whoever made this request stood at the counter with their identity card, and which officer looked at it. The number
    of the request is then its person's: it reaches what the unit recorded under that number without an account."""

    request = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="card_seen")
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.request_id} {self.seen_at:%Y-%m-%d}"


class ExportQuerySet(models.QuerySet["Export"]):
    def under_way(self) -> ExportQuerySet:
        return self.filter(state__in=(Progress.WAITING, Progress.MAKING))

    def ready(self, *, at: datetime) -> ExportQuerySet:
        return self.filter(state=Progress.READY, expires_at__gt=at)

    def expired(self, *, at: datetime) -> ExportQuerySet:
        """Their time is over and the file still lies there."""
        return self.filter(state=Progress.READY, expires_at__lte=at)


class Export(models.Model):
    """One archive of everything about one account; without one, of somebody who came with their card, to whom the counter hands
    it. `done` of `total` parts are in it; `request` is the dossier that asked for it, where an officer had it made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=Progress.choices, default=Progress.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="exports_by_end", condition=Q(state="ready"))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Progress.values), name="export_state_is_known"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state__in=("waiting", "making")), name="one_export_under_way"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(account__isnull=True, state__in=("waiting", "making")),
                name="one_export_to_hand_out_under_way",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(request__isnull=False), name="export_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=False, expires_at__isnull=False, state__in=("ready", "gone"))
                | Q(ready_at__isnull=True, expires_at__isnull=True, state__in=("waiting", "making", "failed")),
                name="ready_export_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def path(self) -> str:
        """Where the archive lies in the storage, apart from papers."""
        return f"exports/{self.id}.zip"


class Erasure(models.Model):
    """That an account, or somebody who has none, was erased on request, when, by whom; how many dossiers went and how many the
    law keeps. `finished_at`: the request itself and the phone went too, once its person had had time to read the answer."""

    account = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+")
    request = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="+")
    erased_at = models.DateTimeField()
    erased_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    dossiers = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["erased_at"], name="erasures_to_finish", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.account_id} {self.erased_at:%Y-%m-%d}"


class PurgeRound(models.Model):
    """That everybody who can be reached was told of their reports, calls and promises whose time is over before `until`. None of
    them goes without one that is a month old."""

    until = models.DateField(unique=True)
    told_at = models.DateTimeField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"


class PurgeNotice(models.Model):
    """That a dossier's time will be over on this day, told to officers and to its owner. Nothing is purged without one."""

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="purge_notice")
    told_at = models.DateTimeField()
    purge_on = models.DateField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purge_on", "id"], name="purges_to_come", condition=Q(purged_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.purge_on}"


class Breach(models.Model):
    """Data were lost, or seen by who must not. Written once; what is learnt later is added as notes. `sensitive`: biometric
    or location data are among them, so those concerned are told within the same 72 hours (Law 91/2025/QH15, article 23)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    happened_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    happened = models.TextField()
    whose = models.TextField()
    how_many = models.PositiveIntegerField(null=True)
    measures = models.TextField()
    sensitive = models.BooleanField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(happened="") & ~Q(whose="") & ~Q(measures=""),
                name="breach_says_what_is_known",
            ),
            models.CheckConstraint(condition=Q(found_at__lte=models.F("opened_at")), name="breach_found_before_opened"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def notify_by(self) -> datetime:
        """72 hours of the clock from when it was found, nights and holidays included."""
        return self.found_at + NOTIFY_WITHIN


class BreachPurge(models.Model):
    """That a closed breach file's time will be over on this day: listed for leaders and auditors until then. The file itself goes
    whole, so it is named by its id only; its title is read from it while it is there."""

    breach = models.UUIDField(unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    purge_on = models.DateField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["purge_on", "id"], name="breach_purges_to_come", condition=Q(purged_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.breach} {self.purge_on}"


class BreachNote(models.Model):
    """What was learnt or done later. Never changed."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="breach_note_kind_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="breach_note_says_something"),
            models.UniqueConstraint(
                fields=["breach", "kind"], condition=~Q(kind="amend"), name="reported_told_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
