"""What rings on whose desk, and what it costs to ask."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.ground import bare
from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.hotline.duty import at, duty
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Call, Line
from xaso.hotline.rules import Kind, News
from xaso.journal.models import Entry
from xaso.messages.models import Message

pytestmark = pytest.mark.django_db
POP = "/can-bo/duong-day/dang-goi"
MACHINE = Actor.system("test")


def rings(line: Line, name: str = "a", *, seconds_ago: int = 0, caller: str = "0912345678") -> Call:
    at = clock.now() - timedelta(seconds=seconds_ago)
    call = actions.hear_of_call(source="signed", news=News(name, Kind.RINGING, at, caller, line.number), by=MACHINE)
    assert call is not None
    return call


def on_duty(line: Line, who: Actor, manager: Actor) -> None:
    now = clock.now()
    duty(line, who, now - timedelta(hours=1), now + timedelta(hours=1), by=manager)


def seen(desk: Desk) -> list[str]:
    return [one["url"].rsplit("/", 1)[1] for one in desk.client.get(POP).json()["calls"]]


def test_call_rings_for_who_is_on_duty_and_after_a_while_for_all(
    line: Line, reception: Actor, manager: Actor, hanh: Desk, phuc: Desk
) -> None:
    on_duty(line, reception, manager)
    call = rings(line)
    assert (seen(hanh), seen(phuc)) == ([str(call.pk)], [])
    with clock.travel(clock.now() + timedelta(seconds=25)):
        assert (seen(hanh), seen(phuc)) == ([str(call.pk)], [str(call.pk)])


def test_call_of_a_line_without_duty_rings_on_every_desk_of_the_unit_only(
    line: Line, hanh: Desk, phuc: Desk, other_commune: Actor
) -> None:
    call = rings(line)
    assert (seen(hanh), seen(phuc), seen(Desk(client_of_actor(other_commune)))) == ([str(call.pk)], [str(call.pk)], [])


def test_call_somebody_picked_up_rings_for_nobody_else(line: Line, hanh: Desk, phuc: Desk) -> None:
    call = rings(line)
    assert hanh.client.post(f"/can-bo/duong-day/cuoc-goi/{call.pk}/nghe").status_code == 302
    assert (seen(hanh), seen(phuc)) == ([str(call.pk)], [])


def test_telephone_that_was_not_lifted_leaves_a_missed_call(line: Line, reception: Actor) -> None:
    call = rings(line, seconds_ago=120)
    actions.pick_up(call, by=reception)
    gone = News("a", Kind.ENDED, clock.now() - timedelta(seconds=90), "0912345678", line.number)
    actions.hear_of_call(source="signed", news=gone, by=MACHINE)
    assert actions.settle_missed_calls(by=MACHINE) == 1
    call.refresh_from_db()
    assert (call.state, call.post_id) == ("missed", reception.post)


def test_keeper_is_told_once_when_nobody_answers(line: Line, manager: Actor) -> None:
    Line.objects.filter(pk=line.pk).update(keeper=manager.post, keeper_phone="+84900000108")
    rings(line, seconds_ago=25)
    assert [actions.escalate_ringing(by=MACHINE) for _time in range(2)] == [1, 0]
    assert [one.to for one in Message.objects.all()] == ["+84900000108"]


def test_machine_that_calls_all_the_time_sends_its_keeper_one_message_in_ten_minutes(
    line: Line, manager: Actor
) -> None:
    Line.objects.filter(pk=line.pk).update(keeper=manager.post, keeper_phone="+84900000108")
    with clock.travel(at(25, 8, 1)):
        for number in range(30):
            rings(line, f"c{number}", seconds_ago=25)
        assert actions.escalate_ringing(by=MACHINE) == 30
    assert Message.objects.count() == 1
    with clock.travel(at(25, 8, 12)):
        rings(line, "c30", seconds_ago=25)
        actions.escalate_ringing(by=MACHINE)
    assert Message.objects.count() == 2


def test_every_desk_page_asks_and_soon_only_where_it_rings_first(
    line: Line, reception: Actor, manager: Actor, hanh: Desk, phuc: Desk, other_commune: Actor
) -> None:
    """On duty; a colleague; a commune without a line; and all of them while nobody is on duty."""

    def again() -> list[int]:
        return [desk.client.get(POP).json()["again"] for desk in (hanh, phuc, Desk(client_of_actor(other_commune)))]

    assert f'data-calls="{POP}"' in hanh.reads("/can-bo/")
    assert again() == [400, 400, 60_000]
    on_duty(line, reception, manager)
    assert again() == [400, 5_000, 60_000]


def test_who_takes_no_calls_is_not_interrupted(line: Line, auditor: Actor) -> None:
    assert "data-calls" not in Desk(client_of_actor(auditor)).reads("/can-bo/so-sach")


def test_asking_costs_one_statement_about_calls_for_one_and_for_fifty(
    line: Line, reception: Actor, manager: Actor, hanh: Desk
) -> None:
    on_duty(line, reception, manager)
    hanh.client.get(POP)  # fills what a process keeps
    counts = []
    for number in (1, 50):
        for place in range(number):
            rings(line, f"{number}-{place}")
        with CaptureQueriesContext(connection) as caught:
            hanh.client.get(POP)
        told = [bare(one["sql"]) for one in caught.captured_queries]
        counts.append((len([one for one in told if "hotline_call" in one]), len(told)))
    assert counts[0] == counts[1]
    assert counts[0][0] == 1


def test_page_shows_language_and_dossiers_before_anybody_answers(line: Line, hanh: Desk) -> None:
    page = hanh.client.post("/can-bo/duong-day", {"caller": "0912345678", "line": line.pk})["Location"]
    hanh.client.post(f"{page}/ghi", {"language": "km", "solved": "yes", "note": "", "name": "", "number": ""})
    shown = hanh.reads(f"/can-bo/duong-day/cuoc-goi/{rings(line).pk}")
    assert ("Tiếng Khmer" in shown, bool(re.search("Tôi nghe máy", shown))) == (True, True)


def test_recording_is_opened_at_the_provider_and_leaves_a_row(line: Line, hanh: Desk) -> None:
    call = rings(line)
    address = f"/can-bo/duong-day/cuoc-goi/{call.pk}/ghi-am"
    assert hanh.client.post(address).status_code == 404
    Call.objects.filter(pk=call.pk).update(recording="https://ghi-am.example/1.mp3")
    answer = hanh.client.post(address)
    assert (answer["Location"], Entry.objects.filter(action="hotline.open_recording").count()) == (
        "https://ghi-am.example/1.mp3",
        1,
    )


def test_page_that_lies_open_keeps_nobody_signed_in(line: Line, reception: Actor) -> None:
    client, now = client_of_actor(reception), clock.now()
    statuses = []
    for minutes in (5, 10, 14, 16):
        with clock.travel(now + timedelta(minutes=minutes)):
            statuses.append(client.get(POP).status_code)
    assert statuses == [200, 200, 200, 302]


def test_call_of_a_system_whose_clock_is_ahead_is_picked_up_and_finished(line: Line, hanh: Desk) -> None:
    call = rings(line, seconds_ago=-20)
    address = f"/can-bo/duong-day/cuoc-goi/{call.pk}"
    assert hanh.client.post(f"{address}/nghe").status_code == 302
    said = {"name": "", "language": "", "note": "Hỏi giờ.", "number": "", "solved": "yes"}
    assert hanh.client.post(f"{address}/ghi", said).status_code == 302
    call.refresh_from_db()
    assert (call.state, call.answered_at) == ("talking", call.began_at)
