"""Calls for a screen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.dossiers.models import Dossier
from xaso.hotline.access import calls_for, lines_for
from xaso.hotline.models import Call, CallQuerySet, Duty
from xaso.hotline.rules import RINGS_FOR_ALL_AFTER, Look


def newest_calls(actor: Actor, *, after: str = "", size: int = 30) -> Page[Call]:
    """Newest first, by key. One statement."""
    rows = calls_for(actor).select_related("line", "post")
    return page_by_key(rows, order=("-began_at", "-id"), after=after, size=size)


def earlier_calls(call: Call, actor: Actor, *, most: int = 5) -> list[Call]:
    """What this caller called about before. One statement; none for a number that was withheld."""
    if not call.caller:
        return []
    rows = calls_for(actor).filter(caller=call.caller, began_at__lte=call.began_at).exclude(pk=call.pk)
    return list(rows.select_related("line", "post").order_by("-began_at", "-id")[:most])


def language_known(caller: str, unit: int, actor: Actor) -> str:
    """What this caller spoke the last time somebody noted it. One statement."""
    rows = calls_for(actor).filter(caller=caller, unit=unit).exclude(language="").order_by("-began_at")
    return rows.values_list("language", flat=True).first() or ""


def ringing_for(actor: Actor, now: datetime) -> CallQuerySet:
    """Calls that ring on this official's desk: of a line they are on duty for; of any line of the unit that nobody is on duty
    for, or that has been ringing for a while. Oldest first. One statement by one index."""
    on_the_line = Duty.objects.at(now).filter(line=OuterRef("line"))
    theirs = Exists(on_the_line.filter(post=actor.post))
    everybodys = Q(began_at__lt=now - RINGS_FOR_ALL_AFTER) | ~Exists(on_the_line)
    live = calls_for(actor).live().filter(Q(post=actor.post) | Q(post=None), theirs | everybodys)
    return live.exclude(source="typed").order_by("began_at", "id")


def look_again(actor: Actor, now: datetime) -> Look:
    """Soon for who is on duty, and for everybody of the unit while a line of theirs has nobody on duty. One statement."""
    duties = Duty.objects.at(now).filter(line=OuterRef("pk"))
    mine = Exists(duties.filter(post=actor.post))
    lines = lines_for(actor).annotate(rings_here=mine | ~Exists(duties)).values_list("rings_here", flat=True)
    rings = set(lines)
    if not rings:
        return Look.SELDOM
    return Look.SOON if True in rings else Look.LATER


def calls_about(dossier: Dossier, actor: Actor) -> CallQuerySet:
    """Calls whose note stands with this dossier, newest first."""
    rows = calls_for(actor).filter(dossier=dossier).select_related("post", "line")
    return rows.order_by("-began_at")
