"""Who is on duty when: nobody twice, no line with two, gaps that are shown and told of, and a roster out of a spreadsheet."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from openpyxl import Workbook

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at, duty, post_of
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Stale
from xaso.hotline import actions
from xaso.hotline.jobs import nag
from xaso.hotline.models import Duty, Line, Promise
from xaso.hotline.queries import gaps_ahead, public_lines
from xaso.messages.models import Message
from xaso.offices.actions import end_post
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/duong-day/lich-truc"
MACHINE = Actor.system("tests")


def sheet(*rows: tuple[object, ...], heads: tuple[str, ...] = ("Từ", "Đến", "Người trực", "Điện thoại")) -> bytes:
    book = Workbook()
    for row in (("LỊCH TRỰC THÁNG 11",), heads, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_line_has_one_on_duty_at_a_time(line: Line, reception: Actor, case_officer: Actor, manager: Actor) -> None:
    duty(line, reception, at(26, 6), at(26, 18), by=manager)
    with pytest.raises(Invalid, match="Đã có Trần Thị Mỹ Hạnh trực từ 06:00"):
        duty(line, case_officer, at(26, 17), at(27, 6), by=manager)
    duty(line, case_officer, at(26, 18), at(27, 6), by=manager)


def test_form_holds_the_first_stretch_that_nobody_has(line: Line, reception: Actor, manager: Actor) -> None:
    with clock.travel(at(26, 5)):
        duty(line, reception, at(26, 5), at(26, 18), by=manager)
        page = Desk(client_of_actor(manager)).reads(PAGE)
    assert ('value="18:00 26/11/2026"' in page, 'value="06:00 27/11/2026"' in page) == (True, True)


@pytest.mark.parametrize("hour", ["18:00 26/11/2026", "18h 26/11/2026", "18h00 26/11/2026", "26/11/2026 18h"])
def test_hours_are_read_as_people_write_them(hour: str, line: Line, reception: Actor, manager: Actor) -> None:
    typed = {"post": reception.post, "starts_at": hour, "ends_at": "6h 27/11/2026"}
    with clock.travel(at(26, 5)):
        assert client_of_actor(manager).post(PAGE, typed).status_code == 302
    assert Duty.objects.get().starts_at == at(26, 18)


def test_nobody_is_on_duty_twice_at_once(line: Line, one_stop: Office, reception: Actor, manager: Actor) -> None:
    second = actions.open_line(one_stop, name="Đường dây tối", number="02933571235", by=manager)
    duty(line, reception, at(26, 6), at(26, 18), by=manager)
    with pytest.raises(Invalid, match="Trần Thị Mỹ Hạnh đang trực Đường dây hỗ trợ"):
        duty(second, reception, at(26, 10), at(26, 12), by=manager)


def test_database_itself_refuses_double_duty(line: Line, reception: Actor, case_officer: Actor, manager: Actor) -> None:
    duty(line, reception, at(26, 6), at(26, 18), by=manager)
    other = duty(line, case_officer, at(26, 18), at(27, 6), by=manager)
    with pytest.raises(IntegrityError, match="line_has_one_on_duty_at_a_time"), transaction.atomic():
        Duty.objects.filter(pk=other.pk).update(starts_at=at(26, 17))


@pytest.mark.parametrize("who", ["reception", "auditor", "other_commune"])
def test_roster_is_drawn_by_managers(who: str, line: Line, reception: Actor, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Forbidden):
        duty(line, reception, at(26, 6), at(26, 18), by=request.getfixturevalue(who))


def test_somebody_of_another_commune_is_not_put_on_duty(line: Line, other_commune: Actor, manager: Actor) -> None:
    with pytest.raises(NotFound):
        duty(line, other_commune, at(26, 6), at(26, 18), by=manager)


def test_gaps_of_the_next_fourteen_days_are_shown_and_told_once_a_day(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    Line.objects.filter(pk=line.pk).update(keeper=manager.post, keeper_phone="+84900000108")
    with clock.travel(at(25, 8)):
        bao = Desk(client_of_actor(manager))
        duty(line, reception, at(25, 6), at(26, 6), by=manager)
        duty(line, case_officer, at(26, 18), at(27, 18), by=manager)
        found = [(gap.starts_at, gap.ends_at) for gap in gaps_ahead(line, clock.now())]
        assert found == [(at(26, 6), at(26, 18)), (at(27, 18), datetime(2026, 12, 9, 8, tzinfo=clock.VN))]
        assert "thứ Năm 26/11/2026, 06:00 đến 18:00" in bao.reads(PAGE)
        nag(0)
    told = Message.objects.get()
    assert (told.to, "còn 2 khoảng chưa có người trực, sớm nhất 06:00 thứ Năm 26/11/2026" in told.body) == (
        "+84900000108",
        True,
    )


def test_duty_of_who_has_left_is_a_gap_and_their_promise_is_everybodys(
    line: Line, reception: Actor, manager: Actor
) -> None:
    post = post_of(reception)
    with clock.travel(at(25, 8)):
        duty(line, reception, at(25, 6), at(28, 6), by=manager)
        promise = actions.ask_call_back(line, phone="0912345678", words="", by=Actor())
        actions.take_promise(promise, by=reception)
        end_post(post, on=date(2026, 11, 27), by=MACHINE)
        assert gaps_ahead(line, clock.now())[0].starts_at == at(27)
    with clock.travel(at(26, 23)):
        assert public_lines(line.office.unit, clock.now())[0].title == post.title
    with clock.travel(at(27, 8)):
        assert public_lines(line.office.unit, clock.now())[0].title == ""
        nag(0)
        promise.refresh_from_db()
    assert (promise.assigned_id, promise.taken_at) == (None, None)


def test_who_will_have_left_is_put_on_no_duty(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        gone = end_post(post_of(case_officer), on=date(2026, 11, 27), by=MACHINE)
        late = duty(line, reception, at(26, 18), at(27, 6), by=manager)
        early = duty(line, case_officer, at(26, 6), at(26, 18), by=manager)
        said = "Lê Văn Phúc thôi giữ chức vụ từ ngày 27/11/2026"
        with pytest.raises(Invalid, match=said):
            duty(line, case_officer, at(27, 6), at(27, 18), by=manager)
        with pytest.raises(Invalid, match=said):
            actions.hand_duty_over(late, to=gone, note="", by=manager)
        with pytest.raises(Invalid, match=said):
            actions.ask_to_take(late, to=gone, by=reception)
        with pytest.raises(Invalid, match=said):
            actions.swap_duties(early, other=late, by=manager)
    assert Duty.objects.standing().filter(post=gone).get() == early


def test_managers_hear_of_gaps_where_the_keeper_has_left_and_what_fails_is_seen(
    line: Line, manager: Actor, approver: Actor
) -> None:
    """Who left hears no caller's number any more."""
    with clock.travel(at(25, 8)):
        Line.objects.update(keeper=approver.post, keeper_phone="+84900000111")
        end_post(post_of(approver), on=date(2026, 11, 26), by=MACHINE)
    with clock.travel(at(27, 8)):
        for _twice in range(2):
            nag(0)
        told = Message.objects.get(purpose="office")
        assert (told.account, told.to != "+84900000111") == (manager.person, True)
        Message.objects.update(state="failed", failed_at=clock.now(), error="no such number")
        assert "chưa có người trực" in Desk(client_of_actor(manager)).reads("/can-bo/tin-chua-den")


