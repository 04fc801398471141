"""The desk's lists. Each is one query however many rows; counts stop at a ceiling, so that no list counts a million."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import as_machine
from xaso.dossiers.access import counted_by, dossiers_for
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import PAUSED, RUNNING, State
from xaso.offices.models import Post
from xaso.offices.rules import Role
from xaso.units.models import Unit
from xaso.units.queries import communes_of, names_on

CEILING = 1000
LOOKED_AT = 2000
INBOX_ORDER = ("paused", "act_by", "id")
REGISTER_ORDER = ("-submitted_at", "-id")


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the open dossiers of a unit."""

    key: str
    label: str | Promise
    condition: Q


def tabs(actor: Actor, now: datetime) -> tuple[Tab, ...]:
    """The desk's tabs for this person at this moment."""
    tonight = clock.local(now).replace(hour=23, minute=59, second=59, microsecond=999999)
    return (
        Tab("all", _("Tất cả"), Q()),
        Tab("mine", _("Chờ tôi"), _waits_for(actor)),
        Tab("new", _("Mới"), Q(state=State.REGISTERED)),
        Tab("today", _("Hạn hôm nay"), Q(paused=False, act_by__gte=now, act_by__lte=tonight) & ~Q(state=State.DONE)),
        Tab("late", _("Trễ"), Q(state__in=(*RUNNING, State.REGISTERED), act_by__lt=now)),
        Tab("soon", _("Sắp trễ"), Q(state__in=RUNNING, act_by__gte=now, act_by__lt=now + timedelta(days=2))),
        Tab("done", _("Chờ trả"), Q(state=State.DONE)),
        Tab("paused", _("Dừng"), Q(state__in=PAUSED)),
    )


def _waits_for(actor: Actor) -> Q:
    mine = Q(holder=actor.post, paused=False)
    if actor.has(Role.RECEPTION):
        mine |= Q(state__in=(State.REGISTERED, State.DONE))
    if actor.has(Role.CASE_OFFICER):
        mine |= Q(state__in=RUNNING, holder__isnull=True) & ~Q(step="approve")
    if actor.has(Role.APPROVER):
        mine |= Q(state=State.PROCESSING, step="approve", holder__isnull=True)
    return mine


def _open_of(actor: Actor) -> DossierQuerySet:
    return dossiers_for(actor).open().filter(competent_unit=actor.unit)


def inbox(actor: Actor, *, tab: str = "all", after: str = "", size: int = 50) -> Page[Dossier]:
    """Open dossiers of the actor's unit, what runs first, most urgent first. One query."""
    now = clock.now()
    chosen = next((one for one in tabs(actor, now) if one.key == tab), None) or tabs(actor, now)[0]
    rows = _open_of(actor).filter(chosen.condition).select_related("procedure", "holder__office", "clock")
    return page_by_key(rows.defer("answers"), order=INBOX_ORDER, after=after, size=size)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many in each tab. At `CEILING` it says "999+"; "12+" when the unit has more open than were looked at."""

    by_tab: dict[str, int]
    complete: bool

    def show(self, tab: str) -> str:
        count = self.by_tab.get(tab, 0)
        if count >= CEILING:
            return f"{CEILING - 1}+"
        return str(count) if self.complete else f"{count}+"


def tab_counts(actor: Actor) -> Counts:
    """All tabs in one statement, which looks once at each of the most urgent `LOOKED_AT` open dossiers and at no more."""
    looked_at = _open_of(actor).order_by(*INBOX_ORDER)[:LOOKED_AT]
    found = looked_at.aggregate(**{tab.key: Count("id", filter=tab.condition) for tab in tabs(actor, clock.now())})
    return Counts(found, complete=found["all"] < LOOKED_AT)


def register_page(
    actor: Actor,
    *,
    unit: int | None = None,
    state: int | None = None,
    code: str = "",
    since: date | None = None,
    until: date | None = None,
    after: str = "",
    size: int = 50,
) -> Page[Dossier]:
    """The register (sổ theo dõi hồ sơ, form 07 of 2025) of the actor's unit, or of one merged into it, newest first; both
    days included. One query."""
    rows = dossiers_for(actor).filter(competent_unit=unit or actor.unit)
    if state:
        rows = rows.filter(state=state)
    if code:
        rows = rows.filter(procedure__code=code)
    if since:
        rows = rows.filter(submitted_at__gte=clock.midnight(since))
    if until:
        rows = rows.filter(submitted_at__lt=clock.midnight(until + timedelta(days=1)))
    rows = rows.select_related("procedure", "holder__office", "clock").defer("answers")
    return page_by_key(rows, order=REGISTER_ORDER, after=after, size=size)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one unit has open, of that late and paused, and what came in during the last thirty days. Numbers, no rows."""

    unit: str
    open: int
    late: int
    paused: int
    sent: int

    @property
    def running(self) -> int:
        """Neither late nor paused."""
        return self.open - self.late - self.paused


def figures_of_units(actor: Actor) -> list[Figures]:
    """For a manager: each commune below their unit in Vietnamese order, or their own; what lies with units that are no more
    comes last, as one line. Four statements."""
    wanted = counted_by(actor)
    now, today = clock.now(), clock.today()
    unit = Unit.objects.get(pk=actor.unit or 0)
    names = {place.id: place.title for place in communes_of(unit, today)} or names_on([unit], today)
    with as_machine("figures: counts of units below, never a row"):
        working = wanted.open().order_by().values_list("competent_unit").annotate(**_working(now))
        counts = {key: tuple(row) for key, *row in working}
        recent = wanted.filter(submitted_at__gte=now - timedelta(days=30)).order_by().values_list("competent_unit")
        sent = dict(recent.annotate(sent=Count("id")))
    past = [key for key in counts.keys() | sent.keys() if key not in names]
    lines = [(name, [key]) for key, name in names.items()] + [(str(_("Đơn vị trước đây")), past)] * bool(past)
    return [
        _added_up(name, [counts.get(key, (0, 0, 0)) for key in keys], sum(sent.get(key, 0) for key in keys))
        for name, keys in lines
    ]


def _added_up(name: str, counts: Sequence[tuple[int, ...]], sent: int) -> Figures:
    working, late, paused = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
    return Figures(name, working, late, paused, sent)


def _working(now: datetime) -> dict[str, Count]:
    late = Q(state__in=(*RUNNING, State.REGISTERED), act_by__lt=now)
    return {
        "open_now": Count("id"),
        "late_now": Count("id", filter=late),
        "paused_now": Count("id", filter=Q(state__in=PAUSED)),
    }


def next_officers(dossier: Dossier) -> list[Post]:
    """Who may take the dossier at its step: holders today of the step's role, or case officers. One query."""
    today = clock.today()
    posts = Post.objects.filter(office__unit=dossier.competent_unit_id, role=Role.CASE_OFFICER)
    posts = posts.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    )
    return list(posts.select_related("office").order_by("holder_sort_key", "id")[:100])


def numbers_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Number by id, of those this official may know of. One query, none for nothing."""
    if not ids:
        return {}
    return {str(key): number for key, number in dossiers_for(actor).filter(pk__in=ids).values_list("pk", "number")}
