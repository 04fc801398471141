"""Behind the second wall: who sees people, their accounts and their ways of getting in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.config.tables import seen_by
from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.dossiers.models import Dossier
from xaso.journal.models import Entry
from xaso.offices.actions import end_post
from xaso.offices.models import Post
from xaso.people.models import Person
from xaso.signin.models import Account

pytestmark = pytest.mark.django_db


def test_what_anybody_sees_of_people_and_of_the_journal_is_never_hers(
    world: Dossier, citizen: Actor, neighbour: Actor
) -> None:
    def hers() -> list[bool]:
        people, rows = Person.objects.filter(pk=citizen.person), Entry.objects.filter(account=citizen.account)
        return [people.exists(), rows.exists()]

    with scope.from_nobody():
        assert hers() == [False, False]
        with scope.acting(neighbour):
            assert hers() == [False, False]
        with scope.acting(citizen):
            assert hers() == [True, True]


def test_official_is_known_by_name_on_the_post_and_nothing_else_of_them_is_seen(
    reception: Actor, neighbour: Actor, other_commune: Actor
) -> None:
    for stranger in (Actor(), neighbour, other_commune):
        with scope.from_nobody(), scope.acting(stranger):
            assert Post.objects.get(pk=reception.post).holder_name == player("tiep-nhan").name
            assert not Person.objects.filter(pk=reception.person).exists()


@pytest.mark.parametrize("ended", [False, True], ids=["holds a post", "held one"])
def test_administrator_sees_the_person_of_a_post_of_the_unit_and_nobody_else_does(
    reception: Actor, case_officer: Actor, administrator_of_commune: Actor, other_commune: Actor, ended: bool
) -> None:
    post = Post.objects.get(pk=reception.post)
    if ended:
        end_post(post, on=clock.today(), by=administrator_of_commune)
    elsewhere = replace(administrator_of_commune, unit=other_commune.unit, person=other_commune.person)
    seen = []
    for viewer in (administrator_of_commune, elsewhere, case_officer, other_commune):
        with scope.from_nobody(), scope.acting(viewer):
            seen.append(Person.objects.filter(pk=reception.person).exists())
            assert Post.objects.get(pk=post.pk).holder_name == player("tiep-nhan").name
    assert seen == [True, False, False, False]


def test_ways_of_getting_in_are_seen_by_whose_they_are(
    world: Dossier, administrator_of_commune: Actor, approver: Actor
) -> None:
    tables = ("signin_visit", "mfa_authenticator", "signin_oldpassword")
    assert [seen_by(administrator_of_commune)[table] > 0 for table in tables] == [True, True, True]
    assert [seen_by(approver)[table] for table in tables] == [0, 0, 1]


def test_administrator_sees_accounts_of_the_unit_and_no_residents(
    world: Dossier, citizen: Actor, administrator_of_commune: Actor, other_commune: Actor
) -> None:
    def names(actor: Actor) -> set[str]:
        with scope.from_nobody(), scope.acting(actor):
            return {one.username or one.phone or "" for one in Account.objects.all()}

    unit = {player(key).username for key in ("tiep-nhan", "thu-ly", "phe-duyet", "quan-tri")}
    assert names(administrator_of_commune) == unit
    assert names(other_commune) == {player("xa-khac").username}
    assert names(citizen) == {player("cong-dan").phone}
