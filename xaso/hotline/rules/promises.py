"""What callers are told to expect, and within what time."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from xaso.core.clock import VN, local
from xaso.deadlines.rules import Limit, LimitUnit
from xaso.offices.rules import DAY, Role, WorkingCalendar

BASIS = "Quy chế đường dây hỗ trợ của xã"  # the office's own rule: no law gives these times


class PromiseKind(TextChoices):
    MISSED = "missed", _("Gọi lại cuộc gọi nhỡ")
    CALL_BACK = "call_back", _("Gọi lại theo yêu cầu")
    ANSWER = "answer", _("Trả lời điều đã hỏi")
    UNHAPPY = "unhappy", _("Gọi người chưa hài lòng")


class PromiseState(TextChoices):
    OPEN = "open", _("đang chờ")
    KEPT = "kept", _("đã giữ lời")
    DROPPED = "dropped", _("không cần nữa")


class Within(TextChoices):
    """What an officer may promise, shortest first. Office time: a promise made at night runs from the next opening."""

    TWO_HOURS = "2h", _("trong 2 giờ làm việc")
    FOUR_HOURS = "4h", _("trong 4 giờ làm việc")
    SAME_DAY = "day", _("trong ngày làm việc")
    TWO_DAYS = "2d", _("trong 2 ngày làm việc")
    FIVE_DAYS = "5d", _("trong 5 ngày làm việc")


LIMITS: Mapping[Within, Limit] = {
    Within.TWO_HOURS: Limit(2, LimitUnit.HOUR, BASIS),
    Within.FOUR_HOURS: Limit(4, LimitUnit.HOUR, BASIS),
    Within.SAME_DAY: Limit(1, LimitUnit.SAME_DAY, BASIS),
    Within.TWO_DAYS: Limit(2, LimitUnit.WORKING_DAY, BASIS),
    Within.FIVE_DAYS: Limit(5, LimitUnit.WORKING_DAY, BASIS),
}
LATEST = Within.TWO_HOURS  # a missed call, a call back: called within this time
SEARCHED_DAYS = 30
# Whoever rated badly and wants to be called is known to those who lead, and not to whoever did the work.
UNHAPPY_SEEN_BY = (Role.MANAGER, Role.APPROVER)  # the second where every manager was rated


def who_leads(rated: Set[UUID], *, managers: Set[UUID], approvers: Set[UUID]) -> tuple[Role, frozenset[UUID]]:
    """Which role sees whom to call, and from whom of those who were rated it stays hidden. Managers call, where one is left who
    was not rated; else those who approve. Where all of them did the work, somebody has to answer for it all the same."""
    if managers - rated:
        return Role.MANAGER, frozenset(rated)
    if approvers:
        return Role.APPROVER, frozenset(rated if approvers - rated else rated - approvers)
    return Role.MANAGER, frozenset(rated - managers)


def work_begins(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """When the office next works from this moment on: now, while it is open. The roster is asked who is on duty then."""
    there = local(moment)
    day = there.date()
    for _day in range(SEARCHED_DAYS):
        for opens, closes in calendar.hours(day):
            begins, ends = (datetime.combine(day, at, VN) for at in (opens, closes))
            if moment < ends:
                return max(begins, moment)
        day += DAY
    return moment
