"""Opening offices, appointing people, and saying which days are worked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import yaml
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.queue import enqueue
from xaso.core.refused import Forbidden, Invalid, Refused, Stale, Trace
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.offices.access import require_administrator, require_manager, require_opener
from xaso.offices.models import CalendarDay, CalendarYear, Office, OfficeHours, Post
from xaso.offices.queries import forget_calendars
from xaso.offices.rules import (
    AGENCY_CODE,
    SATURDAY,
    STANDARD_HOURS,
    DayFact,
    Hours,
    OfficeKind,
    Role,
    YearPlan,
    number_for,
)
from xaso.people.models import Person
from xaso.units.models import Unit

# What an office works unless told otherwise: Monday to Friday.
OFFICE_WEEK = tuple(Hours(weekday, opens, closes) for weekday in range(SATURDAY) for opens, closes in STANDARD_HOURS)


@atomic_action
def open_office(
    unit: Unit,
    *,
    name: str,
    short_name: str,
    kind: OfficeKind,
    by: Actor,
    agency_code: str = "",
    number_pattern: str = "{agency}-{date:%y%m%d}-{seq:04d}",
    phone: str = "",
    address: str = "",
    hours: Iterable[Hours] = OFFICE_WEEK,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Office:
    """A new office with its reception hours. Refuses a number pattern that cannot number."""
    require_opener(by, action="offices.open_office", subject=("unit", str(unit.pk)), unit=unit.pk)
    _check_numbering(agency_code, number_pattern)
    office = Office(
        unit=unit,
        name=clean(name, max_length=200),
        short_name=clean(short_name, max_length=60),
        kind=OfficeKind(kind),
        agency_code=agency_code,
        number_pattern=number_pattern,
        phone=parse_phone(phone) if phone else "",
        address=clean(address, max_length=200),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _insert(office, _("Đơn vị đã có nơi làm việc mang tên này, hoặc thông tin chưa đúng. Xin xem lại."))
    OfficeHours.objects.bulk_create(_rows(office, hours))
    record(
        action="offices.open_office", subject=("office", str(office.pk)), by=by, detail={"unit": unit.pk, "kind": kind}
    )
    forget_calendars()
    return office


@atomic_action
def change_hours(office: Office, *, hours: Iterable[Hours], valid_from: date, by: Actor) -> None:
    """New reception hours from a day on; the old ones end there and stay for what was counted under them. Asks for all
    running deadlines to be counted again."""
    require_manager(by, action="offices.change_hours", subject=("office", str(office.pk)), unit=office.unit_id)
    current = OfficeHours.objects.filter(office=office)
    current.filter(valid_from__gte=valid_from).delete()
    current.valid(on=valid_from).update(valid_to=valid_from)
    OfficeHours.objects.bulk_create(
        _rows(office, (Hours(row.weekday, row.opens, row.closes, valid_from, row.valid_to) for row in hours))
    )
    record(
        action="offices.change_hours",
        subject=("office", str(office.pk)),
        by=by,
        detail={"valid_from": valid_from.isoformat()},
    )
    _calendar_changed()


@atomic_action
def appoint(
    person: Person,
    *,
    office: Office,
    role: Role,
    title: str,
    valid_from: date,
    by: Actor,
    valid_to: date | None = None,
) -> Post:
    """Gives the person a role in the office from a day on. Refuses a role already held on one of these days. Nobody
    appoints themselves."""
    subject = ("office", str(office.pk))
    require_administrator(by, action="offices.appoint", subject=subject, unit=office.unit_id)
    if by.person == person.pk:
        trace = Trace("offices.appoint", subject, by)
        raise Forbidden(_("Không tự giao vai trò cho mình. Xin nhờ người quản trị khác."), "not_oneself", trace=trace)
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid({"valid_to": _("Ngày thôi giữ vai trò phải sau ngày bắt đầu.")})
    post = Post(
        person=person,
        holder_name=person.full_name,
        holder_sort_key=person.sort_key,
        office=office,
        role=Role(role),
        title=clean(title, max_length=120),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _insert(post, _("Người này đã giữ vai trò đó ở đây trong thời gian ấy. Xin xem lại ngày bắt đầu."))
    record(
        action="offices.appoint",
        subject=("post", str(post.pk)),
        by=by,
        detail={"person": str(person.pk), "office": office.pk, "role": role, "valid_from": valid_from.isoformat()},
    )
    return post


@atomic_action
def end_post(post: Post, *, on: date, by: Actor) -> Post:
    """The post is no longer held from this day. Refuses one that has ended, and a day before it began."""
    require_administrator(by, action="offices.end_post", subject=("post", str(post.pk)), unit=post.office.unit_id)
    if on <= post.valid_from:
        raise Refused(_("Ngày thôi giữ vai trò phải sau ngày bắt đầu."), "post_ends_too_early")
    if not Post.objects.filter(pk=post.pk, valid_to=None).update(valid_to=on):
        raise Stale(_("Vai trò này đã kết thúc trước đó."), "post_ended")
    post.valid_to = on
    record(action="offices.end_post", subject=("post", str(post.pk)), by=by, detail={"on": on.isoformat()})
    return post


@atomic_action
def load_calendar(plans: Iterable[YearPlan], *, by: Actor) -> int:
    """Inserts the announced years that are missing, whole; leaves the others as they are. Returns how many are new. A
    year that had been counted provisionally is counted again."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = [plan for plan in plans if plan.year not in known]
    for plan in fresh:
        CalendarYear.objects.create(year=plan.year, source=plan.source)
        CalendarDay.objects.bulk_create([_day(day, fact) for day, fact in plan.days.items()], ignore_conflicts=True)
        record(
            action="offices.load_calendar",
            subject=("calendar", str(plan.year)),
            by=by,
            detail={"source": plan.source, "days": len(plan.days)},
        )
    forget_calendars()
    if fresh and known:
        _calendar_changed()
    return len(fresh)


