"""What everybody sees: the number, who is on duty by title, answers at any hour, and a call back with one press."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pypdfium2
import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at, duty
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Answer, Line, Promise, Question
from xaso.messages.jobs import send
from xaso.messages.models import Message
from xaso.portal.home import forget_place
from xaso.portal.views.asking import CALL_BACKS_OF_ONE
from xaso.units.actions import add_hamlets

pytestmark = pytest.mark.django_db
PAGE, CALL_BACK = "/ho-tro", "/ho-tro/goi-lai"


@pytest.fixture(autouse=True)
def fresh() -> None:
    forget_place()


def reads(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_page_says_number_and_who_is_on_duty_by_title_only(line: Line, reception: Actor, manager: Actor) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    post = duty(line, reception, now - hour, now + hour, by=manager).post
    page = reads(PAGE)
    assert ("0293 3571 234" in page, f"Đang trực: {post.title}." in page, "Trần Thị Mỹ Hạnh" in page) == (
        True,
        True,
        False,
    )
    assert "Gọi hỗ trợ · đang trực" in reads("/")


def test_page_without_a_line_gives_the_offices_number(one_stop: object) -> None:
    assert "Xã chưa mở đường dây riêng." in reads(PAGE)
    answer = Client().post(CALL_BACK, {"phone": "0912345678"})
    assert (answer.status_code, Promise.objects.count()) == (422, 0)


@pytest.mark.parametrize("asked", ["Xã mở cửa lúc mấy giờ", "xa mo cua may gio", "XA MO CUA MAY GIỜ"])
def test_answer_is_found_and_read_by_anybody(asked: str, line: Line, reception: Actor) -> None:
    answer = actions.write_answer(title="Xã mở cửa mấy giờ?", body="Bảy giờ.\nChiều một giờ.", by=reception)
    assert f'href="/ho-tro/tra-loi/{answer.pk}"' in reads(f"{PAGE}?q={asked}")
    assert "Bảy giờ.<br>Chiều một giờ." in reads(f"/ho-tro/tra-loi/{answer.pk}")


def test_answers_go_on_by_key(line: Line, reception: Actor) -> None:
    for number in range(51):
        actions.write_answer(title=f"Câu {number:02}?", body="Có.", by=reception)
    first = Client().get("/ho-tro").content.decode()
    later = re.search(r'href="(\?sau=[^"#]+)', first)
    assert later is not None
    assert ("Câu 49?" in first, "Câu 50?" in first) == (True, False)
    assert "Câu 50?" in Client().get(f"/ho-tro{later[1]}").content.decode()


def test_question_nobody_answered_is_noted_without_its_numbers(line: Line) -> None:
    assert "Xã chưa có câu trả lời này." in reads(f"{PAGE}?q=thẻ 093188001234 của tôi")
    assert Question.objects.get().words == "thẻ … của tôi"


def test_what_holds_no_question_is_not_said_to_be_noted(line: Line) -> None:
    page = reads(f"{PAGE}?q=😀")
    assert ("Xã chưa có câu trả lời này." in page, "đã được ghi lại" in page) == (True, False)
    assert not Question.objects.exists()


def test_answer_that_was_withdrawn_or_is_of_another_commune_is_not_there(
    line: Line, reception: Actor, other_commune: Actor
) -> None:
    elsewhere = actions.write_answer(title="Ở đâu?", body="Xã khác.", by=other_commune)
    gone = actions.write_answer(title="Khi nào?", body="Đã rút.", by=reception)
    actions.withdraw_answer(Answer.objects.get(pk=gone.pk), by=reception)
    for answer in (elsewhere, gone):
        reads(f"/ho-tro/tra-loi/{answer.pk}", 404)


def test_call_back_is_a_promise_with_a_deadline_told_to_that_telephone(
    line: Line, reception: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 20)):
        duty(line, reception, at(26, 6), at(26, 18), by=manager)
        answer = Client().post(CALL_BACK, {"phone": "0912 345 678", "name": "Bà Bé", "words": "Hỏi hộ nghèo."})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    promise = Promise.objects.get()
    assert (promise.kind, promise.words, promise.assigned_id, promise.due_at) == (
        "call_back", "Hỏi hộ nghèo.", reception.post, at(26, 9),
    )  # fmt: skip
    told = Message.objects.get()
    assert (told.to, "gọi lại trước 09:00 thứ Năm 26/11/2026" in told.body) == ("+84912345678", True)


def test_address_of_the_form_opened_by_itself_shows_the_way_back(line: Line) -> None:
    assert Client().post(CALL_BACK, {"phone": "123"}).status_code == 422
    answer = Client().get(CALL_BACK, headers={"Accept": "text/html,*/*"})  # reloaded, or another language chosen
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "Trang này chỉ mở khi bấm nút gửi" in page
    assert '<a class="btn" href="/ho-tro">Mở lại trang</a>' in page


def test_call_back_asked_again_is_the_same_promise(line: Line) -> None:
    for _time in range(3):
        assert Client().post(CALL_BACK, {"phone": "0912345678"}).status_code == 302
    assert (Promise.objects.count(), Message.objects.count()) == (1, 1)


def test_telephone_is_promised_only_so_often(line: Line) -> None:
    statuses = [Client().post(CALL_BACK, {"phone": "0912345678"}).status_code for _time in range(6)]
    assert statuses == [302] * 5 + [422]


def test_number_typed_at_night_is_not_woken(line: Line) -> None:
    """It may be a stranger's; whoever typed it reads on the page what was promised."""
    with clock.travel(at(25, 23)):
        page = Client().post(CALL_BACK, {"phone": "0912345678"}, follow=True).content.decode()
        message = Message.objects.get()
        send(str(message.pk))
    message.refresh_from_db()
    assert ("sẽ gọi lại trước" in page, message.state, message.due_at) == (True, "queued", at(26, 7))