def test_line_of_office_hours_needs_nobody_at_night_and_on_days_off(
    one_stop: Office, reception: Actor, manager: Actor
) -> None:
    line = actions.open_line(one_stop, name="Giờ làm việc", number="02933571236", by=manager)
    with clock.travel(at(21, 8)):  # a Saturday; Tuesday the 24th is a holiday
        duty(line, reception, at(23, 7), at(25, 11), by=manager)
        first = gaps_ahead(line, clock.now())[0]
    assert (first.starts_at, first.ends_at) == (at(25, 13), at(25, 17))


def test_promise_follows_the_roster_until_somebody_takes_it(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 22)):
        call = actions.type_call(line, caller="0912345678", by=case_officer)
        promise = actions.promise_answer(call, words="Hỏi lại.", within="2h", by=case_officer)
        assert promise.assigned_id is None
        morning = duty(line, reception, at(26, 6), at(26, 18), by=manager)
        assert Promise.objects.get().assigned_id == reception.post
        actions.hand_duty_over(morning, to=post_of(case_officer), note="Gọi lại bà Lan.", by=manager)
        assert Promise.objects.get().assigned_id == case_officer.post
        actions.take_promise(promise, by=manager)
        actions.cancel_duty(Duty.objects.standing().get(), by=manager)
    assert Promise.objects.get().assigned_id == manager.post


