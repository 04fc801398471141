"""What becomes of an answer, while Zalo tells of it, or of who was answered, at the same moment."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.cast import actor
from tests.factories.messages import by, make_message
from tests.factories.zalo import conversing, events, linked
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.actions import (
    answer_follower,
    claim_message,
    claim_remark,
    keep_event,
    note_receipt,
    settle_message,
    settle_remark,
    take_event,
)
from xaso.messages.models import EarlyReceipt, Follower, Message, NetworkEvent, Remark
from xaso.messages.ports import Handover, NetworkRefused, Told, network
from xaso.messages.rules import Reason, Said, State, Trouble, Urgency

BY = Actor.system("test")
Act = Callable[[], object]
WAITS = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"


def joined(zalo: Zalo) -> Follower:
    return conversing(linked(zalo, actor("quan-ly")), actor("cong-dan"))


def being_sent(zalo: Zalo) -> Remark:
    """An answer that was handed to Zalo."""
    remark = answer_follower(joined(zalo).pk, text="Mời ông/bà ghé lấy.", by=actor("tiep-nhan"))
    claim_remark(remark.pk, by=BY)
    return remark


def told(event: dict[str, Any]) -> Act:
    """Takes the event, when called."""
    body = json.dumps(event).encode()
    keep_event(body, by=BY)
    key = NetworkEvent.objects.get().pk
    return lambda: take_event(key, heard=network().read(body), problem="", by=BY)


def beside(begin: Act, end: Act, settle: Act) -> list[Exception]:
    """Another worker begins, and ends once `settle` waits for it here, or does not; what went wrong for either."""
    begun, problems = threading.Event(), list[Exception]()

    def work() -> None:
        try:
            with from_nobody(), as_machine("test"), transaction.atomic():
                begin()
                begun.set()
                _wait_until_somebody_waits()
                end()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(10)
    try:
        settle()
    except Exception as problem:
        problems.append(problem)
    worker.join()
    return problems


def _wait_until_somebody_waits() -> None:
    until = time.monotonic() + 2
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


def test_answer_that_zalo_tells_of_while_it_is_written_down_was_sent_once(committed_db: Act, zalo: Zalo) -> None:
    remark = being_sent(zalo)
    take = told(events("77001").answered(remark.text, "loi-1"))
    assert beside(take, lambda: None, lambda: settle_remark(remark.pk, reference="loi-1", by=BY)) == []
    said = Remark.objects.get(ours=True)
    assert (said.pk, said.state, said.network_id) == (remark.pk, Said.SENT, "loi-1")


def test_who_takes_everything_back_while_an_answer_is_refused_is_forgotten(committed_db: Act, zalo: Zalo) -> None:
    remark = being_sent(zalo)
    take = told(events("77001").withdrew())
    left = NetworkRefused("-213", Trouble.DEAD, Reason.LEFT)

    def hold() -> object:
        return Follower.objects.select_for_update(of=("self",)).get(pk=remark.follower_id)

    assert beside(hold, take, lambda: settle_remark(remark.pk, problem=left, by=BY)) == []
    assert (Remark.objects.count(), Follower.objects.get().resident) == (0, None)


def notice_at_zalo(zalo: Zalo, settings: Settings) -> Handover:
    """A notice that was handed to Zalo."""
    settings.XASO_CARRIERS = [{"name": "zalo", "channel": "zalo", "with": "xaso.connectors.zalo_notices.ZaloNotices"}]
    follower = joined(zalo)
    message = make_message(account=follower.resident, unit=follower.unit_id, urgency=Urgency.URGENT)
    handover = claim_message(message.pk, by=BY)
    assert handover is not None
    return handover


@pytest.mark.parametrize("meanwhile", [True, False])
def test_notice_that_zalo_tells_of_before_it_is_written_down_is_no_answer(
    committed_db: Act, zalo: Zalo, settings: Settings, meanwhile: bool
) -> None:
    handover = notice_at_zalo(zalo, settings)
    take = told(events("77001").answered("Hồ sơ đã có kết quả.", "loi-1"))

    def settle() -> None:
        settle_message(handover, told=Told(reference="loi-1"), by=BY)

    if meanwhile:
        assert beside(take, lambda: None, settle) == []
    else:
        take()
        settle()
    assert Message.objects.get().state == State.SENT
    assert Remark.objects.filter(ours=True).count() == 0


def perhaps_taken(settings: Settings) -> Handover:
    """A notice of which the carrier never said whether it took it: it is asked again."""
    settings.XASO_CARRIERS = [by("Counting")]
    handover = claim_message(make_message(urgency=Urgency.URGENT).pk, by=BY)
    assert handover is not None
    settle_message(handover, told=Told(trouble=Trouble.UNSURE, error="no answer"), by=BY)
    Message.objects.update(due_at=clock.now())
    return handover


def test_receipt_of_a_notice_that_is_claimed_again_at_that_moment_waits_for_the_claim(
    committed_db: Act, settings: Settings
) -> None:
    handover, message = perhaps_taken(settings), Message.objects.get()
    said = {"carrier": "sms-counting", "reference": "r-1", "key": f"{handover.delivery}.0"}

    def hold() -> object:
        return Message.objects.select_for_update().get()

    def claim() -> object:
        return claim_message(message.pk, by=BY)

    assert beside(hold, claim, lambda: note_receipt(arrived=True, by=BY, **said)) == []
    assert EarlyReceipt.objects.count() == 1
