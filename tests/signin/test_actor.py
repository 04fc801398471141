from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.people import make_person
from tests.factories.signin import client_of, make_official, make_resident
from xaso.offices.models import Office, Post
from xaso.signin.access import account_with_person, actor_of
from xaso.signin.models import Account
from xaso.signin.rules import Kind
from xaso.units.models import Unit
from xaso.units.rules import Level

pytestmark = pytest.mark.django_db


def make_office(code: str) -> Office:
    unit = Unit.objects.filter(level=Level.COMMUNE).order_by("pk")[Office.objects.count()]
    return Office.objects.create(
        unit=unit,
        name=f"Một cửa {code}",
        short_name=code,
        kind="one_stop",
        agency_code=code,
        valid_from=date(2025, 7, 1),
    )


def post(person: Any, office: Office, role: str, start: date = date(2025, 7, 1), end: date | None = None) -> Post:
    return Post.objects.create(
        person=person,
        holder_name=person.full_name,
        holder_sort_key=person.sort_key,
        office=office,
        role=role,
        title=role,
        valid_from=start,
        valid_to=end,
    )


def test_official_acts_in_one_post_at_a_time_with_its_roles_only() -> None:
    person = make_person("Lê Thị Ngọc Ánh")
    here, there = make_office("H1"), make_office("H2")
    post(person, there, "approver", date(2020, 1, 1), date(2025, 7, 1))
    first = post(person, here, "reception")
    second = post(person, here, "case_officer")
    account = make_official(person=person)
    for chosen, role in ((first, "reception"), (second, "case_officer")):
        actor = actor_of(account, address="10.0.0.1", post=chosen.pk)
        assert (actor.post, actor.office, actor.unit, actor.roles) == (chosen.pk, here.pk, here.unit_id, {role})
        assert (actor.name, actor.address, actor.person) == ("Lê Thị Ngọc Ánh", "10.0.0.1", person.pk)


def test_who_has_several_posts_and_has_not_chosen_is_nobody() -> None:
    person, office = make_person(), make_office("H1")
    post(person, office, "reception")
    ended = post(person, office, "auditor", date(2020, 1, 1), date(2025, 7, 1))
    account = make_official(person=person)
    assert actor_of(account, address="").roles == {"reception"}
    post(person, office, "case_officer")
    for chosen in (None, ended.pk):
        assert actor_of(Account.objects.get(pk=account.pk), address="10.0.0.1", post=chosen).is_anonymous


def test_posts_of_administrators_belong_to_administrators_accounts() -> None:
    person, office = make_person(), make_office("H1")
    post(person, office, "approver")
    post(person, office, "administrator")
    official = make_official(person=person)
    administrator = make_official("quan.tri", person=person, kind=Kind.ADMINISTRATOR)
    assert actor_of(official, address="").roles == {"approver"}
    assert actor_of(administrator, address="").roles == {"administrator"}


def test_resident_account_of_an_official_carries_no_post() -> None:
    person = make_person()
    post(person, make_office("H1"), "approver")
    actor = actor_of(make_resident(person=person), address="")
    assert (actor.post, actor.roles, actor.is_official, actor.person) == (None, frozenset(), False, person.pk)


def test_anonymous_actor_is_nobody_from_somewhere() -> None:
    actor = actor_of(AnonymousUser(), address="10.0.0.1")
    assert (actor.is_anonymous, actor.address) == (True, "10.0.0.1")


def test_resident_costs_one_query_and_an_official_one_more(django_assert_num_queries: Any) -> None:
    person = make_person()
    post(person, make_office("H1"), "reception")
    for account, queries in ((make_resident(person=person), 1), (make_official(person=person), 2)):
        with django_assert_num_queries(queries):
            found = account_with_person(account.pk)
            assert actor_of(found or AnonymousUser(), address="").name == person.full_name


def test_page_of_a_signed_in_person_costs_two_statements() -> None:
    client = client_of(make_official())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/dang-xuat")
    reads = [query["sql"] for query in queries if "django_session" in query["sql"] or "signin_account" in query["sql"]]
    assert len(reads) == 2


def test_anonymous_visit_reads_no_session(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/dang-nhap")
    assert not [query for query in queries if "django_session" in query["sql"] or "signin" in query["sql"]]
