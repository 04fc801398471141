"""Support days of xã Vị Thủy in the sample: every Monday and Friday with a telephone company, three weeks of them over, with who
came and what they thought. Made through actions, where missing; everybody is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from itertools import cycle
from uuid import uuid4

from django.db import transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.hotline import official
from xaso.demo.town import office_of
from xaso.outreach.actions import enter_support_days, note_visit, open_rating
from xaso.outreach.models import SupportDay
from xaso.outreach.rules import Topic
from xaso.surveys.access import rating_by_token
from xaso.surveys.actions import rate

MONDAY, FRIDAY = 0, 4
WEEKS_AGO, AHEAD = 3, timedelta(days=35)
MORNING = {"begins": time(7, 30), "ends": time(10, 30)}
HALL = {"place": "Nhà văn hóa ấp 5", "helps": "Cài ví điện tử, ngân hàng trên điện thoại, VNeID"}
PARTNER = "Công ty Viễn thông (Mẫu)"
CAME = (Topic.WALLET, Topic.WALLET, Topic.IDENTITY, Topic.WALLET, Topic.FILING, Topic.PHONE, Topic.WALLET)
THOUGHT = (5, 4, 5, 5, 2, 4, 5, 3)  # two of three say so


def hold_support_days() -> None:
    """All of them or nothing; nothing when they are there."""
    office = office_of(player("tiep-nhan"))
    if SupportDay.objects.filter(unit=office.unit).exists():
        return
    with transaction.atomic():
        today = clock.today()
        first = today - timedelta(weeks=WEEKS_AGO)
        hanh = official("tiep-nhan")
        with clock.travel(clock.midnight(first)):
            rhythm = {"weekdays": (MONDAY, FRIDAY), "until": today + AHEAD}
            days = enter_support_days(day=first, partner=PARTNER, **MORNING, **HALL, **rhythm, by=hanh)  # type: ignore[arg-type]
        scores = cycle(THOUGHT)
        for number, day in enumerate(one for one in days.made if clock.local(one.starts_at).date() < today):
            _tell(day, number, scores, hanh)


def _tell(day: SupportDay, number: int, scores: Iterator[int], hanh: Actor) -> None:
    for place in range(8 + number % 4):
        with clock.travel(day.starts_at + timedelta(minutes=12 * place)):
            topic = CAME[(place + number) % len(CAME)]
            visit = note_visit(day, key=uuid4(), topic=topic, finished=place % 7 != 6, by=hanh)
            if place % 3 != 2:
                token = open_rating(day, code=visit.code, by=Actor())
                rate(rating_by_token(token), score=next(scores), by=Actor())
