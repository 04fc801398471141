"""Consent: asked, never assumed; in the words that were read; withdrawn with one press."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.people import make_person
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Stale
from xaso.journal.queries import entries_of
from xaso.people.access import agrees, get_person, standing_consents
from xaso.people.actions import give_consent, give_consent_for_child, withdraw_consent, withdraw_for_child
from xaso.people.models import Consent
from xaso.people.rules import ASKED, Agrees, Purpose, who_agrees

pytestmark = pytest.mark.django_db
VISITS = Purpose.VISITS


def test_silence_is_no_consent(citizen: Actor) -> None:
    assert not any(agrees(purpose, account=citizen.account) for purpose in Purpose)


def test_consent_keeps_the_words_that_were_read(citizen: Actor) -> None:
    given = give_consent(purpose=VISITS, version=1, by=citizen)
    assert (given.words, given.version, given.given_how) == (str(ASKED[VISITS].words), 1, "portal")
    assert (given.account, given.person_id) == (citizen.account, citizen.person)
    assert [one.action for one in entries_of(("consent", str(given.pk)))] == ["people.agree"]
    assert agrees(VISITS, account=citizen.account)
    assert not agrees(Purpose.SURVEYS, account=citizen.account)


def test_given_twice_is_one_and_withdrawn_is_over_at_once(citizen: Actor) -> None:
    first = give_consent(purpose=VISITS, version=1, by=citizen)
    assert give_consent(purpose=VISITS, version=1, by=citizen) == first
    assert withdraw_consent(purpose=VISITS, by=citizen)
    assert not agrees(VISITS, account=citizen.account)
    assert not withdraw_consent(purpose=VISITS, by=citizen)
    again = give_consent(purpose=VISITS, version=1, by=citizen)
    assert again != first
    assert standing_consents(account=citizen.account) == {VISITS: again}  # type: ignore[arg-type]


def test_words_that_changed_meanwhile_are_read_again(citizen: Actor) -> None:
    with pytest.raises(Stale):
        give_consent(purpose=VISITS, version=0, by=citizen)
    assert not Consent.objects.exists()


def test_officials_account_agrees_to_nothing(reception: Actor) -> None:
    with pytest.raises(Forbidden):
        give_consent(purpose=VISITS, version=1, by=reception)


@pytest.mark.parametrize(
    ("born", "who"),
    [
        ("", Agrees.SELF),
        ("2010-11-25", Agrees.SELF),
        ("2010-11-26", Agrees.BOTH),
        ("2010", Agrees.BOTH),
        ("2019-11-25", Agrees.BOTH),
        ("2019-11-26", Agrees.GUARDIAN),
        ("2019-11", Agrees.GUARDIAN),
    ],
)
def test_who_agrees_by_age(born: str, who: Agrees) -> None:
    assert who_agrees(born, date(2026, 11, 25)) == who


def test_child_of_seven_is_asked_with_its_parent(citizen: Actor, reception: Actor) -> None:
    child = make_person("Trần Bảo Ngân", born=str(clock.today().year - 9))
    mother = get_person(citizen.person)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Xin hỏi cháu"):
        give_consent_for_child(child, guardian=mother, purpose=VISITS, version=1, child_agrees=False, by=reception)
    given = give_consent_for_child(child, guardian=mother, purpose=VISITS, version=1, child_agrees=True, by=reception)
    assert (given.guardian, given.child_agreed, given.given_post) == (mother, True, reception.post)
    assert agrees(VISITS, person=child.pk)
    assert withdraw_for_child(child, purpose=VISITS, by=reception)
    assert not agrees(VISITS, person=child.pk)


def test_nobody_agrees_for_somebody_grown(citizen: Actor, reception: Actor) -> None:
    grown = make_person("Trần Văn Lớn", born="1990-01-01")
    mother = get_person(citizen.person)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="không ai đồng ý thay"):
        give_consent_for_child(grown, guardian=mother, purpose=VISITS, version=1, child_agrees=True, by=reception)


def test_database_keeps_a_childs_consent_with_its_guardian(citizen: Actor) -> None:
    given = give_consent(purpose=VISITS, version=1, by=citizen)
    with pytest.raises(IntegrityError, match="childs_consent_has_a_guardian"), transaction.atomic():
        Consent.objects.filter(pk=given.pk).update(child_agreed=True)
