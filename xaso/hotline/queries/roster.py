"""Who is on duty, and when nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.hotline.access import wishes_for
from xaso.hotline.models import Duty, DutyQuerySet, Line, Wish
from xaso.hotline.rules import AHEAD, Gap, Slot, gaps_of, needed_slots
from xaso.offices.queries import calendar_of
from xaso.units.models import Unit

NOTE_READ_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A line as the public may know it: who answers now, by title, and by name where the office wants that."""

    line: Line
    title: str
    name: str
    until: datetime | None


def gaps_ahead(line: Line, now: datetime) -> list[Gap]:
    """Where the roster of the next 14 days names nobody. One statement, and the office's calendar."""
    until = now + AHEAD
    calendar = calendar_of(line.office_id)
    needed = needed_slots(calendar, around_the_clock=line.around_the_clock, since=now, until=until)
    named = [Slot(one.starts_at, one.held_until) for one in duties_between(line, now, until)]
    return gaps_of(needed, [slot for slot in named if slot.starts_at < slot.ends_at])


def duties_between(line: Line, since: datetime, until: datetime) -> DutyQuerySet:
    """In order, with who."""
    rows = Duty.objects.between(since, until).filter(line=line)
    return rows.select_related("post__office").order_by("starts_at", "id")


def on_duty(line: Line, now: datetime) -> Duty | None:
    """With the officer. One statement."""
    return Duty.objects.at(now).filter(line=line).select_related("post__office").first()


def wishes_open(actor: Actor, now: datetime) -> list[Wish]:
    """What still waits for an answer, as far as the actor sees it, what ends first at the top. One statement."""
    rows = wishes_for(actor).open(at=now).select_related("duty__line", "other", "asked_by", "to")
    return list(rows.order_by("lapses_at", "id")[:50])


def wishes_asked_of(actor: Actor, now: datetime) -> list[Wish]:
    """Those that this official is to answer. One statement."""
    rows = wishes_for(actor).open(at=now).filter(to=actor.post).select_related("duty__line", "other", "asked_by", "to")
    return list(rows.order_by("lapses_at", "id")[:50])


def note_left(line: Line, now: datetime) -> Duty | None:
    """The duty whose officer last left word for whoever came next, within a day. One statement."""
    noted = Duty.objects.between(now - NOTE_READ_FOR, now).filter(line=line).exclude(note="")
    return noted.select_related("post").order_by("-ends_at", "-id").first()


def lines_of(unit: Unit) -> list[Line]:
    """Open lines of a unit, those answered at any hour first. One statement."""
    rows = Line.objects.filter(office__unit=unit, closed_at=None).select_related("office", "keeper")
    return list(rows.order_by("-around_the_clock", "id"))


def public_lines(unit: Unit, now: datetime) -> list[OnDuty]:
    """What everybody may know. Two statements."""
    lines = lines_of(unit)
    with as_machine("who is on duty, by title: known to everybody"):
        duties = Duty.objects.at(now).filter(line__in=lines).select_related("post")
        by_line = {duty.line_id: duty for duty in duties}
    return [_public(line, by_line.get(line.pk)) for line in lines]


def _public(line: Line, duty: Duty | None) -> OnDuty:
    if duty is None:
        return OnDuty(line, "", "", None)
    return OnDuty(line, duty.post.title, duty.post.holder_name if line.names_people else "", duty.ends_at)
