"""The official accounts through which units speak at Zalo."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xaso.core.secrets import unseal
from xaso.messages.rules import Quality, Reason


class OfficialAccount(models.Model):
    """One account of a unit, by the network's own id. Tokens lie sealed. The renewing one is good for one use: whoever renews
    holds this row."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    network_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    access_sealed = models.TextField()
    renewal_sealed = models.TextField()
    renewed_at = models.DateTimeField(db_index=True)
    template = models.CharField(
        max_length=40, blank=True
    )  # of a ZBS message with one field for the words; none: not used
    template_off_at = models.DateTimeField(null=True)  # since then the network lets it go out no more
    template_why = models.CharField(max_length=300, blank=True, db_default="")  # in the network's own words
    template_told_at = models.DateTimeField(null=True)  # the moment of the last word on it
    template_quality = models.CharField(max_length=9, choices=Quality.choices, blank=True, db_default="")
    quality_at = models.DateTimeField(null=True)
    daily_quota = models.PositiveIntegerField(null=True)  # messages by template that the network takes in a day
    quota_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(network_id="") & ~Q(name=""), name="official_account_has_a_name"),
            models.CheckConstraint(
                condition=~Q(access_sealed="") & ~Q(renewal_sealed=""), name="official_account_has_its_tokens"
            ),
            models.CheckConstraint(
                condition=Q(template_off_at=None, template_why="")
                | (Q(template_off_at__isnull=False) & ~Q(template="") & ~Q(template_why="")),
                name="template_that_is_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(daily_quota=None, quota_at=None) | Q(daily_quota__isnull=False, quota_at__isnull=False),
                name="daily_quota_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(template_quality="", quality_at=None)
                | (Q(template_quality__in=Quality.values) & Q(quality_at__isnull=False)),
                name="template_quality_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def usable_template(self) -> str:
        """Empty where there is none, or the network lets it go out no more."""
        return "" if self.template_off_at else self.template

    @property
    def access(self) -> str:
        return unseal(self.access_sealed)

    @property
    def renewal(self) -> str:
        return unseal(self.renewal_sealed)


class AccountAlert(models.Model):
    """An account could not be renewed, or lets nothing go out, and somebody must look. Settled when it could again."""

    account = models.ForeignKey(OfficialAccount, models.PROTECT, related_name="alerts")
    at = models.DateTimeField()
    reason = models.CharField(max_length=10, default=Reason.OTHER)  # a Reason; its words change oftener than tables
    why = models.CharField(max_length=300)  # in the network's own words
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="account_alert_says_why"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="account_alert_reason_is_known"),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(settled_at=None) & ~Q(reason__in=("money", "package")),
                name="account_has_one_open_alert",
            ),
            models.UniqueConstraint(
                fields=["account", "reason"], condition=Q(settled_at=None), name="account_alert_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.why}"

    @property
    def words(self) -> str:
        return str(Reason(self.reason).label)