def load_calendar_files(folder: Path, *, by: Actor) -> int:
    """`load_calendar` with the files of `catalogue/calendar`."""
    plans = [YearPlan.parse(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(folder.glob("*.yaml"))]
    return load_calendar(plans, by=by)


@atomic_action
def set_calendar_day(
    day: date, *, is_workday: bool, name: str, source: str, by: Actor, in_place_of: date | None = None
) -> CalendarDay:
    """Says that a day is worked or off, by which document; wins over what was known. Running deadlines are counted again."""
    require_manager(by, action="offices.set_calendar_day", subject=("calendar", str(day.year)))
    if not source.strip():
        raise Refused(_("Xin ghi văn bản làm căn cứ cho ngày này."), "calendar_source")
    row, _created = CalendarDay.objects.update_or_create(
        day=day,
        defaults={
            "is_workday": is_workday,
            "name": clean(name, max_length=120),
            "source": clean(source, max_length=300),
            "in_place_of": in_place_of if is_workday else None,
        },
    )
    record(
        action="offices.set_calendar_day",
        subject=("calendar", str(day.year)),
        by=by,
        detail={"day": day.isoformat(), "is_workday": is_workday, "source": row.source},
    )
    _calendar_changed()
    return row


def _calendar_changed() -> None:
    """Deadlines lie above; the job is asked for by name. Forgotten now for this transaction, and again once it holds."""
    forget_calendars()
    transaction.on_commit(forget_calendars)
    enqueue("deadlines.recompute")


def _insert(row: Office | Post, refusal: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(refusal, "office_conflict") from error


def _check_numbering(agency: str, pattern: str) -> None:
    if agency and not AGENCY_CODE.fullmatch(agency):
        raise Refused(_("Mã cơ quan viết như H13.31441 hoặc 000.00.31450.H30."), "agency_code")
    try:
        numbers = {number_for(pattern, agency=agency, day=date(2026, 1, 1), seq=seq) for seq in (1, 2)}
    except (KeyError, ValueError, IndexError, AttributeError):
        numbers = set()
    if len(numbers) != 2:
        raise Refused(_("Mẫu số hồ sơ phải có số thứ tự, ví dụ {agency}-{date:%y%m%d}-{seq:04d}."), "number_pattern")


def _rows(office: Office, hours: Iterable[Hours]) -> list[OfficeHours]:
    return [
        OfficeHours(
            office=office,
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in hours
    ]


def _day(day: date, fact: DayFact) -> CalendarDay:
    return CalendarDay(
        day=day, is_workday=fact.is_workday, name=fact.name, source=fact.source, in_place_of=fact.in_place_of
    )
