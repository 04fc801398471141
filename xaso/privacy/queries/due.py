"""What is soon past its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from xaso.hotline.access import calls_for
from xaso.hotline.models import Call, Promise
from xaso.messages.access import conversations_for, messages_for
from xaso.messages.models import Message, Remark
from xaso.people.models import Consent
from xaso.petitions.access import petitions_for
from xaso.petitions.models import Petition
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


@dataclass(slots=True)
class ToGo:
    """What of one person goes in a round, in one unit. `phone` (E.164) is empty where only the account is known."""

    unit: int
    account: UUID | None
    phone: str
    first: date
    petitions: int = 0
    calls: int = 0


def whose_round(since: date | None, until: date) -> list[ToGo]:
    """Whom of those who can be reached to tell of what is past its time between the two days: by their account, and what has
    none by the telephone it came from. Four statements."""
    rows = [
        *(("petitions", *row) for row in _reported(since, until)),
        *(("calls", *row) for row in _spoken(Call.objects.all(), "began_at", since, until)),
        *(("calls", *row) for row in _spoken(Promise.objects.filter(call=None), "made_at", since, until)),
    ]
    phones = {phone for _kind, _unit, account, phone, _at in rows if phone and not account}
    accounts = {account for _kind, _unit, account, _phone, _at in rows if account}
    known = Account.objects.filter(Q(phone__in=phones) | Q(pk__in=accounts), is_active=True)
    of_phone = {one.phone: one for one in known}
    of_key = {one.pk: one for one in known}
    found: dict[tuple[int, str], ToGo] = {}
    for kind, unit, key, phone, at in rows:
        account = of_key.get(key) if key else of_phone.get(phone)
        to = (account.phone if account else phone) or ""
        if not to and not account:
            continue
        day = clock.local(at + _kept(kind)).date()
        one = found.setdefault((unit, to or str(key)), ToGo(unit, account.pk if account else None, to, day))
        one.first = min(one.first, day)
        setattr(one, kind, getattr(one, kind) + 1)
    return list(found.values())


Row = tuple[int, UUID | None, str, datetime]


def _reported(since: date | None, until: date) -> list[Row]:
    ended = Petition.objects.ended().filter(forgotten_at=None, **_over("ended_at", "petitions", since, until))
    told = ended.only("unit_id", "account_id", "phone_sealed", "ended_at").order_by("ended_at")
    return [(one.unit_id, one.account_id, one.phone, one.ended_at) for one in told if one.ended_at]


def _spoken(rows: QuerySet[Any], since_when: str, since: date | None, until: date) -> list[Row]:
    said = rows.exclude(caller="").filter(**_over(since_when, "calls", since, until)).order_by(since_when)
    return [(unit, None, caller, at) for unit, caller, at in said.values_list("unit_id", "caller", since_when)]


def _over(field: str, key: str, since: date | None, until: date) -> dict[str, datetime]:
    """The filter for what is past its time between the two days."""
    begun = {f"{field}__gte": clock.midnight(since) - _kept(key)} if since else {}
    return {**begun, f"{field}__lt": clock.midnight(until) - _kept(key)}


def _kept(key: str) -> timedelta:
    kept = BY_KEY[key].keep.time
    assert kept is not None
    return kept


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
    return _soon(
        now,
        petitions=subject.petitions,
        calls=subject.calls,
        messages=Message.objects.filter(account=account.pk),
        conversations=joined,
        consents=Consent.objects.filter(account=account.pk),
    )


def going_here(actor: Actor, now: datetime) -> list[Going]:
    """The same for an official: of their unit, as far as they see it. One query a kind."""
    return _soon(
        now,
        petitions=petitions_for(actor),
        calls=calls_for(actor).exclude(caller=""),
        messages=messages_for(actor),
        conversations=Remark.objects.filter(follower__in=conversations_for(actor)),
    )


SINCE = {
    "petitions": "ended_at",
    "calls": "began_at",
    "messages": "created_at",
    "conversations": "said_at",
    "consents": "withdrawn_at",
}


def _soon(now: datetime, **kinds: QuerySet[Any]) -> list[Going]:
    found = []
    for key, rows in kinds.items():
        since, kept = SINCE[key], _kept(key)
        soon = _still_there(key, rows).filter(**{f"{since}__lt": now + NOTICE - kept})
        counted = soon.aggregate(count=Count("pk"), first=Min(since))
        if counted["count"]:
            day = max(clock.local(counted["first"] + kept).date(), clock.local(now).date())
            found.append(Going(BY_KEY[key].name, counted["count"], day))
    return found


def _still_there(key: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Not what went already: its row stays to be counted."""
    if key == "petitions":
        return rows.filter(ended_at__isnull=False, forgotten_at=None)
    return rows.exclude(body="") if key == "messages" else rows
