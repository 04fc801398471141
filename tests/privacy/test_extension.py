"""A request about data is given more time once, before it is late, and its person reads why."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.privacy.asking import asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.refused import Forbidden, Invalid
from xaso.deadlines.rules import Event, EventKind, derive
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, lawful_moves
from xaso.dossiers.models import Dossier
from xaso.journal.queries import entries_of
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.offices.queries import calendar_of

pytestmark = pytest.mark.django_db
WHY = "Phải hỏi nơi cấp giấy ở tỉnh khác."


@pytest.fixture
def request_of_lan(citizen: Actor, one_stop: Office, reception: Actor) -> Dossier:
    return asked("copy", by=citizen, office=one_stop, reception=reception)


def twice_as_long(dossier: Dossier) -> object:
    assert dossier.clock is not None
    assert dossier.received_at is not None
    start = Event(EventKind.START, dossier.received_at)
    return derive(dossier.clock.limit.extended(10), [start], calendar_of(dossier.office_id)).due


def test_officer_extends_and_the_person_reads_why_and_until_when(
    request_of_lan: Dossier, case_officer: Actor, lan: Client
) -> None:
    number, phuc = request_of_lan.number, Desk(client_of_actor(case_officer))
    due = twice_as_long(request_of_lan)
    page = phuc.reads(f"/can-bo/ho-so/{number}/gia-han")
    assert f"Gia hạn hết mức thì trả lời trước {show_moment(due)}." in page  # type: ignore[arg-type]
    phuc.does(number, "gia-han", amount="10", reason=WHY)
    found = get_dossier(case_officer, number)
    assert found.clock is not None
    assert (found.due_at, found.act_by, found.clock.due_at, found.clock.extended) == (due, due, due, 10)
    told = Message.objects.filter(about_id=str(found.pk)).latest("created_at").body
    assert told.startswith(
        f"Hồ sơ {number} được gia hạn một lần, trả lời trước {show_moment(found.act_by)}. Lý do: {WHY}"
    )
    theirs = unescape(lan.get(f"/ho-so/{number}").content.decode())
    assert all(text in theirs for text in ("Xã gia hạn một lần", WHY, "xã gia hạn một lần, thêm 10 ngày"))
    entry = entries_of(found.subject).get(action="dossier.extend")
    assert entry.detail["amount"] == 10


def test_once_and_by_no_more_than_the_law_gives(request_of_lan: Dossier, case_officer: Actor) -> None:
    number = request_of_lan.number
    for wrong in (0, -1, 11, 10**9):
        with pytest.raises(Invalid, match="từ 1 đến 10"):
            actions.extend_dossier(get_dossier(case_officer, number), amount=wrong, reason=WHY, by=case_officer)
    actions.extend_dossier(get_dossier(case_officer, number), amount=3, reason=WHY, by=case_officer)
    with pytest.raises(Forbidden):
        actions.extend_dossier(get_dossier(case_officer, number), amount=1, reason=WHY, by=case_officer)


def test_reason_that_is_missing_keeps_what_was_typed(request_of_lan: Dossier, case_officer: Actor) -> None:
    answer = Desk(client_of_actor(case_officer)).press(request_of_lan.number, "gia-han", amount="4", reason=" ")
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert 'value="4"' in page
    assert "Xin ghi mục này." in page


def test_late_request_is_not_extended_any_more(request_of_lan: Dossier, case_officer: Actor) -> None:
    with clock.travel(request_of_lan.act_by + timedelta(minutes=1)):
        verbs = [move.verb for move in lawful_moves(get_dossier(case_officer, request_of_lan.number), case_officer)]
    assert "extend" not in verbs
    assert "propose" in verbs


def test_only_requests_about_data_and_only_by_who_examines_them(
    request_of_lan: Dossier, citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    for by in (citizen, reception, approver):
        with pytest.raises(Forbidden):
            actions.extend_dossier(request_of_lan, amount=1, reason=WHY, by=by)
    other = sent_extract(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, other.number), by=reception)
    with pytest.raises(Forbidden):
        actions.extend_dossier(get_dossier(case_officer, other.number), amount=1, reason=WHY, by=case_officer)
