"""Offices, their reception hours, the posts held in them, and the calendar of days that differ from their weekday."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from xaso.offices.rules import Hours, OfficeKind, Role, number_for


def _validity() -> Func:
    """The days on which the row holds, as a range; empty ends are open."""
    return Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange")


def _reception() -> Func:
    """The stretch of the day, as a range of timestamps: PostgreSQL has no range of times."""
    # Keywords in the order of the alphabet, as the migration writes them: else each look finds a change.
    return Func(
        F("opens"),
        F("closes"),
        arg_joiner="), date '2000-01-01' + (",
        function="tsrange",
        template="%(function)s(date '2000-01-01' + (%(expressions)s), '[)')",
    )


_ENDS_AFTER_IT_BEGINS = Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from"))


Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    def valid(self, *, on: date) -> Self:
        """Rows that hold on this day."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        )


class Office(models.Model):
    """A place of work of one unit. `number_pattern` is how its dossiers are numbered."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=OfficeKind.choices)
    agency_code = models.CharField(max_length=40, blank=True)
    number_pattern = models.CharField(max_length=80, default="{agency}-{date:%y%m%d}-{seq:04d}")
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    objects = DatedQuerySet["Office"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_ENDS_AFTER_IT_BEGINS, name="office_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(kind__in=OfficeKind.values), name="office_has_a_known_kind"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(short_name=""), name="office_has_a_name"),
            models.CheckConstraint(
                condition=Q(number_pattern__contains="{seq"), name="dossier_number_contains_its_sequence"
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^(\+84[0-9]{8,10}|1[0-9]{3,9})$"),
                name="office_phone_can_be_called",
            ),
            ExclusionConstraint(
                name="unit_has_one_office_of_a_name_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def number_of(self, *, day: date, seq: int) -> str:
        """The dossier number with this sequence on this day."""
        return number_for(self.number_pattern, agency=self.agency_code, day=day, seq=seq)


class OfficeHours(models.Model):
    """One stretch of reception on one weekday, Monday is 0. A Saturday here does not make a working day."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    objects = DatedQuerySet["OfficeHours"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_hours_are_on_a_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="office_closes_after_it_opens"),
            models.CheckConstraint(condition=_ENDS_AFTER_IT_BEGINS, name="office_hours_end_after_they_begin"),
            ExclusionConstraint(
                name="office_hours_do_not_overlap",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (_reception(), RangeOperators.OVERLAPS),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"

    @property
    def value(self) -> Hours:
        return Hours(self.weekday, self.opens, self.closes, self.valid_from, self.valid_to)


class Post(models.Model):
    """A role held by a person in an office. Ended, never deleted: what was signed stays signed by somebody entitled.
    Who holds it is public by name, and nothing else of the person is: so the name stands here, and a trigger keeps it theirs."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="posts")
    holder_name = models.CharField(max_length=100)
    holder_sort_key = models.CharField(max_length=700)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = DatedQuerySet["Post"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_ENDS_AFTER_IT_BEGINS, name="post_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_has_a_known_role"),
            models.CheckConstraint(condition=~Q(holder_name=""), name="post_has_the_name_of_its_holder"),
            ExclusionConstraint(
                name="person_holds_a_role_in_an_office_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarYear(models.Model):
    """The year's days off have been announced officially, so the calendar of that year is whole."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="announced_year_has_a_source")]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A weekday that is off or a weekend day that is worked; wins over the library. `in_place_of`: whose hours it keeps."""

    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    in_place_of = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & ~Q(name=""), name="calendar_day_has_a_name_and_a_source"),
            models.CheckConstraint(
                condition=Q(in_place_of__isnull=True) | Q(is_workday=True),
                name="only_a_working_day_stands_in_for_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
