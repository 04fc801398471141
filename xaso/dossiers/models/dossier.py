"""The dossier itself."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Max, Q

from xaso.core.identifiers import random_token, uuid7
from xaso.core.secrets import unseal
from xaso.dossiers.rules import (
    DECIDED,
    ENDED,
    OPEN,
    PAUSED,
    QUIET,
    RUNNING,
    Channel,
    Delivery,
    FiledHow,
    Outcome,
    Right,
    State,
)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Adjectives."""

    def open(self) -> DossierQuerySet:
        return self.filter(state__in=OPEN)

    def ended(self) -> DossierQuerySet:
        return self.filter(state__in=ENDED)

    def running(self) -> DossierQuerySet:
        return self.filter(state__in=RUNNING)

    def paused(self) -> DossierQuerySet:
        return self.filter(state__in=PAUSED)

    def late(self, *, at: datetime) -> DossierQuerySet:
        """Still running although its legal time is over."""
        return self.running().filter(due_at__lt=at)

    def quiet(self, *, since: datetime) -> DossierQuerySet:
        """Those whose owner waits for the office, where nothing has happened since then and nobody has said so, or said a day
        that has passed since."""
        waiting = self.filter(state__in=QUIET, version__isnull=False, restricted_at=None).exclude(contact_phone="")
        last = waiting.alias(moved_at=Max("moves__at")).filter(moved_at__lt=since)
        broken = Q(reassured_at__lt=F("act_by"), act_by__lt=since) & ~Q(state=State.DONE)
        return last.filter(Q(reassured_at=None) | Q(reassured_at__lt=F("moved_at")) | broken)

    def asked_again(self) -> DossierQuerySet:
        """Asked for supplements more than once: the index of decision 766 counts them as late."""
        return self.filter(asked_times__gt=1)

    def online(self) -> DossierQuerySet:
        return self.filter(channel__in=(Channel.PORTAL, Channel.NATIONAL, Channel.HELPER))


