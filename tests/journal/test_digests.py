"""One number a day for the whole journal: what an administrator does afterwards is found against it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import record, take_digest
from xaso.journal.models import Digest, Pinned
from xaso.journal.queries import proof_of, verify, verify_digests
from xaso.journal.rules import Break, merkle_path, merkle_root, root_by

BY = Actor.system("test")
SCRIPT = Path(__file__).resolve().parent.parent.parent / "docs" / "check_proof.py"


def write(name: str, *, times: int = 1) -> None:
    for _time in range(times):
        record(
            action="dossier.step",
            subject=("dossier", name),
            by=BY,
            detail={"n": 1, "ghi chú": "ừ"},
            personal={"x": "Y"},
        )


def after(days: int) -> AbstractContextManager[None]:
    return clock.travel(clock.now() + timedelta(days=days))


def two_days() -> Digest:
    """A journal of five chains and more, pinned; gone on and pinned again two days later."""
    for name in "abcde":
        write(name, times=2)
    take_digest(by=BY)
    with after(2):
        write("a", times=2)
        write("f")
        return take_digest(by=BY)


def misfits(**asked: Any) -> list[tuple[tuple[str, str], int]]:
    return [(one.chain, one.seq) for one in verify_digests(**asked)]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70), st.data())
def test_path_of_every_leaf_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    root = merkle_root(leaves)
    path = merkle_path(leaves, place)
    assert root_by(leaves[place], path) == root
    assert root_by(hashlib.sha256(leaves[place]).digest(), path) != root
    assert len(path) <= len(leaves).bit_length()


@pytest.mark.django_db
def test_digest_pins_only_what_went_on() -> None:
    today = two_days()
    assert (today.number, today.chains) == (2, 3)  # a and f, and the chain of the digests themselves
    pinned = Pinned.objects.filter(digest=today).values_list("subject_kind", "subject_id", "seq")
    assert set(pinned) == {("dossier", "a", 4), ("dossier", "f", 1), ("journal", "digests", 1)}
    assert misfits() == []
    with after(3):
        assert take_digest(by=BY).chains == 1
    assert misfits() == []


@pytest.mark.django_db
def test_quiet_day_has_its_digest_too() -> None:
    take_digest(by=BY)
    assert [take_digest(by=BY).chains for _day in range(2)] == [1, 1]  # each pins the entry that the last one left
    assert misfits() == []


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("delete from journal_entry where subject_id = 'a' and seq = 4", (("dossier", "a"), 4)),
        ("delete from journal_entry where subject_id = 'b'", (("dossier", "b"), 2)),
        ("update journal_entry set hash = sha256(hash) where subject_id = 'c' and seq = 2", (("dossier", "c"), 2)),
        ("update journal_pinned set seq = 1 where subject_id = 'b'", (("digest", "1"), 0)),
        ("delete from journal_pinned where subject_id = 'f'", (("digest", "2"), 0)),
        ("update journal_digest set at = at - interval '1 hour' where number = 2", (("digest", "2"), 0)),
        (
            "update journal_digest set signature = decode(repeat('00', 64), 'hex') where number = 1",
            (("digest", "1"), 0),
        ),
        (
            "delete from journal_pinned where digest_id = 1; delete from journal_digest where number = 1",
            (("digest", "2"), 0),
        ),
    ],
)
def test_what_an_administrator_did_is_found(
    administrator: Callable[[str], None], deed: str, found: tuple[tuple[str, str], int]
) -> None:
    first = two_days().pk - 1
    administrator(deed.replace("digest_id = 1", f"digest_id = {first}"))
    assert misfits()[0] == found


def test_back_dated_entry_is_found(administrator: Callable[[str], None]) -> None:
    """Written properly, by the database itself, but with a time long past."""
    two_days()
    with clock.travel(clock.now() - timedelta(days=30)):
        write("b")
    with after(4):
        take_digest(by=BY)
    assert list(verify()) == []
    assert misfits() == [(("dossier", "b"), 3)]


def test_journal_made_anew_is_found_against_what_was_published(administrator: Callable[[str], None]) -> None:
    published = bytes(two_days().hash)
    assert misfits(against=published) == []
    administrator("truncate journal_pinned, journal_digest, journal_entry")
    for name in "abcdef":
        write(name)
    take_digest(by=BY)
    assert misfits() == []
    assert misfits(against=published) == [(("digest", published.hex()), 0)]


def test_only_entries_pinned_since_a_day_are_compared(administrator: Callable[[str], None]) -> None:
    two_days()
    administrator("delete from journal_entry where subject_id in ('b', 'f')")
    assert misfits() == [(("dossier", "b"), 2), (("dossier", "f"), 1)]
    assert misfits(since=clock.now() + timedelta(days=1)) == [(("dossier", "f"), 1)]


def checked(proof: object, against: str, folder: Path) -> int:
    """What the script for strangers says, with a Python that has nothing installed."""
    (folder / "proof.json").write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    return subprocess.run([sys.executable, "-I", "-S", SCRIPT, folder / "proof.json", against], check=False).returncode


@pytest.mark.django_db
def test_stranger_checks_the_history_of_one_dossier(tmp_path: Path) -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 30  # a stranger reads it before they believe it
    digest = two_days()
    write("a")  # not pinned yet, so not in the proof
    proof = proof_of(("dossier", "a"))
    assert proof is not None
    assert len(proof["entries"]) == 4
    published = bytes(digest.hash).hex()
    assert checked(proof, published, tmp_path) == 0
    assert checked(proof, "0" * 64, tmp_path) == 1
    proof["entries"][1][1] = "dossier.never"
    assert checked(proof, published, tmp_path) == 1
    older = proof_of(("dossier", "c"))
    assert older is not None
    assert older["digest"]["number"] == 1
    assert checked(older, older["digest"]["hash"], tmp_path) == 0
    assert proof_of(("dossier", "z")) is None


@pytest.mark.django_db
def test_signature_is_checked_by_any_tool() -> None:
    digest = two_days()
    proof = proof_of(("dossier", "a"))
    assert proof is not None
    said = proof["digest"]
    message = json.dumps({key: said[key] for key in ("at", "root", "chains", "number", "previous")}).encode()
    assert hashlib.sha256(message).digest() == bytes(digest.hash)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"])).verify(
        bytes.fromhex(said["signature"]), message
    )


def test_break_tells_what_is_missing(administrator: Callable[[str], None]) -> None:
    two_days()
    administrator("delete from journal_entry where subject_id = 'b'")
    (found,) = verify_digests()
    assert found == Break(("dossier", "b"), 2, "is missing: the chain was cut, or taken out whole (digest 1)")
