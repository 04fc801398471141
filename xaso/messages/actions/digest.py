"""What did not arrive, told every morning to who leads the unit: a page that nobody opens warns nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action
from xaso.messages.actions.queueing import queue_message
from xaso.messages.models import Address, Message, RefusedEvents
from xaso.messages.queries import stuck, troubled, units_with_accounts
from xaso.messages.rules import SITE, Filled, Purpose, State, Template
from xaso.offices.queries import people_in
from xaso.offices.rules import LEADERS

DAYS = 7
DIGEST = Template(
    "messages.digest",
    gettext_noop(
        "Trong 7 ngày qua có %(failed)d tin xã gửi không đến được người dân, %(late)d tin đang kẹt. Xem: %(link)s"
    ),
    {"failed": 3, "late": 1, "link": f"{SITE}/can-bo/tin-chua-den"},
    Purpose.OFFICE,
)
DIGEST_OF_ZALO = Template(
    "messages.digest_of_zalo",
    gettext_noop("Hôm qua máy không nhận %(refused)d tin báo của Zalo vì chữ ký sai hoặc quá cũ. Xem: %(link)s"),
    {"refused": 5, "link": f"{SITE}/can-bo/tin-chua-den"},
    Purpose.OFFICE,
)
DIGEST_OF_ALL = Template(
    "messages.digest_of_all",
    gettext_noop(
        "Trong 7 ngày qua có %(failed)d tin xã gửi không đến được người dân, %(late)d tin đang kẹt. Hôm qua máy không nhận "
        "%(refused)d tin báo của Zalo vì chữ ký sai hoặc quá cũ. Xem: %(link)s"
    ),
    {"failed": 3, "late": 1, "refused": 5, "link": f"{SITE}/can-bo/tin-chua-den"},
    Purpose.OFFICE,
)


@atomic_action
def tell_of_trouble(*, by: Actor) -> int:
    """One message a day to each manager and approver of a unit with something that failed or is stuck, or with an account whose
    network may be signing in vain. Returns how many."""
    now, today = clock.now(), clock.today()
    waiting = troubled(Message.objects.exclude(purpose=Purpose.OFFICE), now, since=now - timedelta(days=DAYS))
    counts = waiting.values("unit", "seen_by", "kept_from").annotate(
        failed=Count("pk", filter=Q(state=State.FAILED)), late=Count("pk", filter=stuck(now))
    )
    trouble: dict[int, list[_Count]] = {}
    for one in counts.order_by("unit"):
        count = _Count(one["failed"], one["late"], one["seen_by"], one["kept_from"])
        trouble.setdefault(one["unit"], []).append(count)
    refused = RefusedEvents.objects.filter(day=today - timedelta(days=1)).values_list("count", flat=True).first() or 0
    with_accounts = set(units_with_accounts()) if refused else set()
    told = 0
    for unit in sorted(trouble.keys() | with_accounts):
        event, here = f"digest:{unit}:{today.isoformat()}", refused if unit in with_accounts else 0
        for (failed, late), people in _by_count(unit, trouble.get(unit, []), today).items():
            if failed or late or here:
                told += _tell(unit, people, {event: _digest(failed, late, here)}, by=by)
    return told


class _Count(NamedTuple):
    failed: int
    late: int
    seen_by: list[str]
    kept_from: list[UUID]


def _by_count(unit: int, counts: list[_Count], day: date) -> dict[tuple[int, int], list[tuple[UUID, str]]]:
    """Who leads the unit, by how many failed and are late of those that they see. A statement, and one a role where not everybody
    sees all."""
    people = people_in(unit, LEADERS, day)
    some = any(one.seen_by for one in counts)
    holding = {role: {person for person, _phone in people_in(unit, [role], day)} for role in LEADERS if some}
    groups: dict[tuple[int, int], list[tuple[UUID, str]]] = {}
    for person, phone in people:
        roles = {role for role, persons in holding.items() if person in persons}
        seen = [
            one
            for one in counts
            if not one.seen_by or (not roles.isdisjoint(one.seen_by) and person not in one.kept_from)
        ]
        key = (sum(one.failed for one in seen), sum(one.late for one in seen))
        groups.setdefault(key, []).append((person, phone))
    return groups


@atomic_action
def tell_officials(unit: int, *, roles: Iterable[str], events: Mapping[str, Filled], by: Actor) -> int:
    """About the office's own matters, to everybody who holds one of these roles in the unit today, as they wish to be told: of
    each event once, in the words beside it. Who can be reached in no way is left out. Returns how many people. Two statements
    for all events together, two or three more for each message."""
    return _tell(unit, people_in(unit, roles, clock.today()), events, by=by)


def _tell(unit: int, people: list[tuple[UUID, str]], events: Mapping[str, Filled], *, by: Actor) -> int:
    booked = Address.objects.usable().filter(account__in=[person for person, _phone in people])
    reached = set(booked.values_list("account", flat=True))
    reachable = [(person, phone) for person, phone in people if phone or person in reached]
    for (event, told), (person, phone) in product(events.items(), reachable):
        queue_message(
            to=phone,
            account=person,
            told=told,
            about=("unit", str(unit)),
            unit=unit,
            event=event,
            by=by,
        )
    return len(reachable)


def _digest(failed: int, late: int, refused: int) -> Filled:
    link = f"{settings.XASO_ADDRESS}/can-bo/tin-chua-den"
    if not refused:
        return DIGEST.with_values(failed=failed, late=late, link=link)
    if failed or late:
        return DIGEST_OF_ALL.with_values(failed=failed, late=late, refused=refused, link=link)
    return DIGEST_OF_ZALO.with_values(refused=refused, link=link)
