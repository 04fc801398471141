"""The rows of a notice, its deliveries, and whom they can reach how."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xaso.core.identifiers import uuid7
from xaso.core.secrets import blind_indices, unseal
from xaso.messages.rules import (
    Channel,
    Ended,
    Health,
    Purpose,
    Scope,
    State,
    Step,
    Tongue,
    Urgency,
    forgotten,
    too_late,
)


class MessageQuerySet(models.QuerySet["Message"]):
    def queued(self) -> MessageQuerySet:
        return self.filter(state=State.QUEUED)

    def due(self, now: datetime) -> MessageQuerySet:
        """What may go now, the most urgent first, then the oldest."""
        return self.queued().filter(due_at__lte=now, joined_to=None).order_by("urgency", "due_at", "id")

    def broadcasts(self) -> MessageQuerySet:
        return self.filter(purpose=Purpose.BROADCAST)

    def failed(self) -> MessageQuerySet:
        return self.filter(state=State.FAILED)

    def like(self, message: Message) -> MessageQuerySet:
        """To the same person, for the same purpose, looked after by the same officials."""
        alike = ("who_index", "purpose", "unit_id", "seen_by", "kept_from")
        return self.filter(**{name: getattr(message, name) for name in alike})

    def readable(self) -> MessageQuerySet:
        """Text and receiver are still there."""
        return self.exclude(body="")

    def to_forget(self, now: datetime) -> MessageQuerySet:
        return self.filter(forget_at__lte=now)


class Message(models.Model):
    """One notice to one person. `who_index` says who (the telephone; without one the account), `account` whose address book,
    `unit` who speaks; `event` is what it tells of: the same event is told to the same person once. `seen_by`: the roles that
    alone look after it (none: whoever looks after messages), where an officer is complained of; `kept_from`: the persons who do
    not see it even so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)  # by which it went, once it did
    to_sealed = models.CharField(max_length=200, blank=True)
    to_last4 = models.CharField(max_length=4, blank=True)
    account = models.UUIDField(null=True)
    who_index = models.CharField(max_length=100, blank=True)
    event = models.CharField(max_length=100, blank=True)
    only = models.ForeignKey("messages.Address", models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    seen_by = ArrayField(models.CharField(max_length=20), default=list)
    kept_from = ArrayField(models.UUIDField(), default=list)
    purpose = models.CharField(max_length=9, choices=Purpose.choices, default=Purpose.DOSSIER)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    template = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, default="vi")
    title = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    # The same in English, until it is known whether its receiver wishes that: then one of the two is left.
    english = models.TextField(blank=True, default="")
    english_title = models.CharField(max_length=100, blank=True, default="")
    about_kind = models.CharField(max_length=32)
    about_id = models.CharField(max_length=100)
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="joined", db_index=False)
    token = models.CharField(max_length=24, null=True, unique=True)  # opens the page that stops more of the kind
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    forget_at = models.DateTimeField(
        null=True
    )  # when its numbers are blanked; empty once that is done, or never needed
    over_at = models.DateTimeField(null=True)  # the last moment ahead that its words name
    again_at = models.DateTimeField(null=True)  # when it was put back into the queue, along with others
    reference = models.CharField(max_length=100, blank=True)  # the carrier's own name for it
    error = models.CharField(max_length=300, blank=True)

    blind_indexes: ClassVar = {"who_index": "who"}
    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="message_by_subject"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=("queued", "sending", "failed"), unit__isnull=False),
                name="message_not_gone",
            ),
            models.Index(fields=["created_at"], condition=~Q(body=""), name="message_readable"),
            models.Index(fields=["forget_at"], condition=Q(forget_at__isnull=False), name="message_to_forget"),
            # The only one that serves `due`: a planner without statistics, or with those of yesterday, takes any other that it
            # may, and sorts all that waits to find the next.
            models.Index(
                fields=["urgency", "due_at", "id"], condition=Q(state="queued", joined_to=None), name="message_due"
            ),
            models.Index(fields=["joined_to"], condition=Q(joined_to__isnull=False), name="message_went_along"),
            models.Index(fields=["who_index", "created_at"], condition=~Q(who_index=""), name="message_by_whom"),
            models.Index(fields=["unit", "created_at"], condition=Q(unit__isnull=False), name="message_by_unit"),
            models.Index(fields=["unit", "again_at"], condition=Q(again_at__isnull=False), name="message_put_back"),
            models.Index(
                fields=["account", "created_at"], condition=Q(account__isnull=False), name="message_by_account"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "who_index"], condition=~Q(event=""), name="event_is_told_to_one_person_once"
            ),
            models.CheckConstraint(
                condition=Q(state="queued", sending_at=None, sent_at=None, delivered_at=None, failed_at=None)
                | Q(state="sending", sending_at__isnull=False, sent_at=None, delivered_at=None, failed_at=None)
                | Q(state="sent", sent_at__isnull=False, delivered_at=None, failed_at=None)
                | Q(state="delivered", sent_at__isnull=False, delivered_at__isnull=False, failed_at=None)
                | Q(state__in=("failed", "told"), failed_at__isnull=False, sent_at=None, delivered_at=None),
                name="message_state_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="told", told_at__isnull=False, told_by__isnull=False)
                | (~Q(state="told") & Q(told_at__isnull=True, told_by__isnull=True)),
                name="told_has_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_has_reason"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="message_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(urgency__in=Urgency.values) & (~Q(purpose="code") | Q(urgency=0)), name="codes_go_first"
            ),
            models.CheckConstraint(condition=Q(token__isnull=True) | ~Q(token=""), name="token_is_not_empty"),
            models.CheckConstraint(
                condition=Q(seen_by=[], kept_from=[]) | (Q(unit__isnull=False) & ~Q(seen_by=[])),
                name="message_is_kept_from_somebody_where_others_see_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} …{self.to_last4} {self.state}"

    @property
    def to(self) -> str:
        """The receiver's number, unsealed (E.164); empty once forgotten."""
        return unseal(self.to_sealed) if self.to_sealed else ""

    @property
    def who(self) -> str:
        """What `who_index` is made of: of an account's rows from before telephones counted, the account."""
        if not self.who_index:
            return ""
        known = whom(account=self.account, to=self.to)
        return known if self.who_index in blind_indices(known) else whom(account=self.account, to="")

    def body_at(self, now: datetime) -> str:
        """The text as it may be shown then: a code is blanked in time even when the job that blanks it is late."""
        return forgotten(self.body) if too_late(self.forget_at, now) else self.body


def whom(*, account: object, to: str) -> str:
    """Who is told, as one text: the telephone, whoever it is told for; without one the account."""
    return to or (f"account:{account}" if account else "")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def held(self, *, skip_locked: bool = False) -> DeliveryQuerySet:
        """Each with its message, held before it, as by whoever claims the message or sends it again."""
        return self.select_for_update(skip_locked=skip_locked, of=("message", "self")).select_related("message")


class Delivery(models.Model):
    """One notice on one channel. A row for each channel that was tried, at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    carrier = models.CharField(max_length=40)
    lost_by = models.CharField(max_length=40, blank=True, default="")  # took it, and said later that it never arrived
    step = models.CharField(max_length=9, choices=Step.choices)
    attempts = models.PositiveSmallIntegerField(default=1)
    turn = models.PositiveSmallIntegerField(
        default=0
    )  # the provider's key anew, once it surely has not taken the last one
    parts = models.PositiveSmallIntegerField(default=1)
    paid_before = models.PositiveIntegerField(
        default=0
    )  # đồng, to whoever took it and said later that it never arrived
    cost = models.PositiveIntegerField(default=0, null=True)  # đồng; none: what it costs nobody has told this machine
    queued_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # as far as the network tells
    ended_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=100, blank=True)
    trouble = models.CharField(max_length=9, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sending_at"], condition=Q(step="sending"), name="delivery_on_its_way"),
            models.Index(fields=["carrier", "reference"], condition=~Q(reference=""), name="delivery_by_reference"),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="delivery_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="message_goes_by_a_channel_once"),
            models.CheckConstraint(
                condition=Q(step="queued", sending_at=None, sent_at=None, delivered_at=None, ended_at=None)
                | Q(step="sending", sending_at__isnull=False, sent_at=None, delivered_at=None, ended_at=None)
                | Q(step="sent", sent_at__isnull=False, delivered_at=None, ended_at=None)
                | Q(step="delivered", sent_at__isnull=False, delivered_at__isnull=False, ended_at=None)
                | Q(step__in=("failed", "given_up"), ended_at__isnull=False, delivered_at=None),
                name="delivery_step_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=("failed", "given_up")) | ~Q(error=""), name="ended_delivery_has_reason"
            ),
            models.CheckConstraint(condition=Q(read_at=None) | Q(step="delivered"), name="what_was_read_was_delivered"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="delivery_step_is_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.step}"


class Preference(models.Model):
    """By which channel somebody wants to be told first (empty: nothing was said), and in which language.
    `account` is opaque here, since who signs in belongs to the package above: a resident's account, an official's person
    (messages.access.own_book)."""

    account = models.UUIDField(primary_key=True)
    first = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    language = models.CharField(max_length=2, choices=Tongue.choices, default=Tongue.VIETNAMESE)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__in=["", *Channel.values]), name="preferred_channel_is_known"),
            models.CheckConstraint(condition=Q(language__in=Tongue.values), name="preferred_language_is_known"),
        ]

    def __str__(self) -> str:
        return self.first


class AddressQuerySet(models.QuerySet["Address"]):
    def usable(self) -> AddressQuerySet:
        """Confirmed by its owner and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def standing(self) -> AddressQuerySet:
        """Not ended, whether or not confirmed."""
        return self.filter(ended_at__isnull=True)


class Address(models.Model):
    """Where an account is reached beside its phone: an address of e-mail, a browser that takes notices. An ended one keeps
    no text. `token` is in the link that confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sealed = models.CharField(max_length=2000, blank=True)
    index = models.CharField(max_length=100, blank=True)
    token = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=5, choices=Ended.choices, blank=True)

    blind_indexes: ClassVar = {"index": "text"}
    objects = AddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "channel", "index"],
                condition=Q(ended_at__isnull=True),
                name="address_stands_once_in_a_book",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") & ~Q(sealed="") & ~Q(index="")
                | Q(ended_at__isnull=False, ended_because__in=Ended.values, sealed="", index=""),
                name="ended_address_keeps_no_text",
            ),
            models.CheckConstraint(condition=Q(channel__in=("email", "push")), name="address_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(token=""), name="address_has_a_token"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.made_at:%Y-%m-%d}"

    @property
    def text(self) -> str:
        """The address itself, unsealed; of a browser the JSON that its push service needs."""
        return unseal(self.sealed) if self.sealed else ""


class Stop(models.Model):
    """Somebody said stop, by this channel to this address: no more broadcasts, or nothing but codes. `index` stands for the
    number, whoever has it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sealed = models.CharField(max_length=200)
    index = models.CharField(max_length=100)
    scope = models.CharField(max_length=9, choices=Scope.choices)
    made_at = models.DateTimeField()

    blind_indexes: ClassVar = {"index": "text"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["index", "channel", "scope"], name="stop_is_said_once"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="stop_scope_is_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="stop_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.scope}"

    @property
    def text(self) -> str:
        return unseal(self.sealed)


class CarrierHealth(models.Model):
    """How a carrier is doing, by its name in the settings. No row: nothing was ever wrong."""

    name = models.CharField(primary_key=True, max_length=40)
    troubles = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    last_trouble_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="carrier_has_a_name")]

    def __str__(self) -> str:
        return f"{self.name}: {self.troubles}"

    @property
    def health(self) -> Health:
        return Health(self.troubles, self.rests_until)
