"""Reading the trace, checking it, and proving a part of it to a stranger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from xaso.core.paging import Page, page_by_key
from xaso.core.secrets import is_signed
from xaso.journal.models import Digest, Entry, Pinned
from xaso.journal.rules import GENESIS, Break, Head, Link, breaks, merkle_path, merkle_root, show_instant, statement

# No transaction lasts so long: what was written before the last digest of a day ago is there, or never will be.
SETTLED: Final = timedelta(days=1)
CLOCKS_DIFFER: Final = timedelta(minutes=5)


def entries_of(subject: tuple[str, str]) -> QuerySet[Entry]:
    """All entries about one subject, oldest first."""
    return Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("seq")


def verify(subject: tuple[str, str] | None = None) -> Iterator[Break]:
    """The first misfit of each chain (or of one). Reads every row once, in batches."""
    entries = entries_of(subject) if subject else Entry.objects.order_by("subject_kind", "subject_id", "seq")
    yield from breaks(_link(entry) for entry in entries.iterator(chunk_size=2000))


def count_chains() -> tuple[int, int]:
    """Entries and chains in the whole journal. A full scan: for the verify command."""
    return Entry.objects.count(), Entry.objects.values("subject_kind", "subject_id").distinct().count()


def _link(entry: Entry) -> Link:
    content = [
        show_instant(entry.at),
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.denied,
        str(entry.account) if entry.account else None,
        str(entry.person) if entry.person else None,
        entry.post,
        entry.office,
        entry.unit,
        entry.roles,
        entry.purpose,
        entry.detail,
        bytes(entry.personal_digest).hex() if entry.personal_digest else None,
    ]
    return Link(
        chain=(entry.subject_kind, entry.subject_id),
        seq=entry.seq,
        content=content,
        personal=entry.personal,
        salt=bytes(entry.salt) if entry.salt else None,
        personal_digest=bytes(entry.personal_digest) if entry.personal_digest else None,
        previous=bytes(entry.previous),
        hash=bytes(entry.hash),
    )


# ---- digests --------------------------------------------------------------------------------------------------------


def last_digest() -> Digest | None:
    return Digest.objects.order_by("-number").first()


def digests(*, after: str = "", size: int = 30) -> Page[Digest]:
    """What was published, newest first. One query."""
    return page_by_key(Digest.objects.all(), order=("-number",), after=after, size=size)


def settled_before(now: datetime) -> int:
    """The entry id up to which every chain is pinned for good: later digests need not look there again."""
    settled = Digest.objects.filter(at__lte=now - SETTLED).order_by("-number").first()
    return settled.upto if settled else 0


def heads_in(digest: int) -> Iterator[Head]:
    """The heads that a digest pins, in their places."""
    for one in Pinned.objects.filter(digest=digest).order_by("place").iterator(chunk_size=5000):
        yield Head((one.subject_kind, one.subject_id), one.seq, bytes(one.hash))


def verify_digests(*, since: datetime | None = None, against: bytes | None = None) -> Iterator[Break]:
    """What does not fit the digests: first of the digests themselves, all of them, then of the entries that those from
    `since` on have pinned. `against` is the hash of a digest as it was published: one that the table does not know (any
    more) is a misfit by itself. Reads every pinned head once."""
    if against is not None and not Digest.objects.filter(hash=against).exists():
        yield Break(("digest", against.hex()), 0, "was published, but is not in the table: the digests were made anew")
    previous, number = GENESIS, 0
    for digest in Digest.objects.order_by("number"):
        number += 1
        if reason := _digest_misfit(digest, number, previous):
            yield Break(("digest", str(digest.number)), 0, reason)
        previous, number = bytes(digest.hash), digest.number
    for digest in Digest.objects.filter(at__gte=since or datetime.min.replace(tzinfo=UTC)).order_by("number"):
        yield from _entry_misfits(digest)


def _digest_misfit(digest: Digest, number: int, previous: bytes) -> str:
    if digest.number != number:
        return f"digest {number} is missing"
    if bytes(digest.previous) != previous:
        return "does not continue the digest before it"
    leaves = [head.leaf for head in heads_in(digest.pk)]
    if len(leaves) != digest.chains or merkle_root(leaves) != bytes(digest.root):
        return "the heads it pinned were changed"
    message = _statement(digest)
    if hashlib.sha256(message).digest() != bytes(digest.hash):
        return "was changed after it was made"
    if not is_signed(message, key=digest.key, public_key=bytes(digest.public_key), signature=bytes(digest.signature)):
        return "is not signed by a key of XASO_KEYS or XASO_RETIRED_KEYS"
    return ""


def _statement(digest: Digest) -> bytes:
    return statement(
        number=digest.number,
        at=digest.at,
        chains=digest.chains,
        root=bytes(digest.root),
        previous=bytes(digest.previous),
    )


def _entry_misfits(digest: Digest) -> Iterator[Break]:
    settled = Digest.objects.filter(at__lte=digest.at - SETTLED).order_by("-number").first()
    asked = {
        "digest": digest.pk,
        "earliest": settled.at - CLOCKS_DIFFER if settled else None,
        "latest": digest.at + CLOCKS_DIFFER,
    }
    with connection.cursor() as cursor:
        cursor.execute(GONE, asked)
        for kind, name, seq, there in cursor.fetchall():
            reason = (
                "was rewritten after it was pinned" if there else "is missing: the chain was cut, or taken out whole"
            )
            yield Break((kind, name), seq, f"{reason} (digest {digest.number})")
        cursor.execute(MISDATED, asked)
        for kind, name, seq, at in cursor.fetchall():
            yield Break(
                (kind, name), seq, f"says {show_instant(at)}, but digest {digest.number} is the first to know it"
            )


GONE: Final = """
select p.subject_kind, p.subject_id, p.seq, e.id is not null from journal_pinned p
left join journal_entry e on (e.subject_kind, e.subject_id, e.seq) = (p.subject_kind, p.subject_id, p.seq)
where p.digest_id = %(digest)s and (e.id is null or e.hash <> p.hash) order by p.place
"""
MISDATED: Final = """
select distinct on (p.place) e.subject_kind, e.subject_id, e.seq, e.at from journal_pinned p
join journal_entry e on e.subject_kind = p.subject_kind and e.subject_id = p.subject_id and e.seq <= p.seq
    and e.seq > coalesce((select max(q.seq) from journal_pinned q
        where q.subject_kind = p.subject_kind and q.subject_id = p.subject_id and q.seq < p.seq), 0)
