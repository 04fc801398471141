"""What the note of a call said before it was written anew: kept by the database, shown, forgotten with the call."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.desk.office import Desk
from tests.hotline.duty import at
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Call, EarlierNote, Line

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")
CALLER = "+84912345678"


def noted(call: Call, note: str, *, by: Actor) -> None:
    actions.finish_call(call, name="Bà Bé", language="vi", note=note, solved=True, by=by)


@pytest.fixture
def call(line: Line, reception: Actor, case_officer: Actor) -> Call:
    """Noted by Hạnh, then anew by Phúc an hour later."""
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller=CALLER, by=reception)
        noted(call, "Hỏi hộ nghèo.", by=reception)
    with clock.travel(at(25, 9)):
        noted(call, "Hỏi hộ cận nghèo của mẹ.", by=case_officer)
    return call


def earlier() -> list[tuple[str, object, int]]:
    return [(one.words, one.at, one.by_id) for one in EarlierNote.objects.order_by("id")]


def test_note_written_anew_keeps_who_said_what_before_and_when(
    call: Call, reception: Actor, case_officer: Actor, manager: Actor, bao: Desk
) -> None:
    with clock.travel(at(25, 10)):
        noted(call, "Hỏi hộ cận nghèo của mẹ.", by=manager)  # nothing new
        noted(call, "", by=manager)
        page = bao.reads(f"/can-bo/duong-day/cuoc-goi/{call.pk}")
    first = ("Hỏi hộ nghèo.", at(25, 8), reception.post)
    assert earlier() == [first, ("Hỏi hộ cận nghèo của mẹ.", at(25, 9), case_officer.post)]
    call.refresh_from_db()
    assert (call.note, call.noted_at, call.noted_by_id) == ("", at(25, 10), manager.post)
    shown = page.partition("Lời ghi trước khi sửa")[2]
    assert shown.index("Hỏi hộ cận nghèo của mẹ.") < shown.index("Hỏi hộ nghèo.")
    assert "08:00 thứ Tư 25/11/2026 · Trần Thị Mỹ Hạnh" in shown


def test_call_noted_once_shows_nothing_earlier(line: Line, reception: Actor, hanh: Desk) -> None:
    call = actions.type_call(line, caller=CALLER, by=reception)
    noted(call, "Hỏi hộ nghèo.", by=reception)
    assert "Lời ghi trước khi sửa" not in hanh.reads(f"/can-bo/duong-day/cuoc-goi/{call.pk}")
    assert earlier() == []


def test_database_keeps_it_whoever_writes_and_lets_nothing_be_changed(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(note="Không có gì.")
    assert [words for words, _at, _by in earlier()] == ["Hỏi hộ nghèo.", "Hỏi hộ cận nghèo của mẹ."]
    kept = EarlierNote.objects.filter(call=call)
    for change in (
        lambda: kept.update(words="Hỏi đường."),
        lambda: kept.update(words="", at=at(25, 7)),
        lambda: kept.delete(),
    ):
        with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="note_of_a_call_has_who_and_when"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(noted_by=None)


def test_earlier_notes_are_forgotten_with_the_call(call: Call) -> None:
    assert actions.forget_caller([CALLER], by=MACHINE) == 1
    assert [words for words, _at, _by in earlier()] == ["", ""]
    assert actions.forget_caller([CALLER], by=MACHINE) == 0


def test_call_of_which_only_earlier_notes_are_left_is_forgotten_in_its_time(line: Line, reception: Actor) -> None:
    with clock.travel(at(25, 8)):
        call = actions.type_call(line, caller="", by=reception)
        for note in ("Hỏi hộ nghèo.", ""):
            actions.finish_call(call, name="", language="", note=note, solved=True, by=reception)
    assert actions.forget_calls_before(at(26), by=MACHINE) == 1
    assert [words for words, _at, _by in earlier()] == [""]
    assert actions.forget_calls_before(at(26), by=MACHINE) == 0
