"""What could not be told to who complained of an officer is looked after by those who read the complaint, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.factories.messages import Counting, by, make_message, morning
from tests.factories.petitions import report
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.messages.access import messages_for
from xaso.messages.actions import replay_message, tell_of_trouble
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.messages.queries import figures
from xaso.offices.models import Office
from xaso.people.access import get_person
from xaso.people.actions import correct_person
from xaso.privacy.queries import going_here

pytestmark = pytest.mark.django_db
PAGE, BY = "/can-bo/tin-chua-den", Actor.system("test")


def untold(one_stop: Office, settings: Settings, category: str = "conduct") -> Message:
    """A report of which its reporter got no word."""
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning() - timedelta(hours=2)):
        petition = report(one_stop, category=category)
        drain()
        drain()
    return Message.objects.get(about_id=str(petition.pk))


def test_word_to_who_complained_that_did_not_arrive_is_seen_by_leaders_of_the_unit_alone(
    one_stop: Office,
    reception: Actor,
    approver: Actor,
    manager: Actor,
    auditor: Actor,
    other_commune: Actor,
    settings: Settings,
) -> None:
    message = untold(one_stop, settings)
    assert message.unit_id == one_stop.unit_id
    with clock.travel(morning()):
        for officer, sees in ((reception, False), (manager, True), (approver, True), (auditor, True)):
            assert ("PA31441-" in client_of_actor(officer).get(PAGE).content.decode()) == sees
        for officer in (reception, other_commune):
            answer = client_of_actor(officer).post(f"{PAGE}/{message.pk}/gui-lai")
            assert answer.status_code == 404
            with pytest.raises(NotFound):
                replay_message(message, by=officer)
        settings.XASO_CARRIERS = [by("Counting")]
        Counting.taken.clear()
        assert "Chỉ lãnh đạo xem" in client_of_actor(manager).get(PAGE).content.decode()
        client_of_actor(manager).post(f"{PAGE}/{message.pk}/gui-lai")
        drain()
    assert [one.body for one in Counting.taken] == [message.body]


def test_counts_are_of_what_the_reader_sees(
    one_stop: Office, reception: Actor, manager: Actor, settings: Settings
) -> None:
    untold(one_stop, settings)
    with clock.travel(morning()):
        failed = [
            sum(one.failed for one in figures(who, since=morning() - timedelta(days=1))) for who in (reception, manager)
        ]
    assert failed == [0, 1]
    with clock.travel(morning() + timedelta(days=10 * 365)):
        assert [any(going.count for going in going_here(who, clock.now())) for who in (reception, manager)] == [
            False,
            True,
        ]


def test_digest_counts_for_each_leader_what_that_one_sees(
    one_stop: Office, approver: Actor, manager: Actor, settings: Settings
) -> None:
    for number, officer in enumerate((approver, manager)):
        correct_person(get_person(UUID(str(officer.person))), phone=f"091234560{number}", by=BY)
    untold(one_stop, settings)
    with clock.travel(morning() - timedelta(hours=2)):
        make_message(unit=one_stop.unit_id, seen_by=["manager", "approver"], kept_from=[manager.person])
        drain()
        drain()
    with clock.travel(morning()):
        assert messages_for(manager).count() == 1
        assert tell_of_trouble(by=BY) == 2
    words = {one.to_last4: one.body for one in Message.objects.filter(purpose="office")}
    assert ("có 2 tin" in words["5600"], "có 1 tin" in words["5601"]) == (True, True)


def test_word_to_who_complained_does_not_go_along_with_what_everybody_reads(
    one_stop: Office, settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Counting")]
    Counting.taken.clear()
    with clock.travel(morning()):
        report(one_stop, category="road")
        report(one_stop, category="conduct")
        drain()
    assert Message.objects.filter(joined_to__isnull=False).count() == 0
