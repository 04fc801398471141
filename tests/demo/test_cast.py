from __future__ import annotations

import pytest

from tests.cast import account_of, client_of_actor
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import CAST, player
from xaso.demo.town import let_in, office_of
from xaso.offices.models import Office, Post
from xaso.people.models import Person
from xaso.signin.models import Account
from xaso.units.queries import unit_on

pytestmark = pytest.mark.django_db


def test_everybody_of_the_cast_comes_in_once_and_is_marked_invented() -> None:
    for _time in range(2):
        accounts = [let_in(one) for one in CAST]
    assert [account.sample for account in accounts] == [True] * len(CAST)
    assert Account.objects.count() == Person.objects.count() == len(CAST)
    assert not Person.objects.filter(invented=False).exists()
    assert Post.objects.count() == sum(one.is_official for one in CAST)


def test_actors_of_the_cast_stand_where_they_should(
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    other_commune: Actor,
    manager: Actor,
    auditor: Actor,
    one_stop: Office,
) -> None:
    assert (citizen.name, citizen.roles, citizen.is_official) == ("Nguyễn Thị Lan", frozenset(), False)
    assert citizen.account != neighbour.account
    officials = [reception, case_officer, approver, manager, auditor]
    roles = ["reception", "case_officer", "approver", "manager", "auditor"]
    assert [sorted(one.roles) for one in officials] == [[role] for role in roles]
    assert {one.unit for one in officials} == {one_stop.unit_id}
    assert other_commune.unit == unit_on("31459", clock.today()).pk
    assert account_of(reception).username == "hanh.tiepnhan"
    assert client_of_actor(reception).session["_auth_user_id"] == str(reception.account)


def test_office_of_the_cast_is_opened_once() -> None:
    assert office_of(player("tiep-nhan")) == office_of(player("tiep-nhan"))
