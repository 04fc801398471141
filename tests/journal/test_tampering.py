"""What somebody with all rights on the database did to the journal is found; what cannot be found is said."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from config.postgres import OWNER
from tests.conftest import CLUSTER
from xaso.core.actor import Actor
from xaso.journal.actions import record
from xaso.journal.queries import verify

CHAIN = ("dossier", "d1")


def _write_four() -> None:
    for place in range(4):
        record(action=f"step_{place}", subject=CHAIN, by=Actor.system("test"), personal={"name": "Người bịa"})


@pytest.mark.parametrize(
    ("deed", "place", "reason"),
    [
        ("update journal_entry set action = 'nothing' where seq = 2", 2, "changed"),
        ('update journal_entry set personal = \'{"name": "Ai khác"}\' where seq = 3', 3, "personal part"),
        ("update journal_entry set at = at - interval '1 day' where seq = 4", 4, "changed"),
        ("delete from journal_entry where seq = 2", 2, "missing"),
        ("delete from journal_entry where seq = 1", 1, "missing"),
        (
            "delete from journal_entry where seq = 2; update journal_entry set seq = seq - 1 where seq > 2",
            2,
            "taken out, put in or rewritten",
        ),
        (
            "update journal_entry set seq = seq + 10 where seq > 2;"
            "insert into journal_entry select 999, at, 'forged', subject_kind, subject_id, denied, account, person, post,"
            " office, unit, roles, purpose, detail, personal, salt, personal_digest, 3, previous, hash"
            " from journal_entry where seq = 2; update journal_entry set seq = seq - 9 where seq > 10",
            3,
            "taken out, put in or rewritten",
        ),
    ],
)
def test_what_an_administrator_changed_is_found(
    administrator: Callable[[str], None], deed: str, place: int, reason: str
) -> None:
    _write_four()
    administrator(deed)
    (found,) = verify()
    assert (found.chain, found.seq) == (CHAIN, place)
    assert reason in found.reason


def test_a_cut_tail_is_not_found_and_we_say_so(administrator: Callable[[str], None]) -> None:
    _write_four()
    administrator("delete from journal_entry where seq = 4")
    assert list(verify()) == []


def test_owner_can_take_personal_text_and_nothing_else(committed_db: object) -> None:
    _write_four()
    url = CLUSTER.url(OWNER, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("update journal_entry set personal = null, salt = null")
        for deed in (
            "update journal_entry set personal = null, salt = null, action = 'x'",
            "delete from journal_entry",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(deed)
    assert list(verify()) == []