def test_word_that_was_left_is_changed_by_no_colleague(
    line: Line, reception: Actor, manager: Actor, phuc: Desk, bao: Desk
) -> None:
    held = duty(line, reception, at(25, 6), at(25, 18), by=manager)
    actions.leave_note(held, note="Bà Lan gọi lại.", by=reception)
    said = {"viec": "dan", "note": "Không có gì."}
    assert phuc.client.post(f"{PAGE}/{held.pk}", said).status_code == 403
    assert Duty.objects.get().note == "Bà Lan gọi lại."
    assert bao.client.post(f"{PAGE}/{held.pk}", said).status_code == 302


def test_public_learns_the_title_and_the_name_only_where_the_office_wants_it(
    line: Line, reception: Actor, manager: Actor
) -> None:
    duty(line, reception, at(26, 6), at(26, 18), by=manager)
    (told,) = public_lines(line.office.unit, at(26, 7))
    assert (told.name, told.title) == ("", post_of(reception).title)
    Line.objects.update(names_people=True)
    (told,) = public_lines(line.office.unit, at(26, 7))
    assert told.name == "Trần Thị Mỹ Hạnh"


def sent(desk: Desk, line: Line, content: bytes) -> tuple[int, str]:
    answer = desk.client.post(f"{PAGE}/nhap/{line.pk}", {"file": SimpleUploadedFile("lich.xlsx", content)})
    return answer.status_code, answer.content.decode()


