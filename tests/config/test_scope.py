"""Whom a connection runs for: put in and taken out with each frame, told again after a rollback, widened by what was brought."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.cast import client_of_actor
from xaso.core import scope
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.dossiers.access import by_token
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action

pytestmark = pytest.mark.django_db


def test_scope_ends_with_the_action_that_raised(world: Dossier, citizen: Actor) -> None:
    @atomic_action
    def fail(*, by: Actor) -> None:
        assert Dossier.objects.count() == 4
        raise Refused("x", "x")

    with scope.from_nobody():
        with pytest.raises(Refused):
            fail(by=citizen)
        assert Dossier.objects.count() == 0


def test_rollback_takes_the_scope_back_and_it_is_told_again(world: Dossier, citizen: Actor) -> None:
    with scope.from_nobody(), scope.acting(citizen):
        with transaction.atomic():
            assert Dossier.objects.count() == 4
            transaction.set_rollback(True)
        assert Dossier.objects.count() == 4
    with scope.from_nobody():
        assert Dossier.objects.count() == 0


def test_action_by_somebody_else_sees_what_they_see(world: Dossier, citizen: Actor, neighbour: Actor) -> None:
    @atomic_action
    def count(*, by: Actor) -> int:
        return Dossier.objects.count()

    with scope.from_nobody(), scope.acting(citizen):
        assert (count(by=neighbour), count(by=Actor.system("test")), count(by=citizen)) == (0, 4, 4)
        assert Dossier.objects.count() == 4


def test_request_leaves_nothing_behind(world: Dossier, citizen: Actor) -> None:
    with scope.from_nobody():
        assert client_of_lan(citizen).get("/ho-so/").status_code == 200
        assert Dossier.objects.count() == 0
        assert Client().get("/tra-cuu").status_code == 200


def client_of_lan(citizen: Actor) -> Client:
    with scope.as_machine("test"):
        return client_of_actor(citizen)


def test_token_opens_one_dossier_and_no_other(world: Dossier) -> None:
    with scope.from_nobody():
        by_token(world.token)
        assert [one.pk for one in Dossier.objects.all()] == [world.pk]
        assert world.moves.count() > 0


def test_words_with_quotes_and_percents_stay_words(world: Dossier) -> None:
    with scope.from_nobody(), scope.holding("'; drop table x; --", '%s %(a)s "\\', "{}", "\0", "\ud800"):
        assert Dossier.objects.filter(title="%").count() == 0


def test_key_that_is_brought_may_be_any_text() -> None:
    keys = ["it's", 'say "x"', "back\\slash", "{a,b}", "", "NULL", "%s", "nửa"]
    with scope.from_nobody(), scope.holding(*keys), connection.cursor() as cursor:
        cursor.execute("select current_setting('xaso.held')::text[]")
        assert cursor.fetchone()[0] == sorted(keys)


def test_every_trigger_says_where_it_looks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc join pg_language on pg_language.oid = prolang"
            " where pronamespace = 'public'::regnamespace and lanname = 'plpgsql' and prorettype = 'trigger'::regtype"
            " and proname not like 'procrastinate%'"
            " and not exists (select 1 from unnest(proconfig) as one where one like 'search_path=%') order by 1"
        )
        assert cursor.fetchall() == []
