"""The journal can be added to and in no way changed; what was changed behind its back is found."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from xaso.core.actor import Actor
from xaso.core.refused import Refused, Trace
from xaso.journal.actions import atomic_action, record, record_many
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of, verify

pytestmark = pytest.mark.django_db
CHAIN = ("dossier", "d1")


def _write(count: int, by: Actor | None = None, **more: object) -> None:
    for place in range(count):
        record(action=f"step_{place}", subject=CHAIN, by=by or Actor.system("test"), **more)  # type: ignore[arg-type]


def test_entries_are_numbered_and_linked() -> None:
    _write(3)
    entries = list(entries_of(CHAIN))
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert bytes(entries[1].previous) == bytes(entries[0].hash)
    assert list(verify()) == []


def test_verify_agrees_with_the_database_about_every_kind_of_value() -> None:
    by = Actor(
        account=uuid4(), person=uuid4(), post=5, office=6, unit=7, roles=frozenset({"b", "a"}), address="10.0.0.1"
    )
    detail = {"số": 'Đ"\\\n\t/é', "list": [1, None, True, {"zz": 1, "a": "€", "bb": -5}], "": "empty"}
    record(action="x", subject=CHAIN, by=by, detail=detail, personal={"name": "Nguyễn Thị Ánh"})
    assert list(verify(CHAIN)) == []


@pytest.mark.parametrize(
    "verb", ["update journal_entry set action = 'x'", "delete from journal_entry", "truncate journal_entry"]
)
def test_application_can_not_change_the_journal(verb: str) -> None:
    _write(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
    assert entries_of(CHAIN).count() == 1


def test_many_entries_chain_each_subject() -> None:
    record_many(
        action="imported", subjects=[("dossier", str(n)) for n in range(5)], by=Actor.system("t"), detail={"batch": 1}
    )
    assert Entry.objects.filter(action="imported", seq=1).count() == 5
    assert list(verify()) == []


def test_refused_attempt_is_written_although_the_action_rolls_back() -> None:
    @atomic_action
    def inner(*, by: Actor) -> None:
        _write(1)
        raise Refused("Không được.", "no", trace=Trace("peek", CHAIN, by))

    @atomic_action
    def outer(*, by: Actor) -> None:
        _write(1)
        inner(by=by)

    with pytest.raises(Refused):
        outer(by=Actor(account=uuid4()))
    entry = entries_of(CHAIN).get()
    assert (entry.action, entry.denied, entry.detail) == ("peek", True, {"code": "no"})
