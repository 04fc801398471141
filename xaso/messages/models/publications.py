"""Articles in official accounts."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from xaso.messages.models.accounts import OfficialAccount
from xaso.messages.models.articles import Article
from xaso.messages.rules import Reason, Spread, Stage


class PublicationQuerySet(models.QuerySet["Publication"]):
    def due(self, now: datetime) -> PublicationQuerySet:
        return self.filter(state=Spread.QUEUED, due_at__lte=now)

    def accepted(self) -> PublicationQuerySet:
        return self.filter(state=Spread.ACCEPTED)


class Publication(models.Model):
    """One article in one account, once. `stage` is what the network is asked next, or was asked last; `token` and
    `network_article` are its own names on the way, `reference` that of what was sent. `revision` is that of the article which was
    written there last. Once accepted it is put right when the article is corrected, and removed when that is withdrawn. `readers`
    is what the network counted last."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications")
    account = models.ForeignKey(OfficialAccount, models.PROTECT, related_name="publications")
    state = models.CharField(max_length=9, choices=Spread.choices, default=Spread.QUEUED)
    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.WRITE)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    amended_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=500, blank=True)
    network_article = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=10, blank=True)  # a Reason
    why = models.CharField(max_length=300, blank=True)  # in the network's own words
    readers = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="publication_due"),
            models.Index(fields=["sending_at"], condition=Q(state="sending"), name="publication_on_its_way"),
            models.Index(fields=["accepted_at"], condition=Q(state="accepted"), name="publication_accepted"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "account"], name="article_goes_into_an_account_once"),
            models.CheckConstraint(
                condition=Q(state="queued", sending_at=None, refused_at=None, removed_at=None)
                | Q(state="sending", sending_at__isnull=False, refused_at=None, removed_at=None)
                | Q(state="accepted", sending_at=None, accepted_at__isnull=False, refused_at=None, removed_at=None)
                | Q(state="refused", sending_at=None, refused_at__isnull=False, removed_at=None)
                | Q(state="removed", sending_at=None, refused_at=None, removed_at__isnull=False),
                name="publication_state_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=("update", "check", "remove")) & ~Q(network_article="")
                | Q(stage="send", state="accepted")
                | Q(stage__in=("write", "look", "send"), accepted_at=None),
                name="what_is_mended_stands_there",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="refused_publication_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=Reason.values), name="publication_reason_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (~Q(reference="") & ~Q(network_article="")),
                name="accepted_publication_has_its_names",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="publication_stage_is_known"),
            models.CheckConstraint(
                condition=Q(readers=None, counted_at=None) | Q(readers__isnull=False, counted_at__isnull=False),
                name="counted_readers_have_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.account_id}: {self.state}"

    @property
    def words(self) -> str:
        """Why it was refused, is asked again, or is not there any more."""
        return str(Reason(self.reason).label) if self.reason else ""
