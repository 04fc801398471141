"""A colleague is asked to stand a duty or to swap, and nothing changes hands before the yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.desk.office import Desk
from tests.hotline.duty import at, duty, post_of, stood
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale
from xaso.hotline import access, actions
from xaso.hotline.jobs import late
from xaso.hotline.models import Duty, Line, Promise, Wish
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.people.models import Person

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/duong-day/lich-truc"
HANH, PHUC = "+84900000111", "+84900000112"


@pytest.fixture(autouse=True)
def reached(reception: Actor, case_officer: Actor) -> None:
    for who, phone in ((reception, HANH), (case_officer, PHUC)):
        Person.objects.filter(pk=who.person).update(phone=phone)


@pytest.fixture
def night(line: Line, reception: Actor, manager: Actor) -> Duty:
    """Hạnh's, from Thursday evening."""
    with clock.travel(at(25, 8)):
        return duty(line, reception, at(26, 18), at(27, 6), by=manager)


def told(to: str) -> list[str]:
    return [one.body for one in Message.objects.order_by("created_at", "id") if one.to == to]


def test_colleague_says_yes_on_the_first_page_and_only_then_the_duty_is_theirs(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, hanh: Desk, phuc: Desk
) -> None:
    with clock.travel(at(25, 9)):
        said = {"viec": "giao", "post": case_officer.post, "phone": "", "note": "Bà Lan sẽ gọi."}
        answer = hanh.client.post(f"{PAGE}/{night.pk}", said)
        assert "Ca trực vẫn là của ông/bà đến khi người ấy đồng ý." in hanh.reads(answer["Location"])
        assert stood(line) == [(reception.post, at(26, 18), at(27, 6))]
        assert "Trần Thị Mỹ Hạnh nhờ ông/bà trực thay" in told(PHUC)[0]
        assert "từ 18:00 thứ Năm 26/11/2026 đến 06:00 thứ Sáu 27/11/2026" in told(PHUC)[0]
        for page in ("/can-bo/", "/can-bo/duong-day", PAGE, f"{PAGE}/{night.pk}"):
            shown = phuc.reads(page)
            assert ("Trần Thị Mỹ Hạnh nhờ Lê Văn Phúc trực thay" in shown, "Dặn: Bà Lan sẽ gọi." in shown) == (
                True,
                True,
            )
        assert "nhờ Lê Văn Phúc trực thay" not in hanh.reads("/can-bo/")
        wish = Wish.objects.get()
        assert phuc.client.post(f"{PAGE}/loi-nho/{wish.pk}/dong-y").status_code == 302
        assert "Lê Văn Phúc đồng ý lời nhờ của ông/bà" in told(HANH)[0]
        assert "Dặn lại: Trần Thị Mỹ Hạnh: Bà Lan sẽ gọi." in phuc.reads(PAGE)
        assert "nhờ Lê Văn Phúc trực thay" not in phuc.reads("/can-bo/")
    assert stood(line) == [(case_officer.post, at(26, 18), at(27, 6))]
    wish.refresh_from_db()
    assert (wish.state, wish.ended_at, wish.ended_by_id) == ("agreed", at(25, 9), case_officer.post)


def test_yes_to_what_was_asked_from_this_minute_on_counts_later(
    line: Line, night: Duty, reception: Actor, case_officer: Actor
) -> None:
    with clock.travel(at(26, 20) + timedelta(seconds=30)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), at=at(26, 20), by=reception)
    with clock.travel(at(26, 20, 10)):
        actions.agree_to_wish(wish, by=case_officer)
    assert stood(line) == [(reception.post, at(26, 18), at(26, 20, 10)), (case_officer.post, at(26, 20, 10), at(27, 6))]


def test_swap_waits_for_the_yes_of_the_other(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor, hanh: Desk, phuc: Desk
) -> None:
    with clock.travel(at(25, 9)):
        other = duty(line, case_officer, at(27, 18), at(28, 6), by=manager)
        before = stood(line)
        assert hanh.client.post(f"{PAGE}/{night.pk}", {"viec": "doi", "other": other.pk}).status_code == 302
        assert stood(line) == before
        assert "xin đổi ca trực" in told(PHUC)[0]
        assert "lấy ca của ông/bà từ 18:00 thứ Sáu 27/11/2026" in told(PHUC)[0]
        assert "Đổi lại: thứ Sáu 27/11/2026, 18:00 đến 06:00" in phuc.reads("/can-bo/")
        assert phuc.client.post(f"{PAGE}/loi-nho/{Wish.objects.get().pk}/dong-y").status_code == 302
    assert stood(line) == [(case_officer.post, at(26, 18), at(27, 6)), (reception.post, at(27, 18), at(28, 6))]


