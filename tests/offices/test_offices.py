"""Offices opened, people appointed, the calendar changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from tests.factories.offices import (
    BY,
    CALENDAR_FILES,
    SATURDAY_MORNING,
    administrator_of,
    calendar,
    day,
    manager_of,
    official,
    open_office,
)
from xaso.core.refused import Forbidden, Refused, Stale
from xaso.journal.models import Entry
from xaso.offices import actions
from xaso.offices.models import CalendarYear, OfficeHours, Post
from xaso.offices.queries import calendar_of, forget_calendars, holders_of, office_on_duty, one_stop_of, posts_of
from xaso.offices.rules import Hours, OfficeKind, Role
from xaso.people.actions import correct_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_calendars()


def test_office_works_by_the_reference_calendar() -> None:
    office = open_office()
    assert calendar_of(office.pk) == calendar(*actions.OFFICE_WEEK)


def test_calendar_costs_no_statement_the_second_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    office = open_office()
    with django_assert_num_queries(3):
        calendar_of(office.pk)
    with django_assert_num_queries(0):
        calendar_of(office.pk)


def test_loading_the_calendar_again_changes_nothing() -> None:
    assert actions.load_calendar_files(CALENDAR_FILES, by=BY) == 0
    assert list(CalendarYear.objects.order_by("year").values_list("year", flat=True)) == [2024, 2025, 2026]


def test_day_set_by_a_manager_is_seen_at_once_and_traced() -> None:
    office = open_office()
    assert calendar_of(office.pk).is_workday(day("2027-09-03")) is False
    actions.set_calendar_day(
        day("2027-09-03"), is_workday=True, name="ngày làm việc", source="Thông báo 1/TB-BNV", by=BY
    )
    assert calendar_of(office.pk).is_workday(day("2027-09-03")) is True
    assert Entry.objects.filter(subject_kind="calendar", subject_id="2027", action="offices.set_calendar_day").exists()


def test_calendar_day_without_a_source_is_refused() -> None:
    with pytest.raises(Refused, match="căn cứ"):
        actions.set_calendar_day(day("2027-09-03"), is_workday=True, name="x", source=" ", by=BY)


def test_one_stop_and_number_on_duty(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    office = open_office()
    assert one_stop_of(office.unit, TODAY) == office
    duty = office_on_duty(office.unit, TODAY)
    assert duty is not None
    assert (duty.phone, duty.name) == ("+84912345678", office.name)
    with django_assert_num_queries(0):
        office_on_duty(office.unit, TODAY)


def test_unit_without_an_office_has_nobody_on_duty() -> None:
    office = open_office()
    office.unit.pk += 1
    assert office_on_duty(office.unit, TODAY) is None


def test_second_office_of_the_same_name_is_refused() -> None:
    open_office()
    with pytest.raises(Refused, match="mang tên này"):
        open_office(kind=OfficeKind.DEPARTMENT)


@pytest.mark.parametrize("pattern", ["{agency}-{date:%y%m%d}", "{nobody}-{seq}", "{seq:zz}", "{", "{agency.x}{seq}"])
def test_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    office = open_office()
    with pytest.raises(Refused, match="số thứ tự"):
        actions.open_office(
            office.unit, name="Khác", short_name="Khác", kind=OfficeKind.DEPARTMENT, number_pattern=pattern, by=BY
        )


def test_number_of_the_day() -> None:
    assert open_office().number_of(day=TODAY, seq=7) == "H13.31441-261122-0007"


def test_overlapping_hours_are_impossible() -> None:
    office = open_office()
    with pytest.raises(IntegrityError, match="office_hours_do_not_overlap"), transaction.atomic():
        OfficeHours.objects.create(office=office, weekday=0, opens=time(10), closes=time(12))


def test_hours_that_touch_are_possible() -> None:
    office = open_office()
    OfficeHours.objects.create(office=office, weekday=0, opens=time(11), closes=time(12))
    forget_calendars()
    assert len(calendar_of(office.pk).hours(day("2026-11-23"))) == 3


def test_new_hours_leave_the_old_ones_for_the_past() -> None:
    office = open_office()
    summer = [Hours(n, time(7, 30), time(11, 30)) for n in range(5)]
    actions.change_hours(office, hours=[*summer, SATURDAY_MORNING], valid_from=day("2026-12-01"), by=BY)
    known = calendar_of(office.pk)
    assert known.hours(day("2026-11-30")) == [(time(7), time(11)), (time(13), time(17))]
    assert known.hours(day("2026-12-01")) == [(time(7, 30), time(11, 30))]
    assert known.reception_hours(day("2026-12-05")) == [(time(7), time(11))]


def test_post_is_held_between_its_dates() -> None:
    office, person = open_office(), official()
    post = actions.appoint(
        person, office=office, role=Role.RECEPTION, title="Cán bộ một cửa", valid_from=day("2026-01-05"), by=BY
    )
    actions.end_post(post, on=day("2026-11-01"), by=BY)
    assert [len(posts_of(person.pk, on)) for on in (day("2026-01-04"), day("2026-01-05"), day("2026-11-01"))] == [
        0,
        1,
        0,
    ]
    assert [held.person for held in holders_of(office.pk, Role.RECEPTION, day("2026-10-31"))] == [person]


def test_post_bears_the_name_its_holder_has_now() -> None:
    office, person = open_office(), official()
    post = actions.appoint(person, office=office, role=Role.RECEPTION, title="Cán bộ", valid_from=TODAY, by=BY)
    correct_person(person, full_name="Trần Thị Mẫu", by=BY)
    assert Post.objects.values_list("holder_name", flat=True).get(pk=post.pk) == "Trần Thị Mẫu"
    assert [one.holder_name for one in holders_of(office.pk, Role.RECEPTION, TODAY)] == ["Trần Thị Mẫu"]


def test_name_goes_to_the_posts_and_not_to_a_table_of_the_session() -> None:
    office, person = open_office(), official()
    actions.appoint(person, office=office, role=Role.RECEPTION, title="Cán bộ", valid_from=TODAY, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table offices_post (like public.offices_post) on commit drop")
        correct_person(person, full_name="Trần Thị Mẫu", by=BY)
        cursor.execute("select holder_name from public.offices_post where person_id = %s", [person.pk])
        assert cursor.fetchone() == ("Trần Thị Mẫu",)


def test_same_role_twice_at_a_time_is_refused_another_role_is_not() -> None:
    office, person = open_office(), official()

    def appoint(role: Role) -> None:
        actions.appoint(person, office=office, role=role, title="Cán bộ", valid_from=day("2026-01-05"), by=BY)

    appoint(Role.RECEPTION)
    appoint(Role.CASE_OFFICER)
    with pytest.raises(Refused, match="đã giữ vai trò"):
        appoint(Role.RECEPTION)
    assert len(posts_of(person.pk, TODAY)) == 2


def test_post_ends_once() -> None:
    office, person = open_office(), official()
    post = actions.appoint(
        person, office=office, role=Role.APPROVER, title="Chủ tịch", valid_from=day("2026-01-05"), by=BY
    )
    with pytest.raises(Refused, match="sau ngày bắt đầu"):
        actions.end_post(post, on=day("2026-01-05"), by=BY)
    actions.end_post(post, on=day("2026-11-01"), by=BY)
    with pytest.raises(Stale):
        actions.end_post(post, on=day("2026-11-02"), by=BY)


def test_only_the_administrator_of_the_unit_appoints() -> None:
    office, person = open_office(), official()
    for stranger in (administrator_of(office.unit_id + 1), manager_of(office.unit_id)):
        with pytest.raises(Forbidden):
            actions.appoint(person, office=office, role=Role.MANAGER, title="x", valid_from=TODAY, by=stranger)
    own = administrator_of(office.unit_id)
    assert actions.appoint(person, office=office, role=Role.MANAGER, title="Quản lý", valid_from=TODAY, by=own).pk


def test_nobody_appoints_themselves() -> None:
    office, person = open_office(), official()
    own = replace(administrator_of(office.unit_id), person=person.pk)
    with pytest.raises(Forbidden, match="Không tự giao vai trò"):
        actions.appoint(person, office=office, role=Role.APPROVER, title="x", valid_from=TODAY, by=own)
    assert not person.posts.exists()
    assert Entry.objects.filter(action="offices.appoint", denied=True).count() == 1
