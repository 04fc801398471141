"""A number typed wrong at night is typed anew, until something was done with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import client_of_actor
from tests.config.reading import shown
from tests.desk.office import sent_extract
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Call, Line
from xaso.journal.models import Entry
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
WRONG, LAN = "+84912345678", "+84912000001"


@pytest.fixture
def call(line: Line, reception: Actor, citizen: Actor, one_stop: Office) -> Call:
    """Mrs Lan calls; Hạnh hears another number."""
    with clock.travel(at(25, 8)):
        sent_extract(citizen, one_stop)
        return actions.type_call(line, caller=WRONG, by=reception)


def correct(call: Call, actor: Actor, number: str = "0912 000 001") -> str:
    client = client_of_actor(actor)
    answer = client.post(f"/can-bo/duong-day/cuoc-goi/{call.pk}/so", {"so-caller": number})
    call.refresh_from_db()
    return shown(client.get(answer["Location"]) if answer.status_code == 302 else answer)


def test_number_typed_anew_shows_whose_it_is(call: Call, reception: Actor) -> None:
    with clock.travel(at(25, 9)):
        page = shown(client_of_actor(reception).get(f"/can-bo/duong-day/cuoc-goi/{call.pk}"))
        assert "Số này không có hồ sơ nào đang làm ở xã." in page
        page = correct(call, reception)
    assert (call.caller, "Đã sửa số người gọi." in page, "không có hồ sơ nào" in page) == (LAN, True, False)
    assert Entry.objects.filter(action="hotline.correct_caller", subject_id=str(call.pk)).count() == 1


@pytest.mark.parametrize("number", ["", "0912", "abc", "\x00", "9" * 39])
def test_what_is_no_number_stays_in_its_box(call: Call, reception: Actor, number: str) -> None:
    with clock.travel(at(25, 9)):
        page = correct(call, reception, number)
    assert (call.caller, "Số người gọi" in page, "Lỗi" in page) == (WRONG, True, True)


def test_number_that_was_withheld_is_added_once_it_is_told(line: Line, reception: Actor) -> None:
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller="", by=reception)
        correct(call, reception)
    assert call.caller == LAN


def note(call: Call, by: Actor) -> None:
    actions.finish_call(call, name="Bà Lan", language="km", note="Hỏi khai sinh.", solved=True, by=by)


def test_what_was_noted_of_the_true_caller_stays(call: Call, reception: Actor) -> None:
    with clock.travel(at(25, 9)):
        note(call, reception)
        correct(call, reception)
    assert (call.caller, call.name, call.language, call.note) == (LAN, "Bà Lan", "km", "Hỏi khai sinh.")


def promised(call: Call, by: Actor) -> None:
    actions.promise_answer(call, words="Gọi lại về khai sinh.", within="day", name="", by=by)


def answered(call: Call, by: Actor) -> None:
    answer = actions.write_answer(title="Khai sinh ở đâu?", body="Ở xã.", by=by)
    actions.give_answer(call, answer=answer, send=True, by=by)


def reported(call: Call, by: Actor) -> None:
    actions.report_for_caller(call, category="road", words="Đường hư.", by=by)


def prepared(call: Call, by: Actor) -> None:
    actions.prepare_filing(call, code="2.000635", owner_name="Bà Lan", by=by)


@pytest.mark.parametrize("do", [promised, answered, reported, prepared])
def test_number_that_something_was_done_with_stands(
    call: Call, reception: Actor, do: Callable[[Call, Actor], None]
) -> None:
    with clock.travel(at(25, 9)):
        do(call, reception)
        page = shown(client_of_actor(reception).get(f"/can-bo/duong-day/cuoc-goi/{call.pk}"))
        assert "Ghi nhầm số?" not in page
        assert "Không sửa được số này" in correct(call, reception)
    assert call.caller == WRONG


@pytest.mark.parametrize("who", ["case_officer", "auditor", "other_commune"])
def test_nobody_else_types_it_anew(call: Call, who: str, request: pytest.FixtureRequest) -> None:
    with clock.travel(at(25, 9)):
        correct(call, request.getfixturevalue(who))
    assert call.caller == WRONG


def test_number_that_a_telephone_system_said_stands(line: Line, reception: Actor) -> None:
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller=WRONG, by=reception)
        Call.objects.filter(pk=call.pk).update(source="omicall", source_id="x1")
        assert "Không sửa được số này" in correct(call, reception)
    assert call.caller == WRONG
