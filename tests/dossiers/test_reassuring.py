"""A dossier that stands still longer than is usual: its owner hears the truth before they have to call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dossiers.walks import granted, sent
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions, jobs
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.queries import usual_stays
from xaso.dossiers.rules import State
from xaso.dossiers.rules.quiet import ENOUGH, quiet_from
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def told(dossier: Dossier) -> list[str]:
    return list(Message.objects.filter(about_id=str(dossier.pk)).order_by("created_at").values_list("body", flat=True))


def test_owner_is_told_once_that_it_is_still_being_worked_on(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    number = sent(citizen, one_stop).number
    dossier = actions.receive_dossier(get_dossier(reception, number), by=reception)
    moved, due = dossier.moves.latest("at").at, dossier.act_by + timedelta(days=8)
    Dossier.objects.filter(pk=dossier.pk).update(act_by=due, due_at=due)  # as of a procedure that takes so long
    before = len(told(dossier))
    with clock.travel(quiet_from(moved, due, None) - timedelta(minutes=1)):
        jobs.reassure(0)
    assert len(told(dossier)) == before
    for _day in range(2):
        with clock.travel(quiet_from(moved, due, None) + timedelta(minutes=1)):
            jobs.reassure(0)
    assert len(told(dossier)) == before + 1
    assert "vẫn đang giải quyết" in told(dossier)[-1]
    assert Dossier.objects.get(pk=dossier.pk).revision == dossier.revision


def test_late_dossier_says_that_it_is_late(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    number = sent(citizen, one_stop).number
    dossier = actions.receive_dossier(get_dossier(reception, number), by=reception)
    with clock.travel(dossier.act_by + timedelta(days=2)):
        jobs.reassure(0)
    assert "quá hẹn" in told(dossier)[-1]
    assert "xin lỗi" in told(dossier)[-1]


def test_who_was_told_a_day_hears_once_when_that_day_has_passed(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    """ "There will be a result before Friday" is no truth any more on Saturday."""
    number = sent(citizen, one_stop).number
    dossier = actions.receive_dossier(get_dossier(reception, number), by=reception)
    moved, due = dossier.moves.latest("at").at, dossier.act_by + timedelta(days=8)
    Dossier.objects.filter(pk=dossier.pk).update(act_by=due, due_at=due)
    before = len(told(dossier))
    for moment in (
        quiet_from(moved, due, None) + timedelta(minutes=1),
        due + timedelta(days=2),
        due + timedelta(days=3),
    ):
        with clock.travel(moment):
            jobs.reassure(0)
    assert ["quá hẹn" in one for one in told(dossier)[before:]] == [False, True]


def test_who_is_told_hears_again_only_after_it_moved(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    with clock.travel(dossier.act_by + timedelta(days=2)):
        jobs.reassure(0)
    with clock.travel(dossier.act_by + timedelta(days=3)):
        finished = granted(get_dossier(reception, dossier.number), reception, case_officer, approver)
    before = len(told(dossier))
    with clock.travel(dossier.act_by + timedelta(days=60)):
        jobs.reassure(0)
    assert finished.state == State.DONE
    assert len(told(dossier)) == before + 1
    assert "đang chờ ông/bà nhận" in told(dossier)[-1]


def test_nobody_is_told_while_it_is_their_own_turn(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    asked = get_dossier(reception, dossier.number)
    items = [{"kind": "field", "key": "book", "what": "Ghi lại quyển số."}]
    actions.request_supplements(asked, items=items, reason="Chưa rõ.", by=reception)
    before = len(told(dossier))
    with clock.travel(dossier.act_by + timedelta(days=30)):
        jobs.reassure(0)
    assert len(told(dossier)) == before


def test_somebody_moved_it_meanwhile(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    stale = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, stale.number), by=reception)
    before = len(told(stale))
    with clock.travel(stale.act_by + timedelta(days=30)):
        assert actions.reassure_owner(stale, by=Actor.system("test")) is False
    assert len(told(stale)) == before


def test_usual_is_what_four_of_five_did_not_exceed(citizen: Actor, one_stop: Office) -> None:
    first = sent(citizen, one_stop)
    since = clock.now() - timedelta(days=1)
    key = (first.procedure_id, State.REGISTERED)
    begun = first.submitted_at
    for hours in range(ENOUGH):
        dossier = sent(citizen, one_stop) if hours else first
        Move.objects.create(
            dossier=dossier, verb="receive", at=begun + timedelta(hours=hours + 1), to_state=State.RECEIVED
        )
        if hours < ENOUGH - 1:
            assert key not in usual_stays(since)
    usual = usual_stays(since)[key]
    assert timedelta(hours=16) < usual <= timedelta(hours=16.4)
    assert quiet_from(begun, begun + timedelta(days=30), usual) == begun + timedelta(days=1)
    assert quiet_from(begun, begun + timedelta(days=30), timedelta(days=3)) == begun + timedelta(days=3)
