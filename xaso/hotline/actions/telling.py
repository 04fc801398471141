"""Officers are told which duties they have and which they have no more: what `Duty.told_to` says that nobody told them yet. A
roster is drawn in many presses; who is touched is told once, when nobody has pressed for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

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


def knows(post: Post, starts_at: datetime, *, by: Actor) -> bool:
    """Who is put on duty by this press is told with it, or knows. The sample's roster, which nobody draws, is told to nobody."""
    return by.is_system or by.post == post.pk or starts_at < clock.now() + SOON


def tell_of_drawn(line: Line, drawn: Collection[Duty], *, by: Actor) -> None:
    """Part of drawing: at once of what begins soon, of the rest when the roster is done."""
    now = clock.now()
    soon: dict[Post, list[Duty]] = defaultdict(list)
    for duty in drawn:
        if not by.is_system and duty.starts_at < now + SOON and duty.ends_at > now:
            soon[duty.post].append(duty)
    for post, duties in soon.items():
        notices.tell_of_duties(post, line, duties, [], by=by)
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
    given: dict[Post, list[Duty]] = defaultdict(list)
    taken: dict[Post, list[Duty]] = defaultdict(list)
    duties = sorted(rows.select_related("post", "told_to", "line").order_by("pk"), key=lambda one: one.starts_at)
    for duty in duties:
        if duty.told_to is not None:
            taken[duty.told_to].append(duty)
        if duty.cancelled_at is None:
            given[duty.post].append(duty)
    touched = Duty.objects.filter(pk__in=[one.pk for one in duties])
    touched.filter(cancelled_at=None).update(told_to=F("post"))
    touched.exclude(cancelled_at=None).update(told_to=None)
    for post in (posts := given.keys() | taken.keys()):
        notices.tell_of_duties(post, line, given[post], taken[post], by=by)
    return len(posts)
