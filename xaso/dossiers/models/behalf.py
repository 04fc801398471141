"""Help with filling in, and the owner's word for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xaso.core.identifiers import random_token, uuid7
from xaso.dossiers.rules.behalf import OFFICIALS, AttestedHow, ConsentEnd, ConsentHow, HelperKind, Side


class Assistance(models.Model):
    """Somebody prepares a draft for its owner. The draft points here, and the dossier once it is sent.

    `owner_phone` is the number the helper was told; `owner` the account that opened the invitation, which only that
    number's can. `owner_typed` are the fields the owner wrote themselves: their identity numbers stay masked for the helper.
    `others` counts the other people this helper helped lately, for whoever receives the dossier."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    helper = models.ForeignKey("signin.Account", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=HelperKind.choices)
    helper_name = models.CharField(max_length=200)
    owner_name = models.CharField(max_length=200)
    owner_phone = models.CharField(max_length=16, blank=True)
    owner = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+")
    owner_typed = models.JSONField(default=list)
    others = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    token = models.CharField(max_length=32, null=True, unique=True)
    code = models.CharField(max_length=12, blank=True)
    invited_at = models.DateTimeField(null=True)
    invited_until = models.DateTimeField(null=True)
    invited_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["helper", "-started_at"], name="helped_by"),
            models.Index(fields=["owner_phone", "invited_at"], name="invited_phone", condition=~Q(owner_phone="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HelperKind.values), name="helper_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=OFFICIALS, post__isnull=False) | (~Q(kind__in=OFFICIALS) & Q(post__isnull=True)),
                name="only_officials_help_in_a_post",
            ),
            models.CheckConstraint(condition=~Q(helper_name="") & ~Q(owner_name=""), name="helper_and_owner_are_named"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(owner=models.F("helper")), name="nobody_helps_themselves"
            ),
            models.CheckConstraint(
                condition=Q(token__isnull=True, code="", invited_at__isnull=True, invited_until__isnull=True)
                | (Q(token__isnull=False, invited_at__isnull=False, invited_until__isnull=False) & ~Q(owner_phone="")),
                name="invited_has_phone_link_and_times",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(invited_at__isnull=False), name="owner_came_by_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def subject(self) -> tuple[str, str]:
        return ("assistance", str(self.id))


class Consent(models.Model):
    """The owner's word for one dossier prepared by somebody else, given with its sending and ending with it. `revision` is
    that of the draft the owner saw. Revoked once, it is gone."""

    assistance = models.OneToOneField("dossiers.Assistance", models.PROTECT, related_name="consent")
    how = models.CharField(max_length=10, choices=ConsentHow.choices)
    given_at = models.DateTimeField()
    account = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+")
    witness = models.CharField(max_length=200, blank=True)
    paper = models.OneToOneField("dossiers.Paper", models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField()
    may_follow = models.BooleanField(default=False)
    may_answer = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=ConsentEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how=ConsentHow.PHONE, account__isnull=False, paper__isnull=True, witness="")
                | (Q(how=ConsentHow.PAPER, account__isnull=True, paper__isnull=False) & ~Q(witness="")),
                name="consent_by_phone_or_witnessed_paper",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=ConsentEnd.values),
                name="consent_ends_with_time_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(may_follow=True) | Q(may_answer=False), name="who_may_answer_may_follow"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.given_at:%Y-%m-%d %H:%M}"


class Attestation(models.Model):
    """One side of a mandate says electronically that it was given (Decree 168/2025, of a household's business). `phone` is where
    it was asked, and the account of that number alone answers; `holds` is no where it says that it never was. `seen_by`: an
    officer who saw it done in another system, and `words` in which."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="attestations", db_index=False)
    side = models.CharField(max_length=4, choices=Side.choices)
    phone = models.CharField(max_length=16, blank=True)
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    holds = models.BooleanField(null=True)
    said_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=9, choices=AttestedHow.choices, blank=True)
    account = models.ForeignKey("signin.Account", models.PROTECT, null=True, related_name="+")
    seen_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "side"], name="each_side_attests_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="attesting_side_is_known"),
            models.CheckConstraint(
                condition=Q(holds=None, said_at=None, how="", account=None, seen_by=None, words="")
                | Q(
                    holds__isnull=False, said_at__isnull=False, how=AttestedHow.PHONE, account__isnull=False,
                    seen_by=None, words="",
                )
                | (
                    Q(holds=True, said_at__isnull=False, how=AttestedHow.ELSEWHERE, account=None, seen_by__isnull=False)
                    & ~Q(words="")
                ),
                name="attested_with_when_how_and_by_whom",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.side} {self.dossier_id}"
