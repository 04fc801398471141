"""Clocks and their ledger. What is stored on a clock can be recomputed from its events at any time."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from xaso.deadlines.rules import Event, EventKind, Limit, LimitUnit


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        return self.filter(stopped_at=None, paused_at=None)

    def unfinished(self) -> Self:
        return self.filter(stopped_at=None)

    def late(self, *, at: datetime) -> Self:
        """Running and past their due time."""
        return self.running().filter(due_at__lt=at)


class Clock(models.Model):
    """One running of a limit in one office. `extended` is how many more of its unit were given, once; `due_at` is empty
    while a pause holds it open. `events` counts the ledger, so that of two changes made at once only one finds it
    unchanged. Minutes are office time; see `rules.Derivation`."""

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=12, choices=LimitUnit.choices)
    limit_basis = models.CharField(max_length=200, blank=True)
    extended = models.PositiveSmallIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    used_minutes = models.PositiveIntegerField(default=0)
    total_minutes = models.PositiveIntegerField()
    provisional = models.BooleanField(default=False)
    events = models.PositiveSmallIntegerField(default=1)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(limit_amount__gte=1), name="limit_is_at_least_one"),
            models.CheckConstraint(condition=Q(limit_unit__in=LimitUnit.values), name="limit_has_a_known_unit"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(paused_at__isnull=False), name="running_clock_has_a_due_time"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(paused_at__gte=F("started_at")),
                name="clock_pauses_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="clock_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(paused_at__isnull=True) | Q(stopped_at__gte=F("paused_at")),
                name="clock_stops_after_it_pauses",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("started_at")), name="clock_is_due_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(events__gte=1), name="clock_has_a_ledger"),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_at"], condition=Q(stopped_at=None), name="unfinished_clocks_by_due_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit.words} từ {self.started_at:%d/%m/%Y}"

    @property
    def limit(self) -> Limit:
        return Limit(self.limit_amount, LimitUnit(self.limit_unit), self.limit_basis)


class ClockEvent(models.Model):
    """One entry of the ledger, in its place. Never changed, but for its words when a person is
    forgotten. `by_post` and `by_account` are opaque: who did it."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    amount = models.PositiveSmallIntegerField(default=0, db_default=0)
    by_account = models.UUIDField(null=True)
    by_post = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("clock", "place")
        constraints = [
            models.UniqueConstraint(fields=["clock", "place"], name="clock_event_has_its_place"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="clock_event_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(place=1, kind=EventKind.START) | (Q(place__gt=1) & ~Q(kind=EventKind.START)),
                name="ledger_begins_with_the_only_start",
            ),
            models.CheckConstraint(
                condition=Q(kind=EventKind.EXTEND, amount__gte=1) | (~Q(kind=EventKind.EXTEND) & Q(amount=0)),
                name="only_an_extension_gives_more",
            ),
            models.UniqueConstraint(fields=["clock"], condition=Q(kind="extend"), name="clock_is_extended_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

    @property
    def value(self) -> Event:
        return Event(EventKind(self.kind), self.at, self.reason, self.amount)
