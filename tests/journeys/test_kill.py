"""The kill test: whatever is killed, what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import json
import queue
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from tests.conftest import CLUSTER
from tests.journeys.household import LiveHousehold, household_in, is_running
from xaso.core import clock
from xaso.messages.rules import LOST_AFTER, is_quiet, next_morning

SUBMISSIONS = 500
CLIENTS = 8
KILLED_IN_TURN = ("worker", "web", "database", "page", "database", "worker", "web")
PATIENCE_SECONDS = 60
CSRF = "a" * 32
TICK = """
import django
django.setup()
from xaso.core.queue import enqueue
enqueue("messages.tick", timestamp=0)
"""
RECEIPT = re.compile(r"/ho-so/([^/]+)/giay-hen")


@dataclass
class Sending:
    """What the clients have seen. A draft is acknowledged when its sender has been led to the receipt."""

    port: int
    drafts: queue.SimpleQueue[dict[str, str]]
    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)

    def client(self) -> None:
        while True:
            try:
                one = self.drafts.get_nowait()
            except queue.Empty:
                return
            end = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < end and not self._sent(one):
                time.sleep(0.2)

    def _sent(self, one: dict[str, str]) -> bool:
        status, where = post(self.port, one)
        self.answers[status] += 1
        if status == 302 and (number := RECEIPT.search(where)):
            before = self.acknowledged.setdefault(one["draft"], number[1])
            if before != number[1]:
                self.strange.append(f"{one['draft']} is {before} and {number[1]}")
            return True
        if status not in (0, 503):
            self.strange.append(f"{status} {where[:200]}")
            return status != 500
        return False


def post(port: int, one: dict[str, str]) -> tuple[int, str]:
    """Presses "Nộp hồ sơ": status, and where to, or what was said. Status 0 when the line broke."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, "revision": one["revision"]})
    headers = {
        "Cookie": f"sessionid={one['session']}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("POST", f"/nhap/{one['draft']}/xem-lai", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        return answer.status, answer.headers.get("Location") or text
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


@pytest.fixture(scope="module")
def household(
    template_database: str, static_files: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveHousehold]:
    """Up and well. The tests below share it, in their order."""
    with household_in(tmp_path_factory.mktemp("household"), CLUSTER, template_database) as home:
        home.start()
        home.wait_until_well()
        yield home


def drafts_of(household: LiveHousehold, count: int) -> list[dict[str, str]]:
    done = household.run("-m", "bench.drafts", "--apart", str(count), "1")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_nothing_acknowledged_is_lost_whatever_is_killed(household: LiveHousehold) -> None:
    drafts = drafts_of(household, SUBMISSIONS)
    sending = Sending(household.port, queue.SimpleQueue())
    for one in drafts:
        sending.drafts.put(one)
    clients = [threading.Thread(target=sending.client) for _client in range(CLIENTS)]
    for client in clients:
        client.start()
    for place, part in enumerate(KILLED_IN_TURN, start=1):
        _wait_for(sending, place * SUBMISSIONS // (len(KILLED_IN_TURN) + 1))
        household.kill(part)
    for client in clients:
        client.join()

    assert sending.strange == []
    assert len(sending.acknowledged) == SUBMISSIONS
    for one in drafts[:20]:
        assert post(household.port, one)[1] == f"/ho-so/{sending.acknowledged[one['draft']]}/giay-hen"
    _require_whole(household, sending.acknowledged)


def _wait_for(sending: Sending, count: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while len(sending.acknowledged) < count:
        assert time.monotonic() < end, f"stuck at {len(sending.acknowledged)}: {sending.answers} {sending.strange[:3]}"
        time.sleep(0.01)


def _require_whole(household: LiveHousehold, acknowledged: dict[str, str]) -> None:
    """Each acknowledged draft is one dossier, with its number, papers, move, journal entry and message."""
    found = dict(
        household.rows(
            "select draft.id::text, dossier.number from dossiers_draft draft"
            " join dossiers_dossier dossier on dossier.id = draft.dossier_id"
        )
    )
    assert found == acknowledged
    [(dossiers,)] = household.rows("select count(*) from dossiers_dossier")
    assert dossiers == len(acknowledged)
    given = sorted(int(number.rsplit("-", 1)[1]) for number in acknowledged.values())
    assert given == list(range(1, len(acknowledged) + 1))
    incomplete = household.rows(
        """select number from dossiers_dossier d
            where (select count(*) from dossiers_move where dossier_id = d.id and verb = 'submit') <> 1
               or (select count(*) from dossiers_paper where dossier_id = d.id) <> 2
               or (select count(*) from journal_entry where subject_kind = 'dossier' and subject_id = d.id::text
                     and action = 'dossier.submit') <> 1
               or (select count(*) from messages_message where about_kind = 'dossier' and about_id = d.id::text) <> 1"""
    )
    assert incomplete == []
    _require_told(household)
    verified = household.run("-m", "config.command", "journal", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _require_told(household: LiveHousehold) -> None:
    """Each message went by one channel, and however often it was tried, under one key, which its carrier takes once. At night
    it waits for the morning; nobody here is told twice within ten minutes, so none waits for others to go with."""
    _wait_until(lambda: not _unsent(household), seconds=2 * PATIENCE_SECONDS)
    gone = household.rows("select id::text from messages_message where sent_at is not null order by id")
    by_key = household.rows(
        "select message_id::text from messages_delivery where step = 'sent' and reference = 'outbox:' || id || '.0'"
        " order by message_id"
    )
    assert by_key == gone
    [(deliveries,)] = household.rows("select count(*) from messages_delivery")
    assert deliveries == len(gone)


def _unsent(household: LiveHousehold) -> list[str]:
    """The states of what should have gone. What was being sent when its worker was killed counts as lost after two minutes:
    here after ten seconds, by moving its beginning back and asking for the job of the next minute now."""
    late = household.rows(
        f"update messages_delivery set sending_at = sending_at - make_interval(secs => {LOST_AFTER.seconds})"
        " where step = 'sending' and sending_at between now() - interval '60 s' and now() - interval '10 s' returning id"
    )
    if late:
        asked = household.run("-c", TICK)
        assert asked.returncode == 0 or "AlreadyEnqueued" in asked.stderr, asked.stderr
    now = clock.now()
    morning = next_morning(now) if is_quiet(now) else None
    found = household.rows("select state, due_at from messages_message where sent_at is null")
    return [state for state, due in found if not (state == "queued" and due == morning)]


def test_database_gone_for_ten_seconds_while_sending_keeps_what_was_typed(household: LiveHousehold) -> None:
    [one] = drafts_of(household, 1)
    before = household.rows("select count(*) from dossiers_dossier")
    household.tell(signal.SIGSTOP)  # or it would start the database again at once
    try:
        household.kill("database")
        back = time.monotonic() + 10
        time.sleep(1)
        seen = []
        while time.monotonic() < back:
            seen.append(post(household.port, one))
            time.sleep(1)
        health = household.health()
    finally:
        household.tell(signal.SIGCONT)
    assert {status for status, _said in seen} == {503}
    for _status, said in seen:
        assert "Những gì ông/bà vừa nhập còn nguyên ở đây" in said
        assert f'<input type="hidden" name="revision" value="{one["revision"]}">' in said
    assert health[0] == 503
    assert health[1]["part"] == "database"
    household.wait_until_well()
    assert household.rows("select count(*) from dossiers_dossier") == before
    status, where = post(household.port, one)
    assert status == 302
    assert post(household.port, one) == (302, where)


def test_launcher_killed_leaves_no_web_and_no_worker_and_starts_again(household: LiveHousehold) -> None:
    children = [household.pid_of(part) for part in ("web", "page", "worker")]
    household.tell(signal.SIGKILL)
    assert household.launcher is not None
    household.launcher.wait(PATIENCE_SECONDS)
    _wait_until(lambda: not any(map(is_running, children)))
    household.start()
    household.wait_until_well()


def test_ctrl_c_stops_everything(household: LiveHousehold) -> None:
    everybody = household.everybody()
    assert len(everybody) >= 6
    household.tell(signal.SIGINT)
    assert household.launcher is not None
    assert household.launcher.wait(PATIENCE_SECONDS) == 0
    _wait_until(lambda: not any(map(is_running, everybody)))


def _wait_until(true: Callable[[], bool], *, seconds: int = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