@pytest.mark.parametrize("phone", ["", "12", "abc", "²", "9" * 60, "\x00"])
def test_wrong_number_says_how_to_put_it_right_and_keeps_the_words(phone: str, line: Line) -> None:
    answer = Client().post(CALL_BACK, {"phone": phone, "words": "Hỏi hộ nghèo của mẹ"})
    assert (answer.status_code, "Hỏi hộ nghèo của mẹ" in answer.content.decode(), Promise.objects.count()) == (
        422,
        True,
        0,
    )


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a5", (420, 595))])
def test_poster_is_one_page_with_number_and_place_and_no_name(
    paper: str, size: tuple[int, int], line: Line, bao: Desk
) -> None:
    answer = bao.client.get(f"/can-bo/duong-day/ap-phich/{line.pk}.pdf?kho={paper}")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    page = document[0]
    text = page.get_textpage().get_text_range()
    assert (answer.status_code, len(document), tuple(round(one) for one in page.get_size())) == (200, 1, size)
    assert ("0293 3571 234" in text, "Gọi xã khi cần" in text, "Hạnh" in text) == (True, True, False)


def test_poster_of_a_hamlet_calls_it_by_what_it_is(line: Line, bao: Desk) -> None:
    (hamlet,) = add_hamlets(
        line.office.unit, names=["Ấp 7"], valid_from=None, legal_basis="9/NQ", by=Actor.system("tests")
    )
    answer = bao.client.get(f"/can-bo/duong-day/ap-phich/{line.pk}.pdf?ap={hamlet.pk}")
    text = pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_range()
    assert "Ấp 7 · " in text


def test_numbers_that_cannot_be_read_shut_the_door_for_nobody(line: Line) -> None:
    for _time in range(8):
        answer = Client().post(CALL_BACK, {"phone": "12", "name": "", "words": ""})
        assert answer.status_code == 422
        assert "nhiều lần" not in unescape(answer.content.decode())


def test_gate_that_asked_too_often_leaves_whoever_signs_in_a_way(line: Line, citizen: Actor) -> None:
    for _time in range(CALL_BACKS_OF_ONE.times):
        CALL_BACKS_OF_ONE.spend("address:127.0.0.1")
    refused = Client().post(CALL_BACK, {"phone": "0912345678"}).content.decode()
    assert "Nếu ông/bà đăng nhập thì làm được ngay" in unescape(refused)
    assert client_of_actor(citizen).post(CALL_BACK, {"phone": "0912345678"}).status_code == 302
