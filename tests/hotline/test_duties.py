"""Duties that change hands or are called off: what was stood stays with who stood it, and no moment is nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at, duty, post_of, stood
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused, Stale
from xaso.hotline import actions
from xaso.hotline.models import Duty, Line
from xaso.hotline.queries import gaps_ahead, on_duty
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/duong-day/lich-truc"


def test_two_people_swap_nights_that_lie_side_by_side(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        first = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        second = duty(line, case_officer, at(26, 18), at(27, 6), by=manager)
        actions.swap_duties(first, other=second, by=manager)
    assert [one.post_id for one in Duty.objects.order_by("starts_at")] == [case_officer.post, reception.post]


def test_swap_that_would_put_somebody_in_two_places_is_refused(
    line: Line, one_stop: Office, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    second = actions.open_line(one_stop, name="Đường dây tối", number="02933571235", by=manager)
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        duty(second, case_officer, at(25, 18), at(26, 6), by=manager)
        later = duty(second, case_officer, at(26, 6), at(26, 18), by=manager)
        with pytest.raises(Refused, match="trực hai nơi cùng lúc"):
            actions.swap_duties(night, other=later, by=manager)
    assert Duty.objects.get(pk=night.pk).post_id == reception.post


def test_rest_of_a_duty_is_handed_over_on_the_page(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 12)):
        bao = Desk(client_of_actor(manager))
        held = duty(line, reception, at(25, 6), at(25, 18), by=manager)
        said = {"viec": "giao", "post": case_officer.post, "note": "Bà Lan gọi lại lúc ba giờ."}
        assert bao.client.post(f"{PAGE}/{held.pk}", said).status_code == 302
        assert "Bà Lan gọi lại lúc ba giờ." in bao.reads(PAGE)
    with clock.travel(at(25, 13)):
        phuc = Desk(client_of_actor(case_officer))
        assert "Trần Thị Mỹ Hạnh dặn lại: Bà Lan gọi lại lúc ba giờ." in phuc.reads("/can-bo/duong-day")
    assert stood(line) == [(reception.post, at(25, 6), at(25, 12)), (case_officer.post, at(25, 12), at(25, 18))]


def test_whoever_has_the_duty_is_not_among_those_who_may_get_it(line: Line, reception: Actor, manager: Actor) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        page = Desk(client_of_actor(manager)).reads(f"{PAGE}/{night.pk}")
    shown = [name for name in ("Trần Thị Mỹ Hạnh ·", "Đặng Quốc Bảo ·") if name in page]
    assert shown == ["Đặng Quốc Bảo ·"]


def test_running_duty_is_swapped_from_now_on_and_who_stood_it_stays(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        other = duty(line, case_officer, at(26, 18), at(27, 6), by=manager)
    with clock.travel(at(26, 3)):
        actions.swap_duties(night, other=other, by=manager)
    assert stood(line) == [
        (reception.post, at(25, 18), at(26, 3)),
        (case_officer.post, at(26, 3), at(26, 6)),
        (reception.post, at(26, 18), at(27, 6)),
    ]
    was, then = on_duty(line, at(26, 2)), on_duty(line, at(26, 4))
    assert (was and was.post_id, then and then.post_id) == (reception.post, case_officer.post)


def test_two_running_duties_are_swapped_from_now_on(
    line: Line, one_stop: Office, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    second = actions.open_line(one_stop, name="Đường dây tối", number="02933571235", by=manager)
    with clock.travel(at(25, 8)):
        one = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        two = duty(second, case_officer, at(25, 20), at(26, 4), by=manager)
    with clock.travel(at(26)):
        actions.swap_duties(one, other=two, by=manager)
    assert stood(line) == [(reception.post, at(25, 18), at(26)), (case_officer.post, at(26), at(26, 6))]
    assert stood(second) == [(case_officer.post, at(25, 20), at(26)), (reception.post, at(26), at(26, 4))]


def test_running_duty_is_called_off_from_now_on(line: Line, reception: Actor, manager: Actor) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
    with clock.travel(at(26, 3)):
        actions.cancel_duty(night, by=manager)
        assert stood(line) == [(reception.post, at(25, 18), at(26, 3))]
        assert gaps_ahead(line, clock.now())[0].starts_at == at(26, 3)
        with pytest.raises(Stale):
            actions.cancel_duty(night, by=manager)


def test_slip_of_the_pen_is_taken_back_whole(line: Line, reception: Actor, manager: Actor) -> None:
    with clock.travel(at(25, 8)):
        wrong = duty(line, reception, at(25, 6), at(25, 18), by=manager)
    with clock.travel(at(25, 8, 5)):
        actions.cancel_duty(wrong, by=manager)
    assert stood(line) == []


def test_word_on_a_duty_that_goes_on_before_it_begins_stays_beside_the_next(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(26, 18), at(27, 6), by=manager)
        for to, note in ((case_officer, "Bà Lan sẽ gọi."), (manager, "Chìa khóa ở tủ."), (reception, "")):
            night = actions.hand_duty_over(night, to=post_of(to), note=note, by=manager)
    assert night.note == "Lê Văn Phúc: Chìa khóa ở tủ. Trần Thị Mỹ Hạnh: Bà Lan sẽ gọi."


def test_what_was_stood_since_the_duty_changed_hands_is_no_slip(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    with clock.travel(now - 2 * hour):
        drawn = duty(line, reception, now - hour, now + 3 * hour, by=manager)
    rest = actions.hand_duty_over(drawn, to=post_of(case_officer), note="", by=manager)
    with clock.travel(now + hour / 2):
        actions.cancel_duty(rest, by=manager)
    assert stood(line) == [
        (reception.post, now - hour, rest.starts_at),
        (case_officer.post, rest.starts_at, now + hour / 2),
    ]


def test_duty_that_is_over_is_neither_handed_over_nor_swapped(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        over = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        ahead = duty(line, case_officer, at(26, 18), at(27, 6), by=manager)
    with clock.travel(at(26, 7)):
        hanh = Desk(client_of_actor(reception))
        page = hanh.reads(PAGE)
        assert (f"{PAGE}/{over.pk}" in page, "Dặn ca sau" in page, "Đổi, giao ca" in page) == (True, True, False)
        assert "Giao ca" not in hanh.reads(f"{PAGE}/{over.pk}")
        for said in ({"viec": "giao", "post": case_officer.post}, {"viec": "doi", "other": ahead.pk}):
            answer = hanh.client.post(f"{PAGE}/{over.pk}", said)
            assert (answer.status_code, "qua" in answer.content.decode()) == (409, True)
        with pytest.raises(Stale):
            actions.swap_duties(ahead, other=over, by=manager)
    assert stood(line) == [(reception.post, at(25, 18), at(26, 6)), (case_officer.post, at(26, 18), at(27, 6))]


def test_what_was_stood_is_handed_over_to_nobody(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
    with clock.travel(at(26, 3)):
        with pytest.raises(Invalid, match="đã qua"):
            actions.hand_duty_over(night, to=post_of(case_officer), at=at(25, 22), note="", by=manager)
        with pytest.raises(Invalid, match="của người ấy"):
            actions.hand_duty_over(night, to=post_of(reception), note="", by=manager)
    assert stood(line) == [(reception.post, at(25, 18), at(26, 6))]


def test_note_for_a_duty_that_has_not_begun_is_found_by_who_gets_it(
    line: Line, reception: Actor, case_officer: Actor, manager: Actor
) -> None:
    with clock.travel(at(25, 8)):
        night = duty(line, reception, at(25, 18), at(26, 6), by=manager)
        actions.hand_duty_over(night, to=post_of(case_officer), note="Gọi lại bà Lan.", by=manager)
        page = Desk(client_of_actor(case_officer)).reads(PAGE)
    assert "Dặn lại: Trần Thị Mỹ Hạnh: Gọi lại bà Lan." in page
    assert stood(line) == [(case_officer.post, at(25, 18), at(26, 6))]
