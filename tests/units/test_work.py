"""How much work the queries do, and as whom."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.factories.units import AFTER, BEFORE, old_commune
from xaso.units.models import Unit
from xaso.units.queries import communes_of, map_old_address, names_on, provinces_on, successors_on, unit_on

pytestmark = pytest.mark.django_db


def test_statements_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("xaso_app", False)


def test_names_of_one_and_of_all_take_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = list(Unit.objects.on(AFTER).values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(names_on(ids[:1], AFTER)) == 1
    with django_assert_num_queries(1):
        assert len(names_on(ids, AFTER)) == 34 + 3321


def test_lists_take_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    can_tho = unit_on("92", AFTER)
    with django_assert_num_queries(1):
        provinces_on(AFTER)
    with django_assert_num_queries(1):
        communes_of(can_tho, AFTER)


def test_successors_take_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    vi_thang = old_commune()
    with django_assert_num_queries(1):
        successors_on(vi_thang, AFTER)


def test_mapping_an_address_takes_at_most_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        map_old_address("ấp 1, xã Vị Thủy, huyện Vị Thủy, Hậu Giang", AFTER)
    with django_assert_num_queries(2):
        map_old_address("31450", AFTER)


def test_a_name_uses_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "explain select * from units_unitfact where unit_id = %s and daterange(valid_from, valid_to) @> %s::date",
            [old_commune().pk, BEFORE],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
