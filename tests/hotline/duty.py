"""Times of a week in November 2026, and duty drawn over them."""

from __future__ import annotations

from datetime import datetime

from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.hotline.actions import put_on_duty
from xaso.hotline.models import Duty, Line
from xaso.offices.models import Post


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Of November 2026, on the wall clock; the 25th is a Wednesday, the 24th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


def duty(line: Line, who: Actor, since: datetime, until: datetime, *, by: Actor) -> Duty:
    return put_on_duty(line, post=Post.objects.get(pk=who.post or 0), starts_at=since, ends_at=until, by=by)


def post_of(who: Actor) -> Post:
    return Post.objects.get(pk=who.post or 0)


def stood(line: Line) -> list[tuple[int, datetime, datetime]]:
    """Who, from when, until when; what was called off is not there."""
    return [(one.post_id, one.starts_at, one.ends_at) for one in line.duties.standing().order_by("starts_at")]
