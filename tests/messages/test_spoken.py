"""Who has no account is told in the language of the page they used, or in the one they spoke on the telephone."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from tests.dossiers.test_behalf import confirmed
from tests.factories.messages import Counting, by, morning
from tests.factories.petitions import report
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.access import get_dossier
from xaso.dossiers.actions import receive_dossier
from xaso.hotline import actions
from xaso.hotline.actions import open_line
from xaso.hotline.jobs import settle
from xaso.hotline.models import Line, Promise
from xaso.hotline.rules import Kind, News
from xaso.messages.actions import choose_language
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.petitions.actions import answer_petition
from xaso.petitions.models import Petition

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
CALLER = "0912345678"


@pytest.fixture
def line(one_stop: Office, manager: Actor) -> Line:
    return open_line(one_stop, name="Đường dây", number="0293 3571 234", around_the_clock=True, by=manager)


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting")]
    Counting.taken.clear()


def reader(tongue: str) -> Client:
    client = Client()
    client.get(f"/ngon-ngu?tieng={tongue}&ve=/")
    return client


def told(about: str) -> list[tuple[str, str]]:
    """Of each message about such a thing its language and first word."""
    rows = Message.objects.filter(about_kind=about).order_by("id")
    return [(one.language, one.body.split()[0]) for one in rows]


@pytest.mark.parametrize(("tongue", "first"), [("en", "The"), ("vi", "Xã")])
def test_reporter_is_told_in_the_language_of_the_page(
    tongue: str, first: str, one_stop: Office, approver: Actor
) -> None:
    said = {"key": str(uuid4()), "category": "road", "words": "Broken road.", "phone": CALLER}
    with clock.travel(morning()):
        assert reader(tongue).post("/phan-anh/gui", said).status_code == 302
        petition = Petition.objects.get()
        answer_petition(petition, answer="Xã đã vá đường.", by=approver)
    spoken = told("petition")
    assert ([language for language, _word in spoken], spoken[0][1]) == ([tongue] * 3, first)
    assert "Xã đã vá đường." in Message.objects.order_by("id")[1].body  # what an officer wrote stays as it was written


def test_reporter_with_an_account_is_told_as_they_chose_there(one_stop: Office, citizen: Actor) -> None:
    petition = report(one_stop, by=citizen)
    message = Message.objects.get(about_kind="petition")
    assert (petition.language, message.language, message.english != "") == ("vi", "vi", True)


def test_officer_who_reads_english_writes_to_nobody_in_it(one_stop: Office, reception: Actor, line: Line) -> None:
    with clock.travel(at(25, 8)), override("en"):
        report(one_stop, by=reception)
        call = actions.type_call(line, caller=CALLER, by=reception)
        actions.promise_answer(call, words="Hỏi lại.", within="2h", by=reception)
    assert (told("petition"), told("promise")) == ([("vi", "Xã")], [("vi", "Xã")])


@pytest.mark.parametrize(("tongue", "told_in"), [("en", "en"), ("vi", "vi"), ("km", "vi"), ("", "vi")])
def test_caller_is_told_in_the_language_noted_on_the_call(
    tongue: str, told_in: str, line: Line, reception: Actor, manager: Actor
) -> None:
    answer = actions.write_answer(title="Giờ làm việc?", body="Bảy giờ.", by=reception)
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller=CALLER, by=reception)
        actions.finish_call(call, name="", language=tongue, note="", solved=True, by=reception)
        actions.give_answer(call, answer=answer, send=True, by=reception)
        promise = actions.promise_answer(call, words="Hỏi lại.", within="2h", by=reception)
        actions.keep_promise(promise, outcome="Xong.", tell=True, by=reception)
        actions.report_for_caller(call, category="rubbish", words="Rác ở chợ.", by=reception)
        settle(0)
        missed = News("a", Kind.RECORD, clock.now(), CALLER, line.number, None, clock.now())
        actions.hear_of_call(source="signed", news=missed, by=BY)
    with clock.travel(at(25, 9)):
        settle(0)
    assert Promise.objects.filter(kind="missed").get().language == tongue
    languages = set(Message.objects.exclude(purpose="office").values_list("language", flat=True))
    assert (languages, Message.objects.exclude(purpose="office").count()) == ({told_in}, 6)


def test_who_asks_to_be_called_back_in_english_is_told_so_in_english(line: Line) -> None:
    with clock.travel(at(25, 8)):
        answer = reader("en").post("/ho-tro/goi-lai", {"phone": CALLER, "words": "My birth certificate"})
        assert answer.status_code == 302
    assert [language for language, _word in told("promise")] == ["en"]


def test_notices_of_two_languages_do_not_go_together(line: Line, one_stop: Office, reception: Actor) -> None:
    with clock.travel(morning()):
        report(one_stop, phone=CALLER, by=reception)
        said = {"key": str(uuid4()), "category": "road", "words": "Broken road.", "phone": CALLER}
        reader("en").post("/phan-anh/gui", said)
        drain()
    assert Message.objects.filter(joined_to__isnull=False).count() == 0


def test_helper_who_chose_english_is_told_in_it_and_the_owner_as_they_chose(
    citizen: Actor, neighbour: Actor, one_stop: Office, reception: Actor
) -> None:
    choose_language("en", by=neighbour)
    with clock.travel(morning()):
        dossier = confirmed(neighbour, citizen, one_stop, may_follow=True)
        drain()
        receive_dossier(get_dossier(reception, dossier.number), by=reception)
    with clock.travel(morning() + timedelta(minutes=20)):
        drain()
    helper = Message.objects.filter(account=neighbour.account)
    owner = Message.objects.filter(account=citizen.account)
    assert (set(helper.values_list("language", flat=True)), helper.count() > 0) == ({"en"}, True)
    assert set(owner.values_list("language", flat=True)) == {"vi"}
