"""Officers are told which duties they have and which they have no more: what `Duty.told_to` says that nobody told them yet. A
roster is drawn in many presses; who is touched is told once, when nobody has pressed for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.hotline.actions import notices
from xaso.hotline.models import Duty, Line
from xaso.journal.actions import atomic_action
from xaso.offices.models import Post

SITTING = timedelta(minutes=10)
SOON = timedelta(hours=2)


class Changed(NamedTuple):
    """A duty as it is now, and who was told before that it is theirs."""

    duty: Duty
    told: Post | None


def knows(post: Post, starts_at: datetime, *, by: Actor) -> bool:
    """Who is put on duty by this press is told with it, or knows. The sample's roster, which nobody draws, is told to nobody."""
    return by.is_system or by.post == post.pk or starts_at < clock.now() + SOON


def tell_of_drawn(line: Line, drawn: Collection[Duty], *, by: Actor) -> None:
    """Part of drawing: at once of what begins soon, of the rest when the roster is done."""
    now = clock.now()
    if not by.is_system:
        soon = [one for one in drawn if one.starts_at < now + SOON and one.ends_at > now]
        tell_of_changes([Changed(one, None) for one in soon], by=by)
    if any(one.told_to_id is None for one in drawn):
        tell_when_done(line)


def tell_of_called_off(duty: Duty, *, by: Actor) -> None:
    """Part of calling off, likewise."""
    if duty.starts_at < clock.now() + SOON:
        tell_of_roster(duty.line, by=by)
    else:
        tell_when_done(duty.line)


def tell_when_done(line: Line) -> None:
    enqueue("hotline.tell_roster", after=SITTING, line_id=line.pk)


@atomic_action
def tell_of_drawing(line: Line, *, by: Actor) -> int:
    """As `tell_of_roster`, unless somebody has drawn in the last minutes: then the job of that press tells."""
    since = clock.now() - SITTING
    pressed = Duty.objects.untold(at=clock.now()).filter(Q(made_at__gt=since) | Q(cancelled_at__gt=since), line=line)
    return 0 if pressed.exists() else tell_of_roster(line, by=by)


@atomic_action
def tell_of_roster(line: Line, *, by: Actor) -> int:
    """One message to each officer whose duties on the line have changed since they were told; none to whoever presses. How many
    officers. The journal has the changes themselves."""
    rows = Duty.objects.untold(at=clock.now()).select_for_update(of=("self",)).filter(line=line)
    duties = list(rows.select_related("post", "told_to", "line").order_by("pk"))
    touched = Duty.objects.filter(pk__in=[one.pk for one in duties])
    touched.filter(cancelled_at=None).update(told_to=F("post"))
    touched.exclude(cancelled_at=None).update(told_to=None)
    return tell_of_changes([Changed(one, one.told_to) for one in duties], by=by)


def tell_of_changes(changes: Iterable[Changed], *, by: Actor) -> int:
    """One message for each officer and line. How many."""
    given: dict[tuple[Post, Line], list[Duty]] = defaultdict(list)
    taken: dict[tuple[Post, Line], list[Duty]] = defaultdict(list)
    for duty, told in sorted(changes, key=lambda one: one.duty.starts_at):
        stands = duty.cancelled_at is None
        if stands and told == duty.post:
            continue  # back with whom it was before anybody heard of it
        if told is not None:
            taken[told, duty.line].append(duty)
        if stands:
            given[duty.post, duty.line].append(duty)
    for key in (touched := given.keys() | taken.keys()):
        notices.tell_of_duties(*key, given[key], taken[key], by=by)
    return len(touched)
