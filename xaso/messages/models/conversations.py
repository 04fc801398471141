"""Who follows an official account, what was said there, and what the network told us of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.core.secrets import unseal
from xaso.messages.models.accounts import OfficialAccount
from xaso.messages.rules import Kind, Reason, Said, closes_at, is_open


class FollowerQuerySet(models.QuerySet["Follower"]):
    def reached(self) -> FollowerQuerySet:
        """Not gone."""
        return self.filter(left_at=None)


class Follower(models.Model):
    """Somebody as one official account knows them: by a number that means nothing elsewhere, sealed. `resident` is the account
    here that they joined by their own act, opaque. `moved_at` is the moment of the last following or leaving we know of;
    `withdrew_at` that until which they took back whatever they said. `anonymous`: writes from a web page without an account at
    the network, under a number that lasts as long as the page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(OfficialAccount, models.PROTECT, related_name="followers", db_index=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    sealed = models.CharField(max_length=300)
    index = models.CharField(max_length=100)
    moved_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    last_word_at = models.DateTimeField(null=True)
    resident = models.UUIDField(null=True)
    joined_at = models.DateTimeField(null=True)
    withdrew_at = models.DateTimeField(null=True)
    anonymous = models.BooleanField(default=False, db_default=False)

    blind_indexes: ClassVar = {"index": "user"}
    objects = FollowerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-last_word_at"], name="follower_by_last_word"),
            models.Index(fields=["resident"], condition=Q(resident__isnull=False), name="follower_of_resident"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "index"], name="follower_is_known_once"),
            models.UniqueConstraint(
                fields=["account", "resident"],
                condition=Q(resident__isnull=False),
                name="resident_is_one_follower_of_an_account",
            ),
            models.CheckConstraint(
                condition=Q(resident=None, joined_at=None) | Q(resident__isnull=False, joined_at__isnull=False),
                name="joined_follower_has_a_moment",
            ),
            models.CheckConstraint(condition=Q(left_at=None) | Q(resident=None), name="who_left_is_joined_to_nobody"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(resident=None), name="who_is_anonymous_is_joined_to_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.pk}"

    @property
    def user(self) -> str:
        """The network's number for them, unsealed."""
        return unseal(self.sealed)

    @property
    def short(self) -> str:
        """Tells one apart from another."""
        return self.user[-4:]

    @property
    def closes_at(self) -> datetime | None:
        return closes_at(self.last_word_at)

    def may_be_answered(self, now: datetime) -> bool:
        return self.left_at is None and not self.anonymous and is_open(self.last_word_at, now)


class Remark(models.Model):
    """One thing said in a conversation. Ours has `post`, or none where the machine answered or somebody in the network's app;
    `network_id` is the network's name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="remarks", db_index=False)
    ours = models.BooleanField(default=False)
    post = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.TEXT)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=Said.choices, default=Said.HEARD)
    due_at = models.DateTimeField(null=True)  # while it waits to be sent
    sending_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # of ours, as far as the network tells
    attempts = models.PositiveSmallIntegerField(default=0)
    network_id = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["follower", "-said_at"], name="remark_by_moment"),
            models.Index(fields=["sending_at"], condition=Q(state="sending"), name="remark_on_its_way"),
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="remark_due"),
            models.Index(fields=["said_at"], name="remark_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network_id", "follower"], condition=~Q(network_id=""), name="remark_is_heard_once"
            ),
            models.CheckConstraint(
                condition=Q(ours=False, state="heard", post=None) | (Q(ours=True) & ~Q(state="heard")),
                name="what_is_ours_is_sent_and_not_heard",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", sending_at__isnull=False)
                | (~Q(state="sending") & Q(sending_at__isnull=True)),
                name="remark_being_sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False) | (~Q(state="queued") & Q(due_at__isnull=True)),
                name="remark_that_waits_has_a_due_time",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="failed_remark_has_reason"),
            models.CheckConstraint(condition=Q(read_at=None) | Q(state="sent"), name="remark_that_was_read_was_sent"),
            models.CheckConstraint(condition=Q(state__in=Said.values), name="remark_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="remark_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} {self.said_at:%Y-%m-%d %H:%M}"

    @property
    def is_of_the_app(self) -> bool:
        """Nothing here sent it."""
        return self.ours and self.attempts == 0 and self.state == Said.SENT

    @property
    def words(self) -> str:
        return str(Reason(self.reason).label) if self.reason else ""


class Joining(models.Model):
    """The code by which a resident joins themselves: shown on their own page, sent by them to the official account, used once."""

    resident = models.UUIDField(primary_key=True)
    sealed = models.CharField(max_length=200)
    index = models.CharField(max_length=100, db_index=True)
    until = models.DateTimeField()

    blind_indexes: ClassVar = {"index": "code"}

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"

    @property
    def code(self) -> str:
        return unseal(self.sealed)


class NetworkEvent(models.Model):
    """What the network sent to our address, as it came and once. Emptied when it is taken; `problem` says what it was not good
    for."""

    key = models.CharField(max_length=64, primary_key=True)  # a digest of the body: the network repeats itself
    body = models.BinaryField()
    received_at = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(problem="") | Q(taken_at__isnull=False), name="event_is_judged_when_taken"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.received_at:%Y-%m-%d %H:%M:%S}"


class RefusedEvents(models.Model):
    """How many events of a day were turned away: signed by nobody we know, or long ago. A row a day, however many a stranger
    sends."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
