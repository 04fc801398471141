"""Personal text can be taken out of the journal, and nothing else; what is left still proves itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import forget_personal, forget_personal_before, record, take_digest
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of, verify, verify_digests

pytestmark = pytest.mark.django_db
MINE, HERS = ("dossier", "mine"), ("dossier", "hers")
BY = Actor.system("tests")


def write(subject: tuple[str, str], by: Actor = BY) -> None:
    record(action="step", subject=subject, by=by, personal={"name": "Người Bịa"})


def test_forgetting_leaves_every_hash_and_digest_whole() -> None:
    somebody = Actor(account=uuid4(), address="10.0.0.9")
    for subject in (MINE, HERS):
        write(subject)
    write(HERS, somebody)
    take_digest(by=BY)
    before = list(Entry.objects.order_by("id").values_list("hash", flat=True))
    assert forget_personal(chains=[MINE], account=somebody.account, by=BY) == 2
    assert [one.personal for one in entries_of(MINE)] == [None, None]
    assert [bool(one.personal) for one in entries_of(HERS)] == [True, False]
    after = list(Entry.objects.order_by("id").values_list("hash", flat=True))
    assert after[: len(before)] == before
    take_digest(by=BY)
    assert [*verify(), *verify_digests()] == []


def test_forgetting_says_so_in_the_chain_itself() -> None:
    write(MINE)
    forget_personal(chains=[MINE], by=BY.doing("erase"))
    last = entries_of(MINE).last()
    assert last is not None
    assert (last.action, last.detail, last.purpose, last.roles) == (
        "journal.forget",
        {"entries": 1},
        "erase",
        ["system"],
    )


def test_old_text_goes_by_its_age() -> None:
    with clock.travel(clock.now() - timedelta(days=2000)):
        write(MINE)
    write(HERS)
    assert forget_personal_before(clock.now() - timedelta(days=1800), by=BY) == 1
    assert [bool(one.personal) for one in (*entries_of(MINE), *entries_of(HERS))] == [False, True]
    assert [one.action for one in entries_of(("journal", "forgotten"))] == ["journal.forget"]
    assert forget_personal_before(clock.now() - timedelta(days=1800), by=BY) == 0
    assert list(verify()) == []


@pytest.mark.parametrize(
    "deed",
    [
        "update journal_entry set personal = null, salt = null",
        "update journal_entry set action = 'x'",
        "delete from journal_entry",
        "select journal_note_forgetting(array['a'], array['b'], 1, '{}')",
    ],
)
def test_application_has_no_other_way(deed: str) -> None:
    write(MINE)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(deed)