def test_no_is_told_and_leaves_all_as_it_was(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, phuc: Desk
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        assert phuc.client.post(f"{PAGE}/loi-nho/{wish.pk}/khong").status_code == 302
        assert "Lê Văn Phúc không nhận ca trực" in told(HANH)[0]
        with pytest.raises(Stale):
            actions.agree_to_wish(wish, by=case_officer)
        actions.ask_to_take(night, to=post_of(case_officer), by=reception)  # may be asked again
    assert stood(line) == [(reception.post, at(26, 18), at(27, 6))]


def test_who_asked_withdraws_and_may_ask_somebody_else(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor, hanh: Desk
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        with pytest.raises(Stale, match="rút lời ấy trước"):
            actions.ask_to_take(night, to=post_of(manager), by=reception)
        page = hanh.reads(f"{PAGE}/{night.pk}")
        assert ("Rút lại" in page, "Hỏi người ấy" in page) == (True, False)
        assert hanh.client.post(f"{PAGE}/loi-nho/{wish.pk}/rut").status_code == 302
        assert "Hỏi người ấy" in hanh.reads(f"{PAGE}/{night.pk}")
        with pytest.raises(Stale):
            actions.agree_to_wish(wish, by=case_officer)
        actions.ask_to_take(night, to=post_of(manager), by=reception)


def test_database_holds_one_open_wish_a_duty_and_who_ended_it(
    night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
    again = {name: getattr(wish, name) for name in ("duty", "unit_id", "asked_by_id", "to", "asked_at", "lapses_at")}
    with pytest.raises(IntegrityError, match="duty_has_one_open_wish"), transaction.atomic():
        Wish.objects.create(**again)
    for state, post in (
        ("agreed", None),
        ("declined", manager.post),
        ("withdrawn", case_officer.post),
        ("open", manager.post),
    ):
        with pytest.raises(IntegrityError, match="wish_ends_with_when_and_who"), transaction.atomic():
            Wish.objects.filter(pk=wish.pk).update(state=state, ended_at=at(25, 10), ended_by=post)
    with pytest.raises(IntegrityError, match="wish_ends_with_when_and_who"), transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(state="agreed", ended_at=at(26, 18), ended_by=case_officer.post)


def test_wish_lapses_when_the_duty_begins_and_who_asked_is_told(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, phuc: Desk
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
    with clock.travel(at(26, 18)):
        assert "nhờ Lê Văn Phúc trực thay" not in phuc.reads("/can-bo/")
        assert phuc.client.post(f"{PAGE}/loi-nho/{wish.pk}/dong-y").status_code == 409
        for _twice in range(2):
            late(0)
        (said,) = told(HANH)
        assert "Lê Văn Phúc chưa trả lời" in said
        assert "Ca ấy vẫn là của ông/bà" in said
        actions.ask_to_take(night, to=post_of(case_officer), by=reception)  # for what is left of it
    assert stood(line) == [(reception.post, at(26, 18), at(27, 6))]


def test_swap_lapses_when_the_other_duty_has_begun(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 9)):
        other = duty(line, case_officer, at(26, 6), at(26, 18), by=manager)
        wish = actions.ask_to_swap(night, other=other, by=reception)
        assert wish.lapses_at == at(26, 6)
    with clock.travel(at(26, 6)), pytest.raises(Stale):
        actions.agree_to_wish(wish, by=case_officer)


def test_what_is_left_of_a_running_duty_goes_over_with_the_yes(
    line: Line, night: Duty, reception: Actor, case_officer: Actor
) -> None:
    with clock.travel(at(27, 1)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), note="Máy yếu pin.", by=reception)
        assert Message.objects.get().urgency == 1  # at night, too: in the morning it is over
    with clock.travel(at(27, 2)):
        actions.agree_to_wish(wish, by=case_officer)
    assert stood(line) == [(reception.post, at(26, 18), at(27, 2)), (case_officer.post, at(27, 2), at(27, 6))]
    assert Duty.objects.get(pk=night.pk).note == "Máy yếu pin."


def test_part_of_a_duty_is_asked_for_until_it_begins(
    line: Line, night: Duty, reception: Actor, case_officer: Actor
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), at=at(27), by=reception)
        assert wish.lapses_at == at(27)
        actions.agree_to_wish(wish, by=case_officer)
    assert stood(line) == [(reception.post, at(26, 18), at(27)), (case_officer.post, at(27), at(27, 6))]


def test_who_draws_the_roster_settles_a_wish_and_both_are_told(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor, bao: Desk
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        Message.objects.all().delete()
        assert "Đổi luôn" in bao.reads(PAGE)
        assert bao.client.post(f"{PAGE}/loi-nho/{wish.pk}/dong-y").status_code == 302
        assert (len(told(HANH)), len(told(PHUC))) == (1, 1)
    wish.refresh_from_db()
    assert (wish.state, wish.ended_by_id) == ("agreed", manager.post)
    assert stood(line) == [(case_officer.post, at(26, 18), at(27, 6))]


@pytest.mark.parametrize("who", ["reception", "approver", "auditor", "other_commune"])
def test_nobody_else_says_yes_or_no(
    who: str, night: Duty, reception: Actor, case_officer: Actor, request: pytest.FixtureRequest
) -> None:
    other: Actor = request.getfixturevalue(who)
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        for deed in (actions.agree_to_wish, actions.decline_wish):
            with pytest.raises(Forbidden):
                deed(wish, by=other)
        with pytest.raises(Forbidden):
            actions.withdraw_wish(wish, by=case_officer if who == "reception" else other)
        if who != "reception":
            with pytest.raises(NotFound):
                access.get_wish(other, wish.pk)


def test_duty_of_somebody_else_is_not_theirs_to_ask_for(
    night: Duty, case_officer: Actor, manager: Actor, reception: Actor, phuc: Desk
) -> None:
    with clock.travel(at(25, 9)):
        with pytest.raises(Forbidden):
            actions.ask_to_take(night, to=post_of(manager), by=case_officer)
        assert phuc.client.post(f"{PAGE}/{night.pk}", {"viec": "giao", "post": manager.post}).status_code == 403
        with pytest.raises(Forbidden):
            actions.swap_duties(night, other=night, by=reception)
        with pytest.raises(Forbidden):
            actions.hand_duty_over(night, to=post_of(case_officer), note="", by=reception)


def test_what_a_yes_would_be_refused_for_is_said_to_who_asks(
    line: Line, one_stop: Office, night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 9)):
        second = actions.open_line(one_stop, name="Đường dây tối", number="02933571235", by=manager)
        duty(second, case_officer, at(26, 18), at(27, 6), by=manager)
        with pytest.raises(Invalid, match="Lê Văn Phúc đang trực Đường dây tối"):
            actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        own = duty(line, reception, at(27, 18), at(28, 6), by=manager)
        with pytest.raises(Refused, match="của người ấy"):
            actions.ask_to_swap(night, other=own, by=reception)
    assert (Wish.objects.count(), Message.objects.count()) == (0, 0)
    assert stood(line) == [(reception.post, at(26, 18), at(27, 6)), (reception.post, at(27, 18), at(28, 6))]


def test_what_changed_meanwhile_needs_no_answer_any_more(
    night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 9)):
        wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        actions.hand_duty_over(night, to=post_of(manager), note="", by=manager)
        with pytest.raises(Stale):
            actions.agree_to_wish(wish, by=case_officer)
    wish.refresh_from_db()
    assert (wish.state, wish.ended_by_id) == ("overtaken", manager.post)


