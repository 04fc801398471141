"""A call at night, typed on a phone, until the promise made on it is kept the next morning."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.hotline.duty import at, duty
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.models import Draft
from xaso.hotline.actions import promise_answer, type_call, write_answer
from xaso.hotline.models import Call, Line, Promise
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
LAN = "+84912000001"
HOME = "/can-bo/duong-day"


def typed(desk: Desk, line: Line, number: str) -> str:
    """The address of the call's page."""
    answer = desk.client.post(HOME, {"caller": number, "line": line.pk})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_night_call_becomes_a_promise_that_the_morning_keeps(
    citizen: Actor, reception: Actor, case_officer: Actor, manager: Actor, one_stop: Office, line: Line
) -> None:
    with clock.travel(at(25, 15)):
        dossier = sent_extract(citizen, one_stop)
        duty(line, case_officer, at(25, 17), at(26, 6), by=manager)
        duty(line, reception, at(26, 6), at(26, 17), by=manager)
    with clock.travel(at(25, 22)):
        phuc = Desk(client_of_actor(case_officer))
        page = typed(phuc, line, "0912.000 001")
        assert dossier.number in phuc.reads(page)
        words = {"words": "Giấy khai sinh cũ bị rách có được không.", "within": "2h", "name": "Bà Lan"}
        assert phuc.client.post(f"{page}/hen", words).status_code == 302
    promise = Promise.objects.get()
    assert (promise.assigned_id, promise.due_at) == (reception.post, at(26, 9))
    with clock.travel(at(26, 7, 30)):
        hanh = Desk(client_of_actor(reception))
        assert words["words"] in hanh.reads(HOME).split("Lời hẹn của người khác")[0]
        done = {"deed": "tell", "outcome": "Được, ông/bà mang bản rách đến đổi."}
        assert hanh.client.post(f"{HOME}/loi-hen/{promise.pk}", done).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.ended_by_id, promise.clock.stopped_at) == ("kept", reception.post, at(26, 7, 30))
    told = Message.objects.filter(about_kind="promise").order_by("created_at")
    assert [(one.to, one.body) for one in told] == [
        (LAN, "Xã đã ghi: Giấy khai sinh cũ bị rách có được không. Xã trả lời ông/bà trước 09:00 thứ Năm 26/11/2026."),
        (LAN, "Xã trả lời điều ông/bà đã hỏi: Được, ông/bà mang bản rách đến đổi."),
    ]


@pytest.mark.parametrize(
    "spelt", ["0912000001", "+84 912 000 001", "84912000001", " 0912-000-001 ", "0912\u00a0000 001"]
)
def test_number_in_any_spelling_finds_its_dossiers(
    spelt: str, citizen: Actor, one_stop: Office, line: Line, hanh: Desk
) -> None:
    dossier = sent_extract(citizen, one_stop)
    assert dossier.number in hanh.reads(typed(hanh, line, spelt))
    assert Call.objects.get().caller == LAN


def test_looking_at_a_caller_leaves_one_row_an_hour_that_the_owner_reads(
    citizen: Actor, one_stop: Office, line: Line, hanh: Desk, reception: Actor
) -> None:
    dossier = sent_extract(citizen, one_stop)
    page = typed(hanh, line, "0912000001")
    hanh.reads(page), hanh.reads(page)
    rows = Entry.objects.filter(subject_id=dossier.subject[1], action="dossier.look")
    assert [(one.post, one.purpose, one.detail) for one in rows] == [(reception.post, "asked", {"what": "headline"})]


def test_headline_opens_nothing_more(citizen: Actor, one_stop: Office, line: Line, bao: Desk) -> None:
    """To read the whole of it the officer says what for, as everywhere."""
    dossier = sent_extract(citizen, one_stop)
    bao.reads(typed(bao, line, "0912000001"))
    answer = bao.client.get(f"/can-bo/ho-so/{dossier.number}")
    assert (answer.status_code, "/mo?" in answer["Location"]) == (302, True)


def test_another_commune_sees_neither_call_nor_promise(other_commune: Actor, line: Line, reception: Actor) -> None:
    call = type_call(line, caller="0912000001", by=reception)
    promise = promise_answer(call, words="Hỏi lại.", within="2h", by=reception)
    elsewhere = client_of_actor(other_commune)
    pages = (f"{HOME}/cuoc-goi/{call.pk}", f"{HOME}/loi-hen/{promise.pk}")
    assert [elsewhere.get(page).status_code for page in pages] == [404, 404]
    assert "912 000 001" not in elsewhere.get(f"{HOME}/cuoc-goi").content.decode()


def test_answer_is_sent_on_with_one_press(line: Line, hanh: Desk, reception: Actor) -> None:
    write_answer(
        title="Giấy khai sinh bị rách có đổi được không?", body="Được. Mang bản rách và căn cước đến xã.", by=reception
    )
    page = typed(hanh, line, "0912345678")
    found = re.search(r'name="cau" value="(\d+)"', hanh.reads(f"{page}?q=giay khai sih bi rach"))
    assert found
    pressed = [hanh.client.post(f"{page}/tra-loi", {"cau": found[1], "nhan": "co"}).status_code for _time in range(2)]
    assert pressed == [302, 409]
    body = "Được. Mang bản rách và căn cước đến xã. Hỏi thêm: gọi 0293 3571 234."
    assert [(one.to, one.body) for one in Message.objects.filter(about_kind="call")] == [("+84912345678", body)]


