"""Writing the trace, pinning it once a day, and the frame every action of the project runs in."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connection, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.scope import acting
from xaso.core.secrets import sign
from xaso.journal.models import Digest, Entry
from xaso.journal.queries import heads_in, last_digest, settled_before
from xaso.journal.rules import GENESIS, digest_personal, merkle_root, statement

Params = ParamSpec("Params")
Result = TypeVar("Result")


def record(
    *,
    action: str,
    subject: tuple[str, str],
    by: Actor,
    detail: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    denied: bool = False,
) -> None:
    """Appends one entry to the subject's chain, in the caller's transaction. One SQL statement.

    `detail` is kept and hashed: ids, codes, counts, never a name or a number of a person. `personal` is such text: kept
    beside the hash, only its salted digest inside. Holds the chain's lock until commit."""
    _append([_entry(action=action, subject=subject, by=by, detail=detail, personal=personal, denied=denied)])


def record_many(
    *, action: str, subjects: Iterable[tuple[str, str]], by: Actor, detail: dict[str, Any], fresh: bool = False
) -> None:
    """The same entry about many subjects, for bulk actions. Locks every chain it touches, unless all of them are `fresh`:
    made in this transaction, known to nobody else. A server has room for some thousand locks, not for a whole register."""
    entries = [_entry(action=action, subject=subject, by=by, detail=detail) for subject in subjects]
    if fresh:
        _skip_locks("on")
    for start in range(0, len(entries), 1000):
        _append(entries[start : start + 1000])
    if fresh:
        _skip_locks("off")


def _append(entries: list[Entry]) -> None:
    """As `bulk_create` does, but asks for no keys back: whoever is written about need not be able to read it."""
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    Entry.objects.all()._insert(entries, fields=fields, using=connection.alias)  # type: ignore[attr-defined]


def _skip_locks(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('xaso.fresh_chains', %s, true)", [word])


def _entry(
    *,
    action: str,
    subject: tuple[str, str],
    by: Actor,
    detail: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    denied: bool = False,
) -> Entry:
    private = {"address": by.address} if by.address else {}
    private |= personal or {}
    salt = os.urandom(16) if private else None
    return Entry(
        at=clock.now(),
        action=action,
        subject_kind=subject[0],
        subject_id=subject[1],
        denied=denied,
        account=by.account,
        person=by.person,
        post=by.post,
        office=by.office,
        unit=by.unit,
        roles=sorted(by.roles),
        purpose=by.purpose,
        detail=detail or {},
        personal=private or None,
        salt=salt,
        personal_digest=digest_personal(private, salt) if salt else None,
        seq=1,
        previous=b"",
        hash=b"",
    )


_depth: ContextVar[int] = ContextVar("action_depth", default=0)


def atomic_action(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Frame of every action: all of it or nothing, seeing what `by` may see. When the action refuses and the refusal carries a
    trace, the attempt is written after the rollback of the outermost action, so that who tried stays known."""

    @wraps(function)
    def framed(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        depth = _depth.set(_depth.get() + 1)
        try:
            # Inside another action no savepoint is needed: a refusal ends the outer one too.
            with acting(cast(Actor, kwargs["by"])), transaction.atomic(savepoint=_depth.get() == 1):
                return function(*args, **kwargs)
        except Refused as refused:
            if _depth.get() == 1:
                keep_denied(refused)
            raise
        finally:
            _depth.reset(depth)

    return framed


def keep_denied(refused: Refused) -> None:
    """Writes down who tried, once: also where a page asked for the right before it came to the action."""
    trace = refused.trace
    if trace is None or refused.kept:
        return
    with transaction.atomic():
        record(action=trace.action, subject=trace.subject, by=trace.by, detail={"code": refused.code}, denied=True)
    refused.kept = True


@atomic_action
def forget_personal(*, chains: Iterable[tuple[str, str]], account: UUID | None = None, by: Actor) -> int:
    """Takes the personal text out of these chains, and out of whatever this account did anywhere; the hashes stay and hold.
    Each chain says so in an entry of its own. For good. Returns how many entries lost theirs."""
    kinds, ids = zip(*chains, strict=True)
    return _forget("select journal_forget(%s, %s, %s, %s)", [account, list(kinds), list(ids), _who(by)])


@atomic_action
def forget_personal_before(moment: datetime, *, most: int = 20_000, by: Actor) -> int:
    """The same for all that is older, the oldest first, at most so many entries at once."""
    return _forget("select journal_forget_before(%s, %s, %s)", [moment, most, _who(by)])


def _forget(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def _who(by: Actor) -> str:
    said = {"account": by.account, "person": by.person, "post": by.post, "office": by.office, "unit": by.unit}
    named = {name: str(value) if value is not None else None for name, value in said.items()}
    return json.dumps(named | {"at": clock.now().isoformat(), "roles": sorted(by.roles), "purpose": by.purpose})


@atomic_action
def take_digest(*, by: Actor) -> Digest:
    """Pins the heads of all chains that went on since the last digest, and signs one number for them. Reads the entries of a
    day or two; the first one reads the whole journal. One at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('journal.digest', 7))")
        cursor.execute("select nextval(pg_get_serial_sequence('journal_digest', 'id'))")
        (key,) = cursor.fetchone()
        before, now = last_digest(), clock.now()
        cursor.execute(PIN, {"digest": key, "after": settled_before(now)})
        cursor.execute("select coalesce(max(id), 0) from journal_entry")
        (upto,) = cursor.fetchone()
    leaves = [head.leaf for head in heads_in(key)]
    number, root = (before.number + 1 if before else 1), merkle_root(leaves)
    previous = bytes(before.hash) if before else GENESIS
    message = statement(number=number, at=now, chains=len(leaves), root=root, previous=previous)
    name, public_key, signature = sign(message)
    digest = Digest(
        id=key,
        number=number,
        at=now,
        chains=len(leaves),
        root=root,
        previous=previous,
        hash=hashlib.sha256(message).digest(),
        upto=upto,
        key=name,
        public_key=public_key,
        signature=signature,
    )
    digest.save(force_insert=True)
    record(action="journal.digest", subject=("journal", "digests"), by=by, detail={"number": digest.number})
    return digest


# Heads that no digest has pinned yet, numbered from 0. The foreign key is checked at commit, when the digest is there.
PIN = """
insert into journal_pinned (digest_id, place, subject_kind, subject_id, seq, hash)
select %(digest)s, row_number() over () - 1, subject_kind, subject_id, seq, hash from (
    select distinct on (subject_kind, subject_id) subject_kind, subject_id, seq, hash from journal_entry
    where id > %(after)s order by subject_kind, subject_id, seq desc
) head where not exists (
    select from journal_pinned p
    where (p.subject_kind, p.subject_id, p.seq) = (head.subject_kind, head.subject_id, head.seq))
"""