class Dossier(models.Model):
    """One case of one person under one procedure, by the rules of the day it was received.

    `act_by` is when somebody has to have done something, whatever the state: it sorts the desk. `due_at` is the legal
    due time as the clock says it, repeated here for the index. `revision` counts the moves, so that of two made at
    once only one finds the dossier as it was read. `filed_how` is never altered (a trigger refuses). `by_right` is
    empty in old registers and where the counter asked nobody; `filer_name` is whoever files, when that is not the
    owner. `reassured_at` is when its owner was last told that it still stands where it stood. `asked_times` counts the
    lists of supplements: more than one counts as late. Since `restricted_at` only leaders and auditors open it, for a
    stated reason; since `forgotten_at` it names nobody and is only counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=60, unique=True)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    receiving_unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    competent_unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    supporting_unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    filed_how = models.CharField(max_length=12, choices=FiledHow.choices)
    by_right = models.CharField(max_length=10, choices=Right.choices, blank=True)
    filer_name = models.CharField(max_length=200, blank=True)
    assistance = models.OneToOneField("dossiers.Assistance", models.PROTECT, null=True, related_name="dossier")
    account = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    owner_name = models.CharField(max_length=200)
    owner_search = models.CharField(max_length=200)
    owner_id_sealed = models.CharField(max_length=200, blank=True)
    owner_id_index = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=16, blank=True)
    state = models.PositiveSmallIntegerField(choices=State.choices)
    step = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    paused = models.GeneratedField(
        expression=Q(state__in=PAUSED),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    revision = models.PositiveIntegerField(default=1, db_default=1)
    asked_times = models.PositiveSmallIntegerField(default=0, db_default=0)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    act_by = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reassured_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    clock = models.OneToOneField("deadlines.Clock", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.PICKUP)
    fee_amount = models.PositiveIntegerField(default=0)
    fee_lines = models.JSONField(default=list)
    fee_paid_at = models.DateTimeField(null=True)
    fee_receipt = models.CharField(max_length=60, blank=True)
    fee_taken_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    handed_to = models.CharField(max_length=200, blank=True)
    register_source = models.CharField(max_length=64, blank=True)
    invented = models.BooleanField(default=False)
    restricted_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    blind_indexes: ClassVar = {"owner_id_index": "owner_id_number"}
    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="state_is_one_of_ten"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=False) | ~Q(state__in=[*RUNNING, State.PAYMENT, *DECIDED]),
                name="work_begins_with_reception",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(received_at__isnull=False), name="due_only_when_received"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | ~Q(state__in=PAUSED) | Q(due_at__lt=F("act_by")),
                name="only_a_late_dossier_waits_with_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(clock__isnull=True) | ~Q(state__in=RUNNING),
                name="running_time_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(asked_times__gt=0) | ~Q(state=State.SUPPLEMENT), name="supplements_are_asked_for"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False, outcome__in=Outcome.values)
                | (Q(decided_at__isnull=True) & ~Q(state__in=DECIDED)),
                name="decided_has_outcome_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("submitted_at")),
                name="received_not_before_submitted",
            ),
            models.CheckConstraint(
                condition=Q(fee_paid_at__isnull=True, fee_taken_by__isnull=True)
                | Q(fee_paid_at__isnull=False, fee_taken_by__isnull=False),
                name="fee_paid_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(register_source=""), name="only_old_registers_have_no_version"
            ),
            models.CheckConstraint(condition=~Q(owner_name=""), name="dossier_has_an_owner"),
            models.CheckConstraint(
                condition=Q(owner_id_sealed="") | ~Q(owner_id_index=""), name="sealed_owner_number_has_index"
            ),
            models.CheckConstraint(
                condition=Q(filed_how__in=FiledHow.values) & (~Q(filed_how=FiledHow.UNKNOWN) | ~Q(register_source="")),
                name="filed_how_is_known_today",
            ),
            models.CheckConstraint(
                condition=(~Q(register_source="") & Q(assistance__isnull=True))
                | Q(filed_how=FiledHow.ASSISTED, assistance__isnull=False)
                | (~Q(filed_how=FiledHow.ASSISTED) & Q(assistance__isnull=True)),
                name="assisted_names_its_helper",
            ),
            models.CheckConstraint(condition=Q(by_right__in=["", *Right.values]), name="right_is_known"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                | Q(
                    ended_at__isnull=False,
                    answers={},
                    contact_phone="",
                    owner_id_sealed="",
                    owner_id_index="",
                    owner_search="",
                    filer_name="",
                    handed_to="",
                ),
                name="forgotten_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(restricted_at__isnull=True) | Q(ended_at__isnull=False),
                name="only_ended_work_is_restricted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["competent_unit", "paused", "act_by", "id"], name="desk_inbox", condition=Q(state__in=OPEN)
            ),
            models.Index(fields=["competent_unit", "-submitted_at", "-id"], name="unit_register"),
            models.Index(fields=["account", "-submitted_at", "-id"], name="my_dossiers"),
            models.Index(fields=["owner_id_index"], name="dossier_by_citizen_id", condition=~Q(owner_id_index="")),
            models.Index(fields=["contact_phone"], name="dossier_by_phone", condition=~Q(contact_phone="")),
            GinIndex(SearchVector("owner_search", config="simple"), name="dossier_by_name"),
            models.Index(
                fields=["ended_at"],
                name="dossiers_by_end",
                condition=Q(ended_at__isnull=False, forgotten_at__isnull=True),
            ),
            models.Index(fields=["register_source"], name="dossier_by_source", condition=~Q(register_source="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owner_id_number(self) -> str:
        """The owner's 12 digits, unsealed; empty when unknown. Kept so that the index can be made anew with another key."""
        return unseal(self.owner_id_sealed) if self.owner_id_sealed else ""

    @property
    def subject(self) -> tuple[str, str]:
        """Its name in the journal and in messages."""
        return ("dossier", str(self.id))

    @property
    def fee_is_open(self) -> bool:
        """Something is still to be paid, or the officer has still to say how much. Nobody pays for a rejection."""
        if self.fee_paid_at is not None or self.outcome == Outcome.REJECTED:
            return False
        return self.fee_amount > 0 or not self.fee_is_known

    @property
    def fee_is_known(self) -> bool:
        """False while a line waits for its amount, which the province sets or somebody has to count."""
        return all(line.get("amount") is not None for line in self.fee_lines)

    @property
    def result_template(self) -> str:
        """Name of the letter that is the result; empty where the result is a paper of its own."""
        return str(self.version.result.get("template") or "") if self.version else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
