"""Reading the trace."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from xaso.journal.models import Entry
from xaso.journal.rules import Break, Link, breaks, show_instant


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