def test_caller_who_hides_the_number_gets_no_message(line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "")
    assert "Không hiện số" in hanh.reads(page)
    answer = hanh.client.post(f"{page}/hen", {"words": "Trả lời sau.", "within": "2h"})
    assert (answer.status_code, Promise.objects.count(), Message.objects.count()) == (422, 0, 0)


def test_what_is_wrong_stands_before_all_else(citizen: Actor, one_stop: Office, line: Line, hanh: Desk) -> None:
    dossier = sent_extract(citizen, one_stop)
    page = typed(hanh, line, "0912000001")
    answer = hanh.client.post(f"{page}/ghi", {"note": "Hỏi bao giờ xong."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert text.index("Xin chọn được rồi hay còn phải làm tiếp") < text.index(dossier.number)


@pytest.mark.parametrize(("words", "told"), [("Hỏi hộ nghèo", "Hỏi hộ nghèo."), ("Nộp ở đâu?", "Nộp ở đâu?")])
def test_promise_told_is_a_whole_sentence(words: str, told: str, line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "0912345678")
    assert hanh.client.post(f"{page}/hen", {"words": words, "within": "2h"}).status_code == 302
    assert Message.objects.get().body.startswith(f"Xã đã ghi: {told} Xã trả lời ông/bà trước ")


def test_typed_call_is_said_to_be_unnoted_until_it_is(line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "0912345678")
    assert "chưa ghi lại" in hanh.reads(page)
    assert "chưa ghi lại" in hanh.reads(f"{HOME}/cuoc-goi")
    assert hanh.client.post(f"{page}/ghi", {"solved": "yes"}).status_code == 302
    assert "chưa ghi lại" not in hanh.reads(f"{HOME}/cuoc-goi")


def test_language_noted_once_is_known_the_next_time(line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "0912345678")
    said = {"name": "Bà Sa Rươne", "language": "km", "note": "Hỏi thẻ căn cước.", "solved": "yes", "number": ""}
    assert hanh.client.post(f"{page}/ghi", said).status_code == 302
    again = hanh.reads(typed(hanh, line, "0912345678"))
    assert ("Tiếng Khmer" in again, "Hỏi thẻ căn cước." in again) == (True, True)


def test_note_stands_with_the_dossier_it_is_about(citizen: Actor, one_stop: Office, line: Line, hanh: Desk) -> None:
    dossier = sent_extract(citizen, one_stop)
    page = typed(hanh, line, "0912000001")
    said = {"note": "Hỏi bao giờ xong.", "solved": "yes", "number": dossier.number}
    assert hanh.client.post(f"{page}/ghi", said).status_code == 302
    assert "Hỏi bao giờ xong." in hanh.reads(f"/can-bo/ho-so/{dossier.number}/nhat-ky")
    assert Entry.objects.filter(subject_id=dossier.subject[1], action="dossier.call").count() == 1


def test_filing_prepared_on_the_telephone_waits_for_the_caller(line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "0912345678")
    answer = hanh.client.post(f"{page}/lap-ho-so", {"code": "2.000635", "owner_name": "Trần Thị Gọi"})
    call = Call.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/nhap/{call.draft}/")
    assert "Trần Thị Gọi" in hanh.client.get(answer["Location"], follow=True).content.decode()


def test_filing_is_prepared_for_nobody_whose_number_is_withheld(line: Line, hanh: Desk) -> None:
    page = typed(hanh, line, "")
    answer = hanh.client.post(f"{page}/lap-ho-so", {"code": "2.000635", "owner_name": "Trần Thị Gọi"})
    assert (answer.status_code, "không để lại số" in answer.content.decode(), Draft.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("typed_wrong", ["12", "không biết", "9" * 30, "\u0661\u0662", "0912345678" * 4])
def test_number_typed_wrong_says_how_to_put_it_right(typed_wrong: str, line: Line, hanh: Desk) -> None:
    answer = hanh.client.post(HOME, {"caller": typed_wrong, "line": line.pk})
    assert (answer.status_code, Call.objects.count()) == (422, 0)


def test_auditor_reads_and_writes_nothing(auditor: Actor, line: Line, reception: Actor) -> None:
    call = type_call(line, caller="0912000001", by=reception)
    linh = Desk(client_of_actor(auditor))
    assert "Ghi và kết thúc" not in linh.reads(f"{HOME}/cuoc-goi/{call.pk}")
    assert linh.client.post(f"{HOME}/cuoc-goi/{call.pk}/hen", {"words": "x", "within": "2h"}).status_code == 403


def test_promises_of_the_unit_leave_as_a_sheet_that_the_journal_knows(
    line: Line, reception: Actor, other_commune: Actor
) -> None:
    with clock.travel(at(26, 8)):
        call = type_call(line, caller="0912 000 001", by=reception)
        for words in ("Hỏi lại hộ tịch.", "=1+1"):
            promise_answer(call, words=words, within="2h", name="Bà Lan", by=reception)
        hanh, chi = Desk(client_of_actor(reception)), Desk(client_of_actor(other_commune))
        rows = [list(csv.reader(io.StringIO(one.reads(f"{HOME}/loi-hen/xuat?dang=csv")))) for one in (hanh, chi)]
    assert [row[3:7] for row in rows[0][1:]] == [
        ["0912 000 001", "Bà Lan", "'=1+1", "đang chờ"],
        ["0912 000 001", "Bà Lan", "Hỏi lại hộ tịch.", "đang chờ"],
    ]
    assert rows[1][1:] == []
    left = Entry.objects.filter(action="dossiers.export").order_by("id")
    assert [one.detail for one in left] == [{"list": "promises", "rows": 2}, {"list": "promises", "rows": 0}]
