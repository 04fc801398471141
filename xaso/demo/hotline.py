"""The telephone of xã Vị Thủy in the sample: a line, a roster of the coming days, answers, a few calls. Made through actions,
where missing; callers are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.demo.cast import player
from xaso.demo.town import let_in, office_of, post_of
from xaso.hotline.actions import (
    ask_call_back,
    finish_call,
    give_answer,
    hear_of_call,
    keep_promise,
    note_unanswered,
    open_line,
    promise_answer,
    promise_for_missed,
    put_on_duty,
    type_call,
    write_answer,
)
from xaso.hotline.models import Answer, Line
from xaso.hotline.rules import Kind, News
from xaso.signin.access import actor_of

BY = Actor.system("sample: the hotline")
NUMBER = "+84900000109"
DAYS = 16
FORGOTTEN = 11  # the night of this day has nobody yet: the roster shows it
MORNING, EVENING = time(6), time(18)
AT_NIGHT = ("thu-ly", "tiep-nhan", "quan-ly")
LAN = "0900000001"


@dataclass(frozen=True, slots=True)
class Text:
    """An answer of the sample."""

    title: str
    body: str
    also: str = ""
    code: str = ""


TEXTS = (
    Text(
        "Đăng ký khai sinh cho con cần giấy gì?",
        "Giấy chứng sinh, căn cước của cha mẹ. Nộp ở xã hoặc trên mạng, không mất tiền nếu trong 60 ngày từ ngày sinh.",
        "làm giấy khai sinh; con mới sinh làm giấy gì",
        "1.001193",
    ),
    Text(
        "Giấy khai sinh bị rách, bị mất thì xin lại thế nào?",
        "Xin bản sao trích lục ở xã bất kỳ. Mang căn cước, mỗi bản 8.000 đồng, có trong ngày nếu nộp trước 15 giờ.",
        "mất khai sinh; trích lục khai sinh",
        "2.000635",
    ),
    Text(
        "Xin giấy xác nhận độc thân để vay vốn thì làm sao?",
        "Nộp tờ khai ở xã nơi thường trú hoặc trên mạng. Có kết quả trong 3 ngày làm việc.",
        "xác nhận tình trạng hôn nhân; giấy chưa vợ chưa chồng",
        "1.004873",
    ),
    Text(
        "Xã làm việc giờ nào?",
        "Thứ Hai đến thứ Sáu, 7 giờ đến 11 giờ và 13 giờ đến 17 giờ. Ngoài giờ ông/bà gọi số này, lúc nào cũng có người nghe.",
        "mấy giờ mở cửa; thứ bảy có làm không",
    ),
)


def open_hotline() -> None:
    """All of it or nothing; nothing when it is there."""
    office = office_of(player("tiep-nhan"))
    if Line.objects.filter(office__unit=office.unit).exists():
        return
    with transaction.atomic():
        keeper = post_of(player("quan-ly"))
        line = open_line(
            office,
            name="Đường dây hỗ trợ xã Vị Thủy",
            number=NUMBER,
            around_the_clock=True,
            keeper=keeper,
            keeper_phone="+84900000108",
            by=BY,
        )
        draw_roster(line)
        tell_calls(line, write_answers())


def official(key: str) -> Actor:
    """Somebody of the cast at work."""
    return actor_of(let_in(player(key)), address="127.0.0.1")


def draw_roster(line: Line) -> None:
    """By day who receives people, by night three in turn; one night is nobody's yet."""
    posts = {key: post_of(player(key)) for key in AT_NIGHT}
    for number, (key, starts_at, ends_at) in enumerate(shifts(clock.today())):
        if number != 2 * FORGOTTEN + 1:
            put_on_duty(line, post=posts[key], starts_at=starts_at, ends_at=ends_at, by=BY)


def shifts(today: date) -> Iterator[tuple[str, datetime, datetime]]:
    for number in range(-2, DAYS):
        day = today + timedelta(days=number)
        yield "tiep-nhan", datetime.combine(day, MORNING, VN), datetime.combine(day, EVENING, VN)
        night = AT_NIGHT[number % len(AT_NIGHT)]
        yield night, datetime.combine(day, EVENING, VN), datetime.combine(day + timedelta(days=1), MORNING, VN)


def write_answers() -> list[Answer]:
    hanh = official("tiep-nhan")
    written = [write_answer(title=one.title, body=one.body, also=one.also, code=one.code, by=hanh) for one in TEXTS]
    for words in ("nuôi chim yến có phải xin phép không", "xin xác nhận đường dây điện mới"):
        note_unanswered(written[0].unit, words=words, by=BY)
    return written


def tell_calls(line: Line, answers: list[Answer]) -> None:
    """A few of the last two days: answered at once, promised and kept, missed, a caller who speaks Khmer, one who asks to be
    called back."""
    hanh, phuc = official("tiep-nhan"), official("thu-ly")
    yesterday = clock.midnight(clock.today() - timedelta(days=1))
    with clock.travel(yesterday + timedelta(hours=8, minutes=12)):
        call = type_call(line, caller="0900000121", by=hanh)
        give_answer(call, answer=answers[0], send=True, by=hanh)
        finish_call(call, name="Danh Thị Sô Phi", language="km", note="Hỏi giấy khai sinh.", solved=True, by=hanh)
    with clock.travel(yesterday + timedelta(hours=9, minutes=40)):
        call = type_call(line, caller="0900000122", by=hanh)
        words = "Đất nhà đang tranh chấp có xin xác nhận được không."
        promise = promise_answer(call, words=words, within="4h", name="Huỳnh Văn Út", by=hanh)
        finish_call(call, name="Huỳnh Văn Út", language="vi", note="Hẹn hỏi địa chính.", solved=False, by=hanh)
    with clock.travel(yesterday + timedelta(hours=13, minutes=20)):
        keep_promise(
            promise,
            outcome="Xã chỉ xác nhận phần không tranh chấp. Ông mang giấy tờ đất đến.",
            tell=True,
            by=hanh,
        )
    with clock.travel(yesterday + timedelta(hours=20, minutes=5)):
        call = type_call(line, caller=LAN, by=phuc)
        words = "Giấy chứng sinh ghi sai tên cha thì sửa ở đâu."
        promise_answer(call, words=words, within="2h", name="Nguyễn Thị Lan", by=phuc)
        finish_call(call, name="Nguyễn Thị Lan", language="vi", note="Hẹn sáng mai trả lời.", solved=False, by=phuc)
    missed_at = clock.now() - timedelta(minutes=50)
    news = News("sample-1", Kind.ENDED, missed_at, caller="0900000123", line=NUMBER)
    if (missed := hear_of_call(source="signed", news=news, by=BY)) is not None:
        promise_for_missed(missed, by=BY)
    ask_call_back(line, phone="0900000124", words="Hỏi hồ sơ hộ nghèo của mẹ.", name="Lâm Thị Bé", by=BY)
