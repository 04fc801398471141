"""A support day of today, and people who came to it. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import uuid4

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.outreach.actions import enter_support_days, note_visit
from xaso.outreach.models import SupportDay, Visit
from xaso.outreach.rules import Topic

PLACE = "Nhà văn hóa ấp 5"


@dataclass(frozen=True, slots=True)
class Helped:
    day: SupportDay
    visit: Visit


def support_day(by: Actor, *, place: str = PLACE) -> SupportDay:
    """From midnight to the evening, whatever the hour of the test; written down the evening before."""
    today = clock.today()
    said = {"place": place, "helps": "Cài ví điện tử", "partner": "Viễn thông (Mẫu)"}
    with clock.travel(clock.midnight(today) - timedelta(hours=1)):
        return enter_support_days(day=today, begins=time(0), ends=time(23, 59), by=by, **said).made[0]


def came(day: SupportDay, by: Actor, *, topic: str = Topic.WALLET, finished: bool = True, phone: str = "") -> Visit:
    return note_visit(day, key=uuid4(), topic=topic, finished=finished, phone=phone, agreed=bool(phone), by=by)


def helped(by: Actor) -> Helped:
    """One day of today with one visitor who has a code."""
    day = support_day(by)
    return Helped(day, came(day, by))
