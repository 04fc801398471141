"""Asked once by a message, answered once by a press, and hidden from whoever did the work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.factories.messages import morning
from tests.factories.surveys import link_of
from tests.portal.office_work import bring_to_result
from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.models import Entry
from xaso.messages.actions import forget_codes, stop_by_number
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.messages.queries import troubled
from xaso.offices.models import Office
from xaso.surveys.models import Rating

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")
WORDS = "Cán bộ chỉ dẫn dễ hiểu."


@pytest.fixture
def bring_to_end(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> Callable[[], Dossier]:
    def bring() -> Dossier:
        dossier = sent_extract(citizen, one_stop)
        bring_to_result(dossier.number, reception=reception, case_officer=case_officer, approver=approver)
        return Dossier.objects.get(pk=dossier.pk)

    return bring


@pytest.fixture
def over(bring_to_end: Callable[[], Dossier]) -> Dossier:
    return bring_to_end()


def test_link_needs_no_sign_in_and_one_press_rates(over: Dossier) -> None:
    link, anybody = link_of(over.subject), Client()
    assert anybody.get(link).status_code == 200
    assert anybody.head(link).status_code == 200
    assert Rating.objects.given().count() == 0  # a machine that opens links answers nothing
    assert anybody.post(link, {"diem": "4"}).status_code == 302
    assert "Xã cảm ơn ông/bà" in anybody.get(link).content.decode()
    anybody.post(link, {"diem": "1"})
    anybody.post(link, {"loi": WORDS})
    anybody.post(link, {"loi": "Lời sau."})
    assert Rating.objects.values_list("score", "comment", "unit", "topic", "way").get() == (
        4, WORDS, over.competent_unit_id, "2.000635", "portal",
    )  # fmt: skip


def test_signed_in_and_by_the_link_it_is_one_rating(over: Dossier, citizen: Actor) -> None:
    lan, at = client_of_actor(citizen), f"/ho-so/{over.number}"
    assert "Ông/bà thấy xã làm thế nào?" in lan.get(at).content.decode()
    Client().post(link_of(over.subject), {"diem": "2"})
    assert "Ông/bà thấy xã làm thế nào?" not in lan.get(at).content.decode()
    lan.post(f"{at}/danh-gia", {"diem": "5"})
    lan.post(f"{at}/danh-gia", {"loi": WORDS})
    assert Rating.objects.values_list("score", "comment").get() == (2, WORDS)


@pytest.mark.parametrize("score", ["", "0", "6", "x", "9" * 400])
def test_mark_that_is_none_of_the_five_is_refused(over: Dossier, score: str) -> None:
    assert Client().post(link_of(over.subject), {"diem": score}).status_code == 422
    assert Rating.objects.given().count() == 0


def test_words_that_are_too_long_stay_where_they_were_typed(over: Dossier) -> None:
    link, anybody = link_of(over.subject), Client()
    anybody.post(link, {"diem": "3"})
    got = anybody.post(link, {"loi": "dài " * 400})
    assert (got.status_code, "dài dài dài" in got.content.decode()) == (422, True)
    assert Rating.objects.get().comment == ""


def test_link_opens_nothing_after_its_time_and_stands_nowhere_then(over: Dossier) -> None:
    link = link_of(over.subject)
    token = link.rpartition("/")[2]
    assert not Rating.objects.filter(token_hash__contains=token).exists()
    with clock.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert Client().get(link).status_code == 404
        forget_codes(by=MACHINE)
    assert not Message.objects.filter(body__contains=token).exists()
    assert Client().get("/y-kien/" + "1" * 24).status_code == 404


def test_asked_once_and_not_who_rated_before(citizen: Actor, over: Dossier, reception: Actor) -> None:
    asked = Message.objects.filter(purpose="survey")
    actions.notices.ask_how_it_was(over, by=reception)
    assert asked.count() == 1
    Rating.objects.update(asked_at=None, token_hash=None, expires_at=None)
    actions.rate_dossier(get_dossier(citizen, over.number), score=5, by=citizen)
    actions.notices.ask_how_it_was(over, by=reception)
    assert asked.count() == 1


def test_question_goes_an_hour_later_and_not_at_night(bring_to_end: Callable[[], Dossier]) -> None:
    with clock.travel(morning()):
        bring_to_end()
    asked = Message.objects.get(purpose="survey")
    assert asked.due_at == asked.created_at + timedelta(hours=1)
    with clock.travel(morning() + timedelta(hours=14)):
        drain()
    asked.refresh_from_db()
    assert (asked.state, asked.due_at) == ("queued", morning() + timedelta(hours=22))


def test_who_said_stop_to_what_is_for_everybody_is_not_asked(over: Dossier) -> None:
    stop_by_number(over.contact_phone, everything=False, by=MACHINE)
    with clock.travel(morning() + timedelta(days=1)):
        drain()
    assert Message.objects.get(purpose="survey").state == "failed"
    of_unit, now = Message.objects.filter(unit=over.competent_unit_id), clock.now()
    assert troubled(of_unit, now, since=now - timedelta(days=7)).count() == 0  # nobody is sent to ask by hand


def test_official_sees_no_rating_and_no_trace_of_who_gave_it(over: Dossier, citizen: Actor, reception: Actor) -> None:
    actions.rate_dossier(get_dossier(citizen, over.number), score=1, by=citizen)
    for who, seen in ((reception, 0), (citizen, 1)):
        with scope.from_nobody(), scope.acting(who):
            assert Rating.objects.count() == seen
    about = Entry.objects.filter(subject_kind="dossier", subject_id=str(over.pk))
    assert not about.filter(action__startswith="survey").exists()
    assert Entry.objects.filter(action="survey.rate", subject_kind="rating").count() == 1
    desk = client_of_actor(reception)
    for page in (f"/can-bo/ho-so/{over.number}", f"/can-bo/ho-so/{over.number}/nhat-ky"):
        shown = desk.get(page).content.decode()
        assert ("đánh giá" in shown, "Rất tệ" in shown) == (False, False)
