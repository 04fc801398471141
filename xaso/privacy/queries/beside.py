"""Who opened what somebody told the commune beside their dossiers: reports, calls, promises,
conversations; and who looked at their card."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.core.paging import page_by_key
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import Look, with_names
from xaso.journal.models import Entry
from xaso.messages.models import Follower
from xaso.privacy.access import DataSubject
from xaso.privacy.queries.oneself import deed_words
from xaso.privacy.rules import ASK
from xaso.signin.models import Account

AT_MOST = 500  # of each kind, the newest


@dataclass(frozen=True, slots=True)
class Beside:
    """What an official saw or did: of which thing of theirs, the words for it, the row that says so, and the question that was
    asked about it."""

    name: str
    what: str
    look: Look
    entry: Entry
    question: Dossier | None


@as_machine("who opened a report or a call is told to whoever it is of")
def looks_beside(
    account: Account, *, only: int | None = None, after: str = "", size: int = 50
) -> tuple[list[Beside], str]:
    """Newest first, and the key that goes on after them; `only` one of them, by the key of its row. Eight queries, whatever
    their number."""
    names = _names(DataSubject.holding(account))
    about = Q(pk=None)
    for kind in {kind for kind, _key in names}:
        about |= Q(subject_kind=kind, subject_id__in=[key for this, key in names if this == kind])
    # Before they joined, the conversation may have been somebody else's.
    for key, joined in Follower.objects.filter(resident=account.pk).order_by("pk").values_list("pk", "joined_at"):
        names["follower", str(key)] = _("Trò chuyện qua Zalo")
        about |= Q(subject_kind="follower", subject_id=str(key), at__gte=joined)
    # Their card; before they are known by it, a card with the number that they say is theirs.
    cards = [("account", account.pk)] + ([("person", account.person_id)] if account.person_id else [])
    for kind, card in cards:
        names[kind, str(card)] = _("Thẻ căn cước")
        about |= Q(subject_kind=kind, subject_id=str(card), action__in=("signin.look_at_card", ASK))
    rows = Entry.objects.filter(about, denied=False)
    looked = rows.filter(post__isnull=False)
    page = page_by_key(looked.filter(pk=only) if only is not None else looked, order=("-id",), after=after, size=size)
    asked = _questions(rows, account)
    found = [
        Beside(names[entry.subject_kind, entry.subject_id], deed_words(entry.action), look, entry, asked.get(entry.pk))
        for entry, look in zip(page.rows, with_names(page.rows), strict=True)
    ]
    return found, page.next_key


def _questions(rows: QuerySet[Entry], account: Account) -> dict[int, Dossier]:
    """What this account asked, by the key of the row it is about. Two queries."""
    asked = {one.detail["dossier"]: one.detail["entry"] for one in rows.filter(action=ASK)}
    return {asked[str(one.pk)]: one for one in Dossier.objects.filter(pk__in=asked, account=account.pk)}


def _names(subject: DataSubject) -> dict[tuple[str, str], str]:
    """By their subjects in the journal."""
    sent = subject.petitions.order_by("-sent_at", "-pk").values_list("pk", "number")[:AT_MOST]
    called = subject.calls.order_by("-began_at", "-pk").values_list("pk", "began_at")[:AT_MOST]
    promised = subject.promises.order_by("-made_at", "-pk").values_list("pk", "made_at")[:AT_MOST]
    return {
        **{("petition", str(key)): _("Phản ánh %(number)s") % {"number": number} for key, number in sent},
        **{("call", str(key)): _("Cuộc gọi %(at)s") % {"at": show_moment(at)} for key, at in called},
        **{("promise", str(key)): _("Lời hẹn %(at)s") % {"at": show_moment(at)} for key, at in promised},
    }
