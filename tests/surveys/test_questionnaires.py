"""What the commune asks everybody: written at the desk, answered once at the portal, counted by fives, joined to nobody."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from datetime import timedelta
from html import unescape
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from config.keys import remaining, rewrap
from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk
from tests.factories.entering import enter
from tests.factories.messages import make_message, morning
from tests.factories.surveys import QUESTIONS, asked_everybody, link_of, rated
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.core.refused import Invalid, NotFound
from xaso.journal.models import Entry
from xaso.messages.rules import Purpose
from xaso.offices.models import Office
from xaso.outreach.actions import how_was_it
from xaso.signin.actions import open_resident_account
from xaso.surveys.access import hash_of
from xaso.surveys.actions import (
    Paper,
    ask_for_rating,
    close_questionnaire,
    discard_questionnaire,
    write_questionnaire,
)
from xaso.surveys.jobs import settle
from xaso.surveys.models import Questionnaire, Rating, Reply
from xaso.surveys.rules import About
from xaso.surveys.rules.questionnaires import PAGE, form_of

pytestmark = pytest.mark.django_db
NUMBERS = count(100)


def days(first: int = 0, last: int = 6) -> dict[str, str]:
    today = clock.today()
    named = {"opens_on": first, "closes_on": last}
    return {name: show_date(today + timedelta(days=ahead)) for name, ahead in named.items()}


@pytest.fixture
def asked(approver: Actor) -> Questionnaire:
    return asked_everybody(approver)


def somebody() -> Client:
    account = open_resident_account(phone=f"+84900555{next(NUMBERS)}", sample=True, by=Actor.system("test"))
    return enter(Client(), account)


def at(questionnaire: Questionnaire) -> str:
    return f"/phieu-hoi/{questionnaire.pk}"


def test_leader_writes_looks_and_opens_and_a_resident_finds_it(approver: Actor, citizen: Actor) -> None:
    desk = Desk(client_of_actor(approver))
    sent = desk.client.post("/can-bo/phieu-hoi/moi", {"title": "Giờ tiếp dân", "text": QUESTIONS} | days())
    assert sent.status_code == 302
    shown = desk.reads(sent.url)
    assert ("Bản nháp" in shown, "Dưới 15 phút" in shown) == (True, True)
    lan = client_of_actor(citizen)
    assert "Giờ tiếp dân" not in lan.get("/phieu-hoi/").content.decode()
    desk.client.post(sent.url, {"lam": "mo"})
    assert "Đang mở" in desk.reads(sent.url)
    found = re.search(r"/phieu-hoi/\d+", lan.get("/phieu-hoi/").content.decode())
    assert found is not None
    lan.post(found.group(), {"q1": "2", "q2": "1.200", "q3": "Thêm ghế ngồi."})
    assert Reply.objects.get().answers == {"q1": "2", "q2": 1200, "q3": "Thêm ghế ngồi."}


def test_each_answers_once_and_is_told_so(asked: Questionnaire, citizen: Actor) -> None:
    lan = client_of_actor(citizen)
    assert lan.post(at(asked), {"q1": "1"}).status_code == 302
    assert "Ông/bà đã trả lời phiếu này rồi" in lan.get(at(asked)).content.decode()
    again = lan.post(at(asked), {"q1": "2"}, follow=True)
    assert "Ông/bà đã trả lời phiếu này rồi" in again.content.decode()
    assert [one.answers for one in Reply.objects.all()] == [{"q1": "1"}]


def test_each_answers_once_while_keys_change(asked: Questionnaire, citizen: Actor, settings: Settings) -> None:
    lan = client_of_actor(citizen)
    lan.post(at(asked), {"q1": "1"})
    settings.XASO_KEYS = {"new": b64encode(b"n" * 32).decode()} | settings.XASO_KEYS
    assert "Ông/bà đã trả lời phiếu này rồi" in lan.get(at(asked)).content.decode()
    lan.post(at(asked), {"q1": "2"})
    list(rewrap(by=Actor.system("test")))
    lan.post(at(asked), {"q1": "3"})
    assert [one.answers for one in Reply.objects.all()] == [{"q1": "1"}]
    assert [table for table, _column, _key in remaining()] == ["surveys_reply"]
    with clock.travel(clock.now() + timedelta(days=60)):
        settle(0)
    assert remaining() == {}


def test_open_questionnaires_go_on_by_key(manager: Actor, one_stop: Office) -> None:
    for _one in range(31):
        asked_everybody(manager)
    first = Client().get("/phieu-hoi/").content.decode()
    later = re.search(r'href="(\?[^"]*sau=[^"]+)"', first)
    assert later is not None
    second = Client().get(f"/phieu-hoi/{unescape(later[1])}").content.decode()
    assert [page.count("Giờ tiếp dân") for page in (first, second)] == [30, 1]


def test_link_of_a_message_answers_without_signing_in_once(asked: Questionnaire, one_stop: Office) -> None:
    token = "1" * 24
    [rating] = rated(one_stop, 5)
    now = clock.now()
    Rating.objects.filter(pk=rating.pk).update(
        token_hash=hash_of(token), asked_at=now, expires_at=now + timedelta(days=1)
    )
    make_message(about=rating.subject, purpose=Purpose.SURVEY)
    anybody, link = Client(), f"/y-kien/{token}/phieu-hoi/{asked.pk}"
    assert link in anybody.get(f"/y-kien/{token}").content.decode()
    for _press in range(2):
        assert anybody.post(link, {"q1": "1"}).status_code == 302
    assert Reply.objects.count() == 1
    assert anybody.get(f"/y-kien/{'2' * 24}/phieu-hoi/{asked.pk}").status_code == 404


def test_links_of_one_person_and_their_account_answer_once_together(
    asked: Questionnaire, one_stop: Office, citizen: Actor
) -> None:
    subjects = [("dossier", str(uuid4())) for _one in range(2)]
    with clock.travel(morning()):
        for subject in subjects:
            ask_for_rating(
                subject,
                about=About(one_stop.unit_id, one_stop.pk),
                asked=how_was_it,
                account=citizen.account,
                by=Actor.system("test"),
            )
        first, second = (f"{link_of(subject)}{at(asked)}" for subject in subjects)
        Client().post(first, {"q1": "1"})
        Client().post(second, {"q1": "1"})
        assert "Ông/bà đã trả lời phiếu này rồi" in Client().get(second).content.decode()
        client_of_actor(citizen).post(at(asked), {"q1": "1"})
    assert Reply.objects.count() == 1


def test_telephone_that_was_asked_and_the_account_it_opens_answer_once_together(
    asked: Questionnaire, one_stop: Office, citizen: Actor
) -> None:
    """Whoever called the hotline was asked without their account."""
    subject, phone = ("call", str(uuid4())), account_of(citizen).phone or ""
    about = About(one_stop.unit_id, one_stop.pk)
    with clock.travel(morning()):
        ask_for_rating(subject, about=about, asked=how_was_it, to=phone, by=Actor.system("test"))
        Client().post(f"{link_of(subject)}{at(asked)}", {"q1": "1"})
        client_of_actor(citizen).post(at(asked), {"q1": "1"})
    assert Reply.objects.count() == 1


def test_stranger_reads_the_questions_and_is_led_to_sign_in(asked: Questionnaire, reception: Actor) -> None:
    page = Client().get(at(asked)).content.decode()
    assert ("Điều gì cần sửa trước?" in page, f"next={at(asked)}" in page) == (True, True)
    assert Client().post(at(asked), {"q1": "1"}).status_code == 403
    official = client_of_actor(reception)
    assert "Cán bộ trả lời bằng tài khoản công dân" in official.get(at(asked)).content.decode()
    assert official.post(at(asked), {"q1": "1"}).status_code == 403
    assert Reply.objects.count() == 0


def test_results_show_fives_and_words_without_numbers(asked: Questionnaire, manager: Actor) -> None:
    for number in range(4):
        somebody().post(at(asked), {"q1": "1", "q3": f"Lời {number}, gọi 0912345678"})
    desk = Desk(client_of_actor(manager))
    assert ("Lời 0" in (shown := desk.reads(f"/can-bo{at(asked)}")), "Chưa đủ 5 người" in shown) == (False, True)
    somebody().post(at(asked), {"q1": "2", "q2": "4"})
    shown = desk.reads(f"/can-bo{at(asked)}")
    assert ("80%" in shown, "20%" in shown) == (True, True)
    assert "Lời 0" not in shown  # four wrote words
    somebody().post(at(asked), {"q3": "Lời cuối"})
    shown = desk.reads(f"/can-bo{at(asked)}")
    assert ("Lời 0" in shown, "Lời cuối" in shown, "0912345678" in shown) == (True, True, False)
    assert "Trung bình" not in shown


def test_nobody_is_named_with_an_answer(asked: Questionnaire, citizen: Actor) -> None:
    client_of_actor(citizen).post(at(asked), {"q1": "1"})
    entry = Entry.objects.get(action="survey.answer")
    assert str(citizen.account) not in str(entry.__dict__)
    kept = Reply.objects.get()
    assert str(citizen.account) not in kept.whose


def test_over_is_over_and_who_answered_is_forgotten(asked: Questionnaire, citizen: Actor) -> None:
    lan = client_of_actor(citizen)
    lan.post(at(asked), {"q1": "1"})
    with clock.travel(clock.now() + timedelta(days=7)):
        settle(0)
        lan = client_of_actor(citizen)
        assert lan.get(at(asked)).status_code == 404
        assert lan.post(at(asked), {"q1": "1"}).status_code == 404
    assert Reply.objects.get().whose == ""
    assert Questionnaire.objects.get(pk=asked.pk).settled_at is not None
    with clock.travel(clock.now() + timedelta(days=740)):
        settle(0)
    assert not Reply.objects.exists()


def test_answer_that_came_while_it_was_closed_is_forgotten_too(asked: Questionnaire, approver: Actor) -> None:
    somebody().post(at(asked), {"q1": "1"})
    close_questionnaire(asked, by=approver)
    settle(0)
    Reply(questionnaire=asked, whose="late", answers={"q1": "1"}, day=clock.today()).save()
    settle(0)
    assert set(Reply.objects.values_list("whose", flat=True)) == {""}


def test_draft_thrown_away_twice_is_not_there_any_more(approver: Actor) -> None:
    today = clock.today()
    draft = write_questionnaire(Paper("Giờ tiếp dân", QUESTIONS, today, today), by=approver)
    discard_questionnaire(Questionnaire.objects.get(pk=draft.pk), by=approver)
    with pytest.raises(NotFound):
        discard_questionnaire(draft, by=approver)


@pytest.mark.parametrize(("language", "mean", "named"), [("vi", "2,4", "câu 1"), ("en", "2.4", "question 1")])
def test_each_reader_has_their_own_language(
    asked: Questionnaire, manager: Actor, citizen: Actor, settings: Settings, language: str, mean: str, named: str
) -> None:
    for times in (2, 3, 2, 3, 2):
        somebody().post(at(asked), {"q2": str(times)})
    bao, lan = client_of_actor(manager), client_of_actor(citizen)
    for client in (bao, lan):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert mean in bao.get(f"/can-bo{at(asked)}").content.decode()
    assert named in lan.post(at(asked), {"q1": "9"}).content.decode()


def test_closed_early_takes_no_answer(asked: Questionnaire, approver: Actor, citizen: Actor) -> None:
    desk = Desk(client_of_actor(approver))
    desk.client.post(f"/can-bo{at(asked)}", {"lam": "dong"})
    assert "Đã đóng" in desk.reads(f"/can-bo{at(asked)}")
    assert client_of_actor(citizen).post(at(asked), {"q1": "1"}).status_code == 404


def test_what_was_opened_is_never_altered(asked: Questionnaire, approver: Actor) -> None:
    desk = Desk(client_of_actor(approver))
    refused = desk.client.post(f"/can-bo{at(asked)}/sua", {"title": "Khác", "text": "Khác?"} | days())
    assert "đã mở thì không sửa" in refused.content.decode()
    desk.client.post(f"/can-bo{at(asked)}", {"lam": "bo"})
    assert Questionnaire.objects.get(pk=asked.pk).text == QUESTIONS


@pytest.mark.parametrize(
    "change",
    [
        "update surveys_questionnaire set text = 'x'",
        "update surveys_questionnaire set opened_by_id = opened_by_id + 1",
        "update surveys_questionnaire set closed_at = null",
        "update surveys_questionnaire set settled_at = null",
        "delete from surveys_questionnaire",
    ],
)
def test_database_keeps_what_was_opened_and_closed(asked: Questionnaire, approver: Actor, change: str) -> None:
    close_questionnaire(asked, by=approver)
    settle(0)
    with pytest.raises((ProgrammingError, IntegrityError), match="never altered"), connection.cursor() as cursor:
        cursor.execute(change)


def test_who_may_ask_and_who_may_read(
    asked: Questionnaire,
    manager: Actor,
    auditor: Actor,
    reception: Actor,
    other_commune: Actor,
    administrator_of_commune: Actor,
) -> None:
    for reader, read, wrote in (
        (manager, 200, 200),
        (auditor, 200, 403),
        (reception, 404, 404),
        (other_commune, 404, 404),
    ):
        client = client_of_actor(reader)
        assert client.get(f"/can-bo{at(asked)}").status_code == read
        assert client.get("/can-bo/phieu-hoi/moi").status_code == wrote
    assert client_of_actor(auditor).post(f"/can-bo{at(asked)}", {"lam": "dong"}).status_code == 403
    assert Questionnaire.objects.get(pk=asked.pk).closed_at is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Xin ghi mục này"),
        ({"text": "\n \n"}, "Xin ghi mục này"),
        ({"text": "Hỏi?\n- Một"}, "Câu 1 cần từ 2 đến 10 lựa chọn"),
        ({"text": "Hỏi?\n- Có\n- Có"}, "Câu 1 có lựa chọn để trống hoặc trùng nhau"),
        ({"text": "Hỏi?\n- Có\nKhông"}, "dòng “Không” không bắt đầu bằng dấu gạch"),
        ({"text": "- Có\n- Không"}, "Câu 1 bắt đầu bằng một lựa chọn"),
        ({"text": "\n\n".join(f"Câu hỏi {n}?" for n in range(11))}, "Có 11 câu hỏi; nhiều nhất là 10"),
        ({"text": "x" * 201}, "Câu 1 dài quá 200 chữ"),
        ({"text": "x" * 4001}, "Dài quá"),
        ({"closes_on": "01/01/2020"}, "Ngày cuối đứng trước ngày đầu"),
        ({"closes_on": "01/01/2099"}, "mở nhiều nhất 92 ngày"),
        ({"opens_on": "31/02/2026"}, "Xin ghi ngày/tháng/năm"),
    ],
)
def test_bad_paper_is_refused_in_words_and_kept(approver: Actor, typed: dict[str, str], said: str) -> None:
    sent = {"title": "Giờ tiếp dân", "text": QUESTIONS} | days() | typed
    refused = client_of_actor(approver).post("/can-bo/phieu-hoi/moi", sent)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert "Giờ tiếp dân" in refused.content.decode()
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Ông/bà chưa trả lời câu nào"),
        ({"q1": "3"}, "Xin chọn một trong các ô"),
        ({"q2": "nhiều"}, "chưa phải một số"),
        ({"q2": "9" * 13}, "chưa phải một số"),
        ({"q3": "y" * 501}, "chỉ ghi được 500 chữ"),
    ],
)
def test_bad_answer_is_refused_in_words(asked: Questionnaire, citizen: Actor, typed: dict[str, str], said: str) -> None:
    refused = client_of_actor(citizen).post(at(asked), typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not Reply.objects.exists()


def test_pages_cost_the_same_however_many_answered(
    asked: Questionnaire,
    manager: Actor,
    django_assert_max_num_queries: pytest.fixture,  # type: ignore[valid-type]
) -> None:
    desk = Desk(client_of_actor(manager))
    desk.reads(f"/can-bo{at(asked)}")
    for _number in range(6):
        somebody().post(at(asked), {"q1": "1"})
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        desk.reads(f"/can-bo{at(asked)}")


@given(st.text(max_size=300))
def test_any_text_becomes_a_form_or_is_refused(text: str) -> None:
    with suppress(Invalid):
        assert 1 <= len(form_of("Hỏi", text).page(PAGE).fields) <= 10