where p.digest_id = %(digest)s and (e.at < %(earliest)s or e.at > %(latest)s) order by p.place, e.seq
"""


def proof_of(subject: tuple[str, str]) -> dict[str, Any] | None:
    """All that a stranger needs to check that this chain is in the newest digest that pins it: what each entry says (ids and
    codes, no personal text), the way up the tree, the digest. `docs/check_proof.py` does it. None before the first digest.
    Reads every head of that digest."""
    pin = (
        Pinned.objects.filter(subject_kind=subject[0], subject_id=subject[1])
        .select_related("digest")
        .order_by("seq")
        .last()
    )
    if pin is None:
        return None
    leaves = [head.leaf for head in heads_in(pin.digest_id)]
    entries = entries_of(subject).filter(seq__lte=pin.seq)
    return {
        "chain": list(subject),
        "entries": [_link(entry).content for entry in entries],
        "path": [[side, beside.hex()] for side, beside in merkle_path(leaves, pin.place)],
        "digest": shown_digest(pin.digest),
    }


def shown_digest(digest: Digest) -> dict[str, Any]:
    """A digest as it is published."""
    return {
        "number": digest.number,
        "at": show_instant(digest.at),
        "chains": digest.chains,
        "root": bytes(digest.root).hex(),
        "previous": bytes(digest.previous).hex(),
        "hash": bytes(digest.hash).hex(),
        "key": digest.key,
        "public_key": bytes(digest.public_key).hex(),
        "signature": bytes(digest.signature).hex(),
    }
