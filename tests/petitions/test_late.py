"""A report whose time is over, told to the manager."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.petitions import report
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.people.access import get_person
from xaso.people.actions import correct_person
from xaso.petitions.jobs import late
from xaso.petitions.models import Petition
from xaso.petitions.rules import State

pytestmark = pytest.mark.django_db


def test_report_past_its_time_is_told_to_the_manager_once(one_stop: Office, manager: Actor) -> None:
    correct_person(get_person(manager.person), phone="0912345679", by=Actor.system("test"))  # type: ignore[arg-type]
    petition = report(one_stop)
    told = Message.objects.filter(template="petitions.late")
    with clock.travel(petition.due_at - timedelta(minutes=1)):
        late(0)
        assert told.count() == 0
    for minutes in (1, 61):
        with clock.travel(petition.due_at + timedelta(minutes=minutes)):
            late(0)
    alarm = told.get()
    assert (alarm.to, alarm.purpose, petition.number in alarm.body) == ("+84912345679", "office", True)
    assert petition.words not in alarm.body


def test_whom_to_tell_is_asked_once_a_unit_however_many_reports_are_late(one_stop: Office, manager: Actor) -> None:
    correct_person(get_person(manager.person), phone="0912345679", by=Actor.system("test"))  # type: ignore[arg-type]
    asked = []
    for more in (1, 4):
        last = [report(one_stop, phone="") for _nth in range(more)][-1]
        with clock.travel(last.due_at + timedelta(minutes=1)), CaptureQueriesContext(connection) as caught:
            late(0)
        asked.append(sum("offices_post" in one["sql"] or "messages_address" in one["sql"] for one in caught))
    assert Message.objects.filter(template="petitions.late").count() == 5
    assert asked == [2, 2]


def test_report_that_waits_for_its_reporter_alarms_nobody(one_stop: Office, manager: Actor) -> None:
    correct_person(get_person(manager.person), phone="0912345679", by=Actor.system("test"))  # type: ignore[arg-type]
    petition = report(one_stop)
    Petition.objects.update(state=State.ASKED, asked_at=clock.now(), question="Ở đâu?")
    with clock.travel(petition.due_at + timedelta(minutes=1)):
        late(0)
    assert Message.objects.filter(template="petitions.late").count() == 0
