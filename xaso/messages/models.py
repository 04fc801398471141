"""The row a message is."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from xaso.core import clock
from xaso.core.identifiers import uuid7
from xaso.core.secrets import unseal
from xaso.messages.rules import Channel, State, forgotten, too_late


class MessageQuerySet(models.QuerySet["Message"]):
    def queued(self) -> MessageQuerySet:
        return self.filter(state=State.QUEUED)

    def failed(self) -> MessageQuerySet:
        return self.filter(state=State.FAILED)

    def readable(self) -> MessageQuerySet:
        """Text and receiver are still there."""
        return self.exclude(body="")

    def to_forget(self, now: datetime) -> MessageQuerySet:
        return self.filter(forget_at__lte=now)


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.SMS)
    to_sealed = models.CharField(max_length=200)
    to_last4 = models.CharField(max_length=4)
    body = models.TextField()
    about_kind = models.CharField(max_length=32)
    about_id = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(
        null=True
    )  # when its numbers are blanked; empty once that is done, or never needed
    reference = models.CharField(max_length=100, blank=True)  # the carrier's own name for it
    error = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="message_by_subject"),
            models.Index(fields=["created_at"], condition=~Q(state="sent"), name="message_not_sent"),
            models.Index(fields=["created_at"], condition=~Q(body=""), name="message_readable"),
            models.Index(fields=["forget_at"], condition=Q(forget_at__isnull=False), name="message_to_forget"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_has_reason"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} …{self.to_last4} {self.state}"

    @property
    def to(self) -> str:
        """The receiver's number, unsealed (E.164); empty once forgotten."""
        return unseal(self.to_sealed) if self.to_sealed else ""

    @property
    def shown_body(self) -> str:
        """The text as it may be shown now: a code is blanked in time even when the job that blanks it is late."""
        return forgotten(self.body) if too_late(self.forget_at, clock.now()) else self.body
