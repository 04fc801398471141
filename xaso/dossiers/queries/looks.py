"""Who opened a dossier, for whoever filed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from xaso.core.paging import Page, page_by_key
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules.looks import ASK, FOLLOW, LOOK
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of
from xaso.offices.models import Post

# Whoever did something with a dossier had it before their eyes, at the desk or through a machine's door.
OPENED = Q(post__isnull=False, denied=False)
TRIED = Q(denied=True, action__in=(LOOK, FOLLOW))


@dataclass(frozen=True, slots=True)
class Look:
    """One row of the journal, by its `place` in the chain. `post` is None for somebody who was not signed in as an official;
    `what` is a Sight where they only looked; denied: they were shown nothing."""

    place: int
    at: datetime
    action: str
    post: Post | None
    purpose: str
    words: str
    what: str
    denied: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A dossier with how many officials opened it, and when last."""

    dossier: Dossier
    people: int
    last: datetime | None


def looks_at(dossier: Dossier, *, after: str = "", size: int = 100) -> Page[Entry]:
    """The rows about who opened it, newest first. One query."""
    rows = entries_of(dossier.subject).filter(OPENED | TRIED)
    return page_by_key(rows, order=("-seq",), after=after, size=size)


def with_names(entries: Sequence[Entry]) -> list[Look]:
    """The rows with who held each post. One query; a post that ended still has its holder."""
    posts = Post.objects.select_related("office").in_bulk({one.post for one in entries if one.post})
    return [
        Look(
            one.seq,
            one.at,
            one.action,
            posts.get(one.post or 0),
            one.purpose,
            (one.personal or {}).get("words", ""),
            one.detail.get("what", ""),
            one.denied,
        )
        for one in entries
    ]


def counted_looks(dossiers: Sequence[Dossier]) -> list[Looked]:
    """How many opened each. One query."""
    of_these = Entry.objects.filter(OPENED, subject_kind="dossier", subject_id__in=[one.subject[1] for one in dossiers])
    rows = of_these.order_by().values_list("subject_id").annotate(Count("account", distinct=True), Max("at"))
    found = {subject: (people, last) for subject, people, last in rows}
    return [Looked(one, *found.get(one.subject[1], (0, None))) for one in dossiers]


def questions_about(dossier: Dossier) -> dict[int, Dossier]:
    """The questions its owner asked, by the place of the row they are about. Two queries."""
    asked = {
        one.detail["dossier"]: one.detail["place"]
        for one in entries_of(dossier.subject).filter(action=ASK, denied=False)
    }
    return {asked[str(one.pk)]: one for one in Dossier.objects.filter(pk__in=asked)}
