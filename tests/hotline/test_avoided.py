"""Calls about dossiers that stood still: told beside not told, added up by hand. The 2nd and the 16th are Mondays."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.desk.office import Desk, sent_extract
from tests.factories.messages import by
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.actions import withdraw_dossier
from xaso.dossiers.jobs import reassure
from xaso.dossiers.models import Dossier
from xaso.hotline import actions
from xaso.hotline.models import Line
from xaso.hotline.queries import calls_about_silence
from xaso.hotline.rules import Side, compared
from xaso.messages.actions import stop_by_number
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
MACHINE, FIGURES = Actor.system("test"), "/can-bo/duong-day/so-lieu"


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting")]


def asked(line: Line, caller: str, number: str = "", *, by: Actor) -> None:
    call = actions.type_call(line, caller=caller, by=by)
    actions.finish_call(call, name="", language="", note="", solved=True, number=number, by=by)


def filed(citizen: Actor, office: Office, phone: str) -> Dossier:
    dossier = sent_extract(citizen, office)
    Dossier.objects.filter(pk=dossier.pk).update(contact_phone=phone)
    dossier.contact_phone = phone
    return dossier


def counted(side: Side) -> tuple[int, int]:
    return side.dossiers, side.calls


def test_calls_after_the_message_are_counted_beside_those_of_a_silence_nobody_told_of(
    line: Line, citizen: Actor, reception: Actor, other_commune: Actor, one_stop: Office, hanh: Desk
) -> None:
    with clock.travel(at(2, 8)):
        before = [filed(citizen, one_stop, f"+8491200010{number}") for number in range(2)]
        asked(line, "0912999999", by=reception)
    with clock.travel(at(4, 8)):  # not yet as long as those stood of which owners are told
        asked(line, "0912000100", by=reception)
    with clock.travel(at(4, 15)):
        asked(line, "0912000100", by=reception)
        asked(line, "0912000100", before[1].number, by=reception)  # about another's
        asked(line, "0912999999", before[0].number, by=reception)  # about it, from anywhere
    with clock.travel(at(5, 8)):
        withdraw_dossier(before[0], reason="Thôi.", by=citizen)
    with clock.travel(at(5, 9)):
        asked(line, "0912000100", by=reception)  # it does not stand still any more
    with clock.travel(at(9, 8)):
        withdraw_dossier(before[1], reason="Thôi.", by=citizen)
    with clock.travel(at(16, 8)):
        told = [filed(citizen, one_stop, f"+8491200020{number}") for number in range(3)]
        filed(citizen, one_stop, "")
        stop_by_number("+84912000202", everything=True, by=MACHINE)
    with clock.travel(at(18, 9)):
        asked(line, "0912000200", by=reception)
    with clock.travel(at(18, 9, 20)):
        Message.objects.all().delete()
        reassure(0)
        drain()
    with clock.travel(at(18, 9, 40)):  # all of them are one account's: not all at once
        drain()
    for day, number in ((19, 1), (20, 2), (22, 1)):
        with clock.travel(at(day, 8)):
            asked(line, told[number].contact_phone, by=reception)
    found = calls_about_silence(reception, at(24, 8))
    assert (counted(found.told), counted(found.untold)) == ((2, 1), (3, 4))
    assert (found.avoided, found.between) == (None, None)
    assert counted(calls_about_silence(other_commune, at(24, 8)).told) == (0, 0)
    assert counted(calls_about_silence(reception, at(21, 8)).told) == (0, 0)  # three days are not over
    with clock.travel(at(24, 8)):
        shown = hanh.reads(FIGURES)
    assert ("Chưa đủ để nói" in shown, "trước khi xã bắt đầu nhắn" in shown) == (True, True)


def test_difference_of_two_even_groups_is_that_of_their_means() -> None:
    found = compared([("a", 0)] * 80 + [("a", 1)] * 20, [("a", 0)] * 50 + [("a", 1)] * 50)
    assert (found.told.per_100, found.untold.per_100, found.avoided) == (20.0, 50.0, 30.0)
    # variances of the means: 0.2 * 0.8 / 100 and 0.5 * 0.5 / 100, each with one call more: 1 / 100²
    assert found.between == (17.1, 42.9)
    assert found.is_sure


def test_each_kind_of_those_not_told_weighs_as_among_those_told() -> None:
    """Land is asked about twice a dossier, and mostly land was not told: that is no call avoided."""
    land, birth = [("land", 2)], [("birth", 0)]
    found = compared(land * 30 + birth * 90, land * 90 + birth * 30)
    assert (found.told.per_100, found.untold.per_100, found.avoided) == (50.0, 50.0, 0.0)
    assert not found.is_sure


def test_kind_that_one_side_has_alone_counts_on_neither() -> None:
    found = compared([("a", 1)] * 40 + [("b", 9)] * 40, [("a", 1)] * 40 + [("c", 0)] * 40)
    assert (counted(found.told), counted(found.untold), found.avoided) == ((40, 40), (40, 40), 0.0)


@pytest.mark.parametrize(("told", "untold"), [(29, 100), (100, 29), (0, 0)])
def test_few_dossiers_on_either_side_are_not_enough_to_say(told: int, untold: int) -> None:
    found = compared([("a", 0)] * told, [("a", 1)] * untold)
    assert (found.avoided, found.between, found.is_sure) == (None, None, False)


def test_few_dossiers_that_weigh_for_many_are_not_enough_to_say() -> None:
    """Ninety birth certificates beside two: those two would say nearly all."""
    assert compared([("a", 0)] * 10 + [("b", 0)] * 90, [("a", 1)] * 98 + [("b", 1)] * 2).avoided is None


def test_nobody_called_is_not_known_to_the_last_call() -> None:
    found = compared([("a", 0)] * 30, [("a", 0)] * 30)
    assert (found.avoided, found.between) == (0.0, (-9.2, 9.2))