def test_duty_that_went_to_somebody_else_meanwhile_is_asked_for_no_more(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    """The page that asks was opened before; and whoever has the duty now has asked nobody."""
    with clock.travel(at(25, 9)):
        other = duty(line, case_officer, at(27, 18), at(28, 6), by=manager)
        actions.hand_duty_over(night, to=post_of(manager), note="", by=manager)
        with pytest.raises(Stale):
            actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        with pytest.raises(Stale):
            actions.ask_to_swap(night, other=other, by=reception)
        mine = duty(line, reception, at(28, 6), at(28, 18), by=manager)
        wish = actions.ask_to_swap(mine, other=other, by=reception)
        Duty.objects.filter(pk=other.pk).update(
            post=manager.post, person=manager.person
        )  # as a press between two reads
        with pytest.raises(Stale):
            actions.agree_to_wish(wish, by=case_officer)


def test_clock_that_jumps_back_leaves_a_wish_that_can_be_answered(
    line: Line, night: Duty, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    for answer in (
        lambda wish: actions.decline_wish(wish, by=case_officer),
        lambda wish: actions.hand_duty_over(wish.duty, to=post_of(manager), note="", by=manager),
    ):
        with clock.travel(at(25, 9)):
            wish = actions.ask_to_take(night, to=post_of(case_officer), by=reception)
        with clock.travel(at(25, 8, 30)):
            answer(wish)
        wish.refresh_from_db()
        assert wish.ended_at == at(25, 9)


def test_promise_goes_with_the_duty_at_the_yes(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 22)):
        morning = duty(line, reception, at(26, 6), at(26, 18), by=manager)
        call = actions.type_call(line, caller="0912345678", by=case_officer)
        actions.promise_answer(call, words="Hỏi lại.", within="2h", by=case_officer)
        wish = actions.ask_to_take(morning, to=post_of(case_officer), by=reception)
        assert Promise.objects.get().assigned_id == reception.post
    with clock.travel(at(25, 22) + timedelta(hours=1)):
        actions.agree_to_wish(wish, by=case_officer)
    assert Promise.objects.get().assigned_id == case_officer.post
