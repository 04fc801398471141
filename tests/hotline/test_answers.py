"""Answers: found as people ask, owned, dated, stale when their procedure changes; questions without one are a work list."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.procedures import republished
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid
from xaso.hotline import actions
from xaso.hotline.models import Answer, Line, Question
from xaso.hotline.queries import found_answers, stale_answers
from xaso.journal.models import Entry
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/duong-day/cau-tra-loi"


@pytest.fixture
def answers(reception: Actor) -> list[Answer]:
    texts: tuple[dict[str, Any], ...] = (
        {"title": "Đăng ký khai sinh cần giấy gì?", "body": "Giấy chứng sinh.", "code": "1.001193"},
        {"title": "Giấy khai sinh bị mất xin lại thế nào?", "body": "Xin trích lục.", "also": "rách khai sinh; mất khai sinh"},
        {"title": "Xã làm việc giờ nào?", "body": "Bảy giờ đến mười một giờ."},
    )  # fmt: skip
    return [actions.write_answer(by=reception, **one) for one in texts]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("Giấy khai sinh bị mất", 1),
        ("giay khai sinh bi mat", 1),
        ("GIAY KHAI SIHN BI RACH", 1),
        ("dang ky khai sinh can giay gi", 0),
        ("xa lam viec may gio", 2),
        ("mấy giờ mở cửa", 2),
    ],
)
def test_answer_is_found_as_people_ask(asked: str, place: int, answers: list[Answer], one_stop: Office) -> None:
    assert found_answers(one_stop.unit_id, asked)[0] == answers[place]


@pytest.mark.parametrize("asked", ["hộ chiếu phổ thông", "nuôi chim yến", "xyz", "", "?", "\x00"])
def test_what_has_no_answer_finds_none(asked: str, answers: list[Answer], one_stop: Office) -> None:
    assert found_answers(one_stop.unit_id, asked) == []


def test_second_of_two_who_change_an_answer_is_told_and_loses_no_word(
    answers: list[Answer], reception: Actor, case_officer: Actor
) -> None:
    hanh, phuc, path = Desk(client_of_actor(reception)), client_of_actor(case_officer), f"{PAGE}/{answers[2].pk}"
    [read] = set(re.findall(r'name="ban" value="([^"]+)"', hanh.reads(path)))
    typed = {"title": "Xã làm việc giờ nào?", "ban": read}
    assert phuc.post(path, typed | {"body": "Bảy giờ sáng."}).status_code == 302
    late = hanh.client.post(path, typed | {"body": "Tám giờ sáng."})
    page = late.content.decode()
    assert (late.status_code, "Người khác vừa sửa" in page, "Tám giờ sáng." in page) == (409, True, True)
    assert hanh.client.post(f"{path}/xem-lai", {"viec": "dung", "ban": read}).status_code == 409
    for odd in ("", "x", "2026-01-01", "0001-01-01T00:00:00+23:59"):
        assert hanh.client.post(f"{path}/xem-lai", {"viec": "dung", "ban": odd}).status_code in {302, 409}
    assert Answer.objects.get(pk=answers[2].pk).body == "Bảy giờ sáng."


def test_full_list_makes_room_for_what_is_asked_now(one_stop: Office) -> None:
    unit, now = one_stop.unit, clock.now()
    rows = [
        Question(unit=unit, key=f"{number} xyz", words="xyz", times=1 + (number < 10), first_at=now, last_at=now)
        for number in range(2000)
    ]
    Question.objects.bulk_create(rows)
    for _time in range(2):
        assert actions.note_unanswered(unit, words="Nuôi chim yến có phải xin phép?", by=Actor())
    assert Question.objects.get(words__startswith="Nuôi").times == 2
    assert (Question.objects.count(), Question.objects.filter(times=2).count()) == (2000, 11)


def test_question_without_an_answer_is_asked_once_and_counted(one_stop: Office) -> None:
    for words in ("Nuôi chim yến có phải xin phép?", "nuoi chim yen co phai xin phep?", "số 093188001234 của tôi đâu"):
        actions.note_unanswered(one_stop.unit, words=words, by=Actor())
    found = Question.objects.order_by("first_at")
    assert [(one.words, one.times) for one in found] == [
        ("Nuôi chim yến có phải xin phép?", 2),
        ("số … của tôi đâu", 1),
    ]


def test_writing_the_answer_settles_the_question(hanh: Desk, one_stop: Office) -> None:
    actions.note_unanswered(one_stop.unit, words="nuôi chim yến có phải xin phép", by=Actor())
    question = Question.objects.get()
    assert question.words in hanh.reads(PAGE)
    said = {
        "title": "Nuôi chim yến có phải xin phép không?",
        "body": "Phải. Gửi đơn đến phòng Kinh tế.",
        "also": "",
        "code": "",
    }
    assert hanh.client.post(f"{PAGE}/moi?hoi={question.pk}", said).status_code == 302
    question.refresh_from_db()
    assert question.answer == Answer.objects.get()


def test_answer_is_stale_when_its_procedure_changes_and_fresh_when_looked_at(
    answers: list[Answer], reception: Actor, hanh: Desk
) -> None:
    today = clock.today()
    assert list(stale_answers(Answer.objects.all(), today)) == []
    republished("1.001193")
    assert list(stale_answers(Answer.objects.all(), today)) == [answers[0]]
    assert answers[0].title in hanh.reads(f"{PAGE}?loc=xem-lai")
    actions.confirm_answer(answers[0], by=reception)
    assert list(stale_answers(Answer.objects.all(), today)) == []


@pytest.mark.parametrize(
    "typed", ["093188001234", "093 188 001 234", "0912.345.678", "0912-345-678", "+84 912 345 678"]
)
def test_number_in_a_question_is_not_kept_however_it_is_typed(typed: str, one_stop: Office) -> None:
    actions.note_unanswered(one_stop.unit, words=f"hồ sơ số {typed} của tôi đâu, 3 ngày rồi", by=Actor())
    assert Question.objects.get().words in ("hồ sơ số … của tôi đâu, 3 ngày rồi", "hồ sơ số +… của tôi đâu, 3 ngày rồi")


def test_whoever_is_on_the_telephone_sees_that_an_answer_is_stale(
    answers: list[Answer], hanh: Desk, reception: Actor, line: Line
) -> None:
    call = actions.type_call(line, caller="0912345678", by=reception)
    page = f"/can-bo/duong-day/cuoc-goi/{call.pk}?q=khai+sinh"
    assert "cần xem lại" not in hanh.reads(page)
    republished("1.001193")
    assert "cần xem lại" in hanh.reads(page)


def test_answer_nobody_looked_at_for_half_a_year_is_stale(answers: list[Answer]) -> None:
    late = clock.today() + timedelta(days=181)
    assert {one.pk for one in stale_answers(Answer.objects.filter(procedure=None), late)} == {
        answers[1].pk,
        answers[2].pk,
    }


def test_words_before_a_revision_stay_in_the_journal(answers: list[Answer], reception: Actor, one_stop: Office) -> None:
    actions.revise_answer(answers[2], title="Xã mở cửa lúc nào?", body="Bảy giờ.", by=reception)
    entry = Entry.objects.get(action="hotline.revise_answer")
    assert (entry.detail["title"], found_answers(one_stop.unit_id, "xa mo cua luc nao")[0].body) == (
        "Xã làm việc giờ nào?",
        "Bảy giờ.",
    )


def test_withdrawn_answer_is_found_no_more(answers: list[Answer], hanh: Desk, one_stop: Office) -> None:
    assert hanh.client.post(f"{PAGE}/{answers[2].pk}/xem-lai", {"viec": "rut"}).status_code == 302
    assert found_answers(one_stop.unit_id, "xa lam viec gio nao") == []


def test_other_commune_and_auditor_change_nothing(answers: list[Answer], other_commune: Actor, auditor: Actor) -> None:
    for actor in (other_commune, auditor):
        with pytest.raises(Forbidden):
            actions.withdraw_answer(answers[0], by=actor)


def test_answer_of_a_procedure_that_is_not_there_is_refused(reception: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        actions.write_answer(title="", body="", code="9.999999", by=reception)
    assert sorted(refused.value.errors) == ["body", "code", "title"]
