"""Numbers people may call, and who is on duty."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value

from xaso.core.clock import local
from xaso.hotline.rules import held_until

CALLABLE = r"^(\+84[0-9]{8,10}|1[0-9]{3,9})$"


def _during() -> Func:
    return Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange")


class Line(models.Model):
    """A public number of an office. `around_the_clock`: somebody is on duty at any hour, else while the office receives people.
    `names_people`: the office wants callers to know who answers by name. `keeper` is told of gaps and of what nobody answers,
    on `keeper_phone`. Closed, never deleted."""

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=16)
    around_the_clock = models.BooleanField(default=False)
    names_people = models.BooleanField(default=False)
    keeper = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    keeper_phone = models.CharField(max_length=16, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(closed_at=None), name="line_has_its_number_alone"),
            models.CheckConstraint(condition=Q(number__regex=CALLABLE), name="line_can_be_called"),
            models.CheckConstraint(condition=~Q(name=""), name="line_has_a_name"),
            models.CheckConstraint(
                condition=Q(keeper_phone="") | Q(keeper__isnull=False), name="phone_of_the_keeper_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="line_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> tuple[str, str]:
        return ("line", str(self.pk))


class DutyQuerySet(models.QuerySet["Duty"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def at(self, moment: datetime) -> Self:
        """Who answers then: nobody whose post has ended meanwhile."""
        held = Q(post__valid_to=None) | Q(post__valid_to__gt=local(moment).date())
        return self.standing().filter(held, starts_at__lte=moment, ends_at__gt=moment)

    def untold(self, *, at: datetime) -> Self:
        """Not over, and whoever has it, or had it, was not told so."""
        others = Q(told_to=None) | ~Q(told_to=F("post"))
        return self.filter(
            Q(cancelled_at=None) & others | Q(cancelled_at__isnull=False, told_to__isnull=False), ends_at__gt=at
        )

    def between(self, since: datetime, until: datetime) -> Self:
        return self.standing().filter(starts_at__lt=until, ends_at__gt=since)


class Duty(models.Model):
    """Somebody answers a line from then to then. `person` repeats the holder of the post, for the constraint that nobody is on
    duty twice at once. `phone` is where the officer can be reached meanwhile; `note` is what they leave to whoever comes next.
    `told_to` was told, or did it themselves, that the duty is theirs."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="duties")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    post = models.ForeignKey("offices.Post", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    phone = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    told_to = models.ForeignKey("offices.Post", models.PROTECT, null=True, related_name="+")

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_it_begins"),
            ExclusionConstraint(
                name="line_has_one_on_duty_at_a_time",
                expressions=[("line", RangeOperators.EQUAL), (_during(), RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
                deferrable=Deferrable.IMMEDIATE,
            ),
            ExclusionConstraint(
                name="person_is_on_duty_once_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), (_during(), RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [
            models.Index(fields=["line", "ends_at"], condition=Q(cancelled_at=None), name="duties_of_a_line"),
            models.Index(fields=["post", "ends_at"], condition=Q(cancelled_at=None), name="duties_of_a_post"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def held_until(self) -> datetime:
        """Its end, or the midnight from which its officer holds the post no more."""
        return held_until(self.post.valid_to, self.ends_at)
