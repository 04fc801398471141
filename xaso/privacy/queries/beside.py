"""Who opened what somebody told the commune beside their dossiers: reports, calls, promises,
conversations; and who looked at their card."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.core.paging import page_by_key
from xaso.core.scope import as_machine
from xaso.dossiers.queries import Look, with_names
from xaso.journal.models import Entry
from xaso.messages.models import Follower
from xaso.privacy.access import DataSubject
from xaso.privacy.queries.oneself import deed_words
from xaso.signin.models import Account

AT_MOST = 500  # of each kind, the newest


@dataclass(frozen=True, slots=True)
class Beside:
    """What an official saw or did: of which thing of theirs, and the words for it."""

    name: str
    what: str
    look: Look


def looks_beside(account: Account, *, after: str = "", size: int = 50) -> tuple[list[Beside], str]:
    """Newest first, and the key that goes on after them. Six queries, whatever their number."""
    with as_machine("who opened a report or a call is told to whoever it is of"):
        names = _names(DataSubject.holding(account))
        about = Q(pk=None)
        for kind in {kind for kind, _key in names}:
            about |= Q(subject_kind=kind, subject_id__in=[key for this, key in names if this == kind])
        # Before they joined, the conversation may have been somebody else's.
        for key, joined in Follower.objects.filter(resident=account.pk).order_by("pk").values_list("pk", "joined_at"):
            names["follower", str(key)] = _("Trò chuyện qua Zalo")
            about |= Q(subject_kind="follower", subject_id=str(key), at__gte=joined)
        if account.person_id:
            names["person", str(account.person_id)] = _("Thẻ căn cước")
            about |= Q(subject_kind="person", subject_id=str(account.person_id), action="signin.look_at_card")
        page = page_by_key(
            Entry.objects.filter(about, post__isnull=False, denied=False), order=("-id",), after=after, size=size
        )
        looks = with_names(page.rows)
    found = [
        Beside(names[entry.subject_kind, entry.subject_id], deed_words(entry.action), look)
        for entry, look in zip(page.rows, looks, strict=True)
    ]
    return found, page.next_key


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
