"""What must never be false is refused by the database itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.units import AFTER, BEFORE, MERGER, old_commune, todays_commune
from xaso.units.models import Unit, UnitFact, UnitSuccessor
from xaso.units.queries import unit_on
from xaso.units.rules import Kind, Level, contains, valid_on

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 1)
days = st.none() | st.integers(0, 40).map(lambda days: DAY + timedelta(days=days))
ranges = st.tuples(days, days).filter(lambda pair: pair[0] is None or pair[1] is None or pair[0] < pair[1])
Range = tuple[date | None, date | None]
database = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def unit(**fields: Any) -> Unit:
    fields.setdefault("ended_by", "9/NQ" if fields.get("valid_to") else "")
    return Unit.objects.create(**{"code": "03001", "level": Level.COMMUNE} | fields)


def fact(of: Unit, **fields: Any) -> UnitFact:
    named = {
        "name": "Mẫu",
        "search_key": "mau",
        "kind": Kind.COMMUNE,
        "parent": unit_on("01", AFTER),
        "legal_basis": "9/NQ",
    }
    return UnitFact.objects.create(unit=of, **(named | fields))


def overlap(one: Range, other: Range) -> bool:
    candidates = [DAY - timedelta(days=1), *(DAY + timedelta(days=days) for days in range(42))]
    return any(valid_on(*one, day) and valid_on(*other, day) for day in candidates)


@database
@given(ranges, ranges)
def test_a_code_has_one_unit_a_day(one: Range, other: Range) -> None:
    with transaction.atomic():
        unit(valid_from=one[0], valid_to=one[1])
        if overlap(one, other):
            with pytest.raises(IntegrityError, match="one_unit_per_code_and_day"), transaction.atomic():
                unit(valid_from=other[0], valid_to=other[1])
        else:
            unit(valid_from=other[0], valid_to=other[1])
            for day in (DAY, DAY + timedelta(days=20)):
                assert Unit.objects.on(day).filter(code="03001").count() == valid_on(*one, day) + valid_on(*other, day)
        transaction.set_rollback(True)


@database
@given(ranges, ranges)
def test_a_fact_lies_inside_its_unit(life: Range, of_fact: Range) -> None:
    with transaction.atomic():
        made = unit(valid_from=life[0], valid_to=life[1])
        if contains(life, of_fact):
            fact(made, valid_from=of_fact[0], valid_to=of_fact[1])
        else:
            with pytest.raises(IntegrityError, match="reaches beyond"), transaction.atomic():
                fact(made, valid_from=of_fact[0], valid_to=of_fact[1])
        transaction.set_rollback(True)


@given(ranges, ranges, days)
def test_containing_means_every_day(outer: Range, inner: Range, day: date | None) -> None:
    if contains(outer, inner) and day is not None and valid_on(*inner, day):
        assert valid_on(*outer, day)


def refused(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


def test_a_unit_has_one_fact_a_day() -> None:
    with refused("one_fact_per_unit_and_day"):
        fact(todays_commune(), valid_from=AFTER)


def test_a_parent_outlives_its_children() -> None:
    with refused("reaches beyond"):
        fact(unit(valid_from=MERGER), parent=unit_on("93", BEFORE), valid_from=MERGER)


def test_a_unit_cannot_end_before_its_facts() -> None:
    with refused("reaches beyond"):
        Unit.objects.filter(pk=todays_commune().pk).update(valid_to=AFTER, ended_by="9/NQ")


def test_a_parent_is_of_a_higher_tier() -> None:
    with refused("reaches beyond"):
        fact(unit(valid_from=MERGER), parent=todays_commune(), valid_from=MERGER)


def test_a_kind_fits_its_tier() -> None:
    with refused("reaches beyond"):
        fact(unit(valid_from=MERGER), kind=Kind.TOWN, valid_from=MERGER)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("code_fits_level", {"code": "0300"}),
        ("code_fits_level", {"code": None}),
        ("code_fits_level", {"level": Level.HAMLET}),
        ("code_fits_level", {"level": Level.DISTRICT}),
        ("ended_unit_has_legal_basis", {"valid_to": MERGER, "ended_by": ""}),
        ("ended_unit_has_legal_basis", {"ended_by": "9/NQ"}),
        ("unit_begins_before_it_ends", {"valid_from": MERGER, "valid_to": MERGER}),
    ],
)
def test_a_unit_that_makes_no_sense_is_refused(constraint: str, fields: dict[str, Any]) -> None:
    with refused(constraint):
        unit(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("begun_fact_has_legal_basis", {"valid_from": MERGER, "legal_basis": ""}),
        ("only_provinces_have_no_parent", {"parent": None}),
        ("fact_has_known_kind", {"kind": "canton"}),
        ("fact_has_name", {"name": ""}),
        ("fact_begins_before_it_ends", {"valid_from": AFTER, "valid_to": AFTER}),
    ],
)
def test_a_fact_that_makes_no_sense_is_refused(constraint: str, fields: dict[str, Any]) -> None:
    made = unit()
    with refused(constraint):
        fact(made, **fields)


def test_successors_that_make_no_sense_are_refused() -> None:
    old, new, other = old_commune(), todays_commune(), todays_commune("31453")
    rows = {
        "nobody_succeeds_itself": {"old": new, "new": new},
        "whole_unit_goes_to_one_successor": {"old": old, "new": other},
        "successor_named_once": {"old": old, "new": new, "partial": True},
        "successor_has_legal_basis": {"old": new, "new": other, "legal_basis": ""},
    }
    for name, row in rows.items():
        with refused(name), transaction.atomic():
            UnitSuccessor.objects.create(**{"on": MERGER, "legal_basis": "9/NQ"} | row)


def test_every_kind_of_the_rules_is_known_to_the_database() -> None:
    made = {level: unit_on(code, BEFORE) for level, code in ((1, "93"), (2, "935"), (3, "31450"))}
    for kind in Kind:
        if kind.level is Level.PROVINCE:
            continue
        new = Unit.objects.create(
            code=None if kind is Kind.HAMLET else {2: "030", 3: "03001"}[kind.level],
            level=kind.level,
            valid_to=MERGER,
            ended_by="9/NQ",
        )
        fact(new, kind=kind, parent=made[kind.level - 1], valid_to=MERGER)
        new.facts.all().delete()
        new.delete()