def test_roster_comes_out_of_a_spreadsheet_with_or_without_diacritics(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        bao = Desk(client_of_actor(manager))
        rows = ((datetime(2026, 11, 26, 6), datetime(2026, 11, 26, 18), "Trần Thị Mỹ Hạnh", "0912345678"),
                ("18:00 26/11/2026", "06:00 27/11/2026", "le van phuc", ""),
                ("6h 27/11/2026", "27/11/2026 17h30", "Trần Thị Mỹ Hạnh", ""),
                ("27/11/2026 17:30:00", "27/11/2026 24:00", "Lê Văn Phúc", ""))  # fmt: skip
        assert sent(bao, line, sheet(*rows))[0] == 302
    spans = [(one.starts_at, one.ends_at, one.phone) for one in Duty.objects.order_by("starts_at")]
    assert spans == [
        (at(26, 6), at(26, 18), "+84912345678"),
        (at(26, 18), at(27, 6), ""),
        (at(27, 6), at(27, 17, 30), ""),
        (at(27, 17, 30), at(28), ""),
    ]


def test_each_wrong_line_is_named_and_none_is_written(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        bao = Desk(client_of_actor(manager))
        duty(line, reception, at(28, 6), at(28, 18), by=manager)
        rows = (
            ("06:00 26/11/2026", "18:00 26/11/2026", "Trần Thị Mỹ Hạnh", ""),
            ("17:00 26/11/2026", "20:00 26/11/2026", "Lê Văn Phúc", ""),
            ("06:00 27/11/2026", "18:00 27/11/2026", "Ai Đó", ""),
            ("mai", "mốt", "Lê Văn Phúc", ""),
            ("07:00 28/11/2026", "09:00 28/11/2026", "Lê Văn Phúc", ""),
            ("09:00 29/11/2026", "07:00 29/11/2026", "Lê Văn Phúc", ""),
            ("07:00 30/11/2026", "09:00 30/11/2026", "Lê Văn Phúc", "12"),
        )
        status, page = sent(bao, line, sheet(*rows))
    wanted = (
        "Dòng 4: Trùng giờ với dòng 3.",
        "Dòng 5: Xã không có ai tên Ai Đó",
        "Dòng 6: Giờ ghi như 17:00",
        "Dòng 7: Đã có Trần Thị Mỹ Hạnh trực",
        "Dòng 8: Giờ hết ca phải sau",
        "Dòng 9: Số điện thoại này chưa đúng",
    )
    assert (status, [words for words in wanted if words not in page], Duty.objects.count()) == (422, [], 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp trống"),
        (b"PK\x03\x04 not a zip", "không phải sổ Excel"),
        (b"\xd0\xcf\x11\xe0", "đời cũ"),
        (b"a;b;c\n1;2;3\n", "ba cột Từ, Đến, Người trực"),
        ("Từ;Đến;Người trực\n".encode(), "không có ca trực nào"),
    ],
)
def test_file_that_is_no_roster_says_so(content: bytes, said: str, line: Line, bao: Desk) -> None:
    status, page = sent(bao, line, content)
    assert (status, said in page, Duty.objects.count()) == (422, True, 0)


def test_manager_puts_somebody_on_duty_on_the_page_and_the_gap_closes(line: Line, reception: Actor, bao: Desk) -> None:
    now = clock.now()
    since, until = clock.local(now), clock.local(now + timedelta(hours=48))
    said = {
        "post": reception.post,
        "starts_at": f"{since:%H:%M %d/%m/%Y}",
        "ends_at": f"{until:%H:%M %d/%m/%Y}",
        "phone": "",
    }
    answer = bao.client.post(PAGE, said)
    assert (answer.status_code, "Đã ghi ca trực." in bao.reads(answer["Location"])) == (302, True)
    assert gaps_ahead(line, now)[0].starts_at == until.replace(second=0, microsecond=0)
    again = bao.client.post(PAGE, said)
    assert (again.status_code, "Đã có Trần Thị Mỹ Hạnh trực" in again.content.decode()) == (422, True)


def test_manager_names_another_keeper_and_closes_a_line(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor, hanh: Desk, bao: Desk
) -> None:
    page = f"/can-bo/duong-day/so/{line.pk}"
    Line.objects.update(opened_at=at(20))
    said = {"name": "Đường dây mới", "around_the_clock": "no", "names_people": "yes", "keeper": case_officer.post}
    with clock.travel(at(25, 8)):
        wrong = bao.client.post(page, said | {"keeper_phone": "12"})
        assert (wrong.status_code, "Đường dây mới" in wrong.content.decode()) == (422, True)
        assert bao.client.post(page, said | {"keeper_phone": "0912 345 678"}).status_code == 302
        line.refresh_from_db()
        assert (line.name, line.keeper_id, line.keeper_phone) == ("Đường dây mới", case_officer.post, "+84912345678")
        assert (line.around_the_clock, line.names_people, line.number) == (False, True, "+842933571234")
        now, later = (duty(line, reception, at(day, 6), at(day, 18), by=manager) for day in (25, 26))
        promise = actions.ask_call_back(line, phone="0912345678", words="", by=Actor())
        assert hanh.client.post(page, {"viec": "dong"}).status_code == 404
        assert bao.client.post(page, {"viec": "dong"}).status_code == 302
        assert public_lines(line.office.unit, clock.now()) == []
        assert bao.client.post(page, {"viec": "dong"}).status_code == 404
        with pytest.raises(Stale):
            actions.close_line(line, by=manager)
    assert [(one.pk, one.ends_at) for one in Duty.objects.standing()] == [(now.pk, at(25, 8))]
    assert Duty.objects.get(pk=later.pk).cancelled_at == at(25, 8)
    assert Promise.objects.open().get() == promise


def test_duty_meant_for_a_line_that_somebody_closed_is_drawn_on_no_other(
    line: Line, one_stop: Office, reception: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        second = actions.open_line(one_stop, name="Đường dây tối", number="02933571235", by=manager)
        actions.close_line(second, by=manager)
        said = {"post": reception.post, "starts_at": "2026-11-26T18:00", "ends_at": "2026-11-27T06:00"}
        answer = client_of_actor(manager).post(f"{PAGE}?so={second.pk}", said)
    assert (answer.status_code, Duty.objects.count()) == (404, 0)


def test_nobody_is_put_on_duty_on_a_line_that_was_closed_while_they_drew(
    line: Line, reception: Actor, manager: Actor
) -> None:
    actions.close_line(line, by=manager)
    with clock.travel(at(25, 8)):
        with pytest.raises(Stale, match="đã đóng"):
            duty(line, reception, at(26, 18), at(27, 6), by=manager)
        row = ("26/11/2026 18:00", "27/11/2026 06:00", "Trần Thị Mỹ Hạnh", "")
        with pytest.raises(Stale, match="đã đóng"):
            actions.import_roster(line, content=sheet(row), by=manager)
