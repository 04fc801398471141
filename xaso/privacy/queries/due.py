"""What is soon past its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import as_machine
from xaso.dossiers.access import dossiers_for
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import OWN_DATA
from xaso.messages.models import Message, Remark
from xaso.people.models import Consent
from xaso.privacy.access import DataSubject, may_keep_breaches, require_keeper
from xaso.privacy.models import Breach, BreachPurge, PurgeNotice
from xaso.privacy.queries.kept import NOT_ENTERED
from xaso.privacy.rules import BY_KEY, CIVIL_STATUS_FIELDS, NOTICE, NoteKind, Text
from xaso.signin.models import Account


def soon_past_their_time(now: datetime) -> DossierQuerySet:
    """Ended dossiers whose time is over within the month and that nobody was told of, the oldest first. What stands in a
    book of civil status never is."""
    times = {key: BY_KEY[key].keep.time for key in ("dossiers", "requests")}
    over = {key: now + NOTICE - time for key, time in times.items() if time}
    civil, own = Q(procedure__field__in=CIVIL_STATUS_FIELDS), Q(procedure__field=OWN_DATA)
    ordinary = ~civil & ~own | civil & Q(state__in=NOT_ENTERED)
    due = Q(own, ended_at__lte=over["requests"]) | Q(ordinary, ended_at__lte=over["dossiers"])
    ended = Dossier.objects.filter(ended_at__isnull=False, forgotten_at=None, purge_notice=None)
    return ended.filter(due).select_related("procedure").order_by("ended_at", "id")


def purges_to_come(actor: Actor, *, after: str = "", size: int = 50) -> Page[PurgeNotice]:
    """Announced for the dossiers this official may see, the next first. One query."""
    waiting = PurgeNotice.objects.filter(purged_at=None, dossier__in=dossiers_for(actor))
    return page_by_key(waiting.select_related("dossier__procedure"), order=("purge_on", "id"), after=after, size=size)


def breaches_past_their_time(now: datetime) -> QuerySet[Breach]:
    """Closed files whose time is over within the month and that are not listed yet, the oldest first."""
    time = BY_KEY["breaches"].keep.time
    assert time is not None
    over = Breach.objects.filter(notes__kind=NoteKind.CLOSED, notes__at__lte=now + NOTICE - time)
    return over.exclude(pk__in=BreachPurge.objects.values("breach")).order_by("found_at", "id")


@dataclass(frozen=True, slots=True)
class BreachToGo:
    breach: Breach
    notice: BreachPurge


def breach_purges_to_come(actor: Actor) -> list[BreachToGo]:
    """Announced for the unit whose file this person keeps, the next first; nothing for anybody else. Two queries."""
    if not may_keep_breaches(actor):
        return []
    waiting = BreachPurge.objects.filter(unit=require_keeper(actor), purged_at=None).order_by("purge_on", "id")[:50]
    notices = {one.breach: one for one in waiting}
    return [
        BreachToGo(one, notices[one.pk]) for one in Breach.objects.filter(pk__in=notices).order_by("found_at", "id")
    ]


def my_purges(account: UUID) -> list[PurgeNotice]:
    """Announced for one's own, the next first. One query."""
    mine = PurgeNotice.objects.filter(purged_at=None, dossier__account=account)
    return list(mine.select_related("dossier__procedure").order_by("purge_on", "id")[:20])


@dataclass(frozen=True, slots=True)
class Going:
    """Things of one kind that go within the month: how many, and the day of the first."""

    kind: Text
    count: int
    first: date


@as_machine("what goes soon is told to whoever it is of")
def going_soon(account: Account, now: datetime) -> list[Going]:
    """What of theirs is past its time within the month beside their dossiers. One query a kind."""
    subject = DataSubject.holding(account)
    joined = Remark.objects.filter(follower__resident=account.pk, said_at__gte=F("follower__joined_at"))
    kinds: dict[str, tuple[QuerySet[Any], str]] = {
        "petitions": (subject.petitions.ended().filter(forgotten_at=None), "ended_at"),
        "calls": (subject.calls, "began_at"),
        "messages": (Message.objects.readable().filter(account=account.pk), "created_at"),
        "conversations": (joined, "said_at"),
        "consents": (Consent.objects.filter(account=account.pk), "withdrawn_at"),
    }
    found = []
    for key, (rows, since) in kinds.items():
        kept = BY_KEY[key].keep.time
        assert kept is not None
        soon = rows.filter(**{f"{since}__lt": now + NOTICE - kept}).aggregate(count=Count("pk"), first=Min(since))
        if soon["count"]:
            day = max(clock.local(soon["first"] + kept).date(), clock.local(now).date())
            found.append(Going(BY_KEY[key].name, soon["count"], day))
    return found
