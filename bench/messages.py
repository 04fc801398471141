"""Messages through a real worker to a provider that answers as eSMS documents: how soon a code leaves behind a queue of
broadcasts, and how a queue drains when its worker is killed three times. `MESSAGES` says how many
are drained, `BEHIND` how many stand behind the `CODES`, `LIMIT` how many a second the provider takes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from bench import ground
from bench.report import Table
from config.household import BASE, die_with_parent
from tests.peers.esms import Esms

KILLS = 3
LIMIT = int(os.environ.get("LIMIT", "50"))  # what a line of a brand name allows; more are answered 429
IN_FLIGHT = 12  # what a worker holds at most when it is killed
ANSWERS_AFTER = 0.1  # seconds, as one does that is reached by https over the country


class Provider(Esms):
    """Also writes down when it was asked, takes its time, and no more than its limit."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, float] = {}
        self.again = 0
        self.refused = 0
        self.lately: deque[float] = deque(maxlen=LIMIT)

    def answer(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        time.sleep(ANSWERS_AFTER)
        with self.lock:
            now = time.monotonic()
            if len(self.lately) == LIMIT and now - self.lately[0] < 0.9:  # it counts loosely
                self.refused += 1
                return 429, "text/plain", b"too fast"
            self.lately.append(now)
        self.at.setdefault(asked["Content"], time.time())
        self.again += asked["RequestId"] in self.taken
        return super().answer(asked)


def messages(queued: int, codes: int, behind: int) -> None:
    base = ground.prepare()
    table = Table(
        f"Messages: {behind:,} queued before {codes} codes; {queued:,} drained, the worker killed -9 {KILLS} times"
    )
    with Provider() as provider:
        _codes(ground.fresh("submit_codes", base), provider, behind, codes, table)
    with Provider() as provider:
        _drain(ground.fresh("submit_drain", base), provider, queued, table)
    table.show()


def _codes(database: str, provider: Provider, queued: int, codes: int, table: Table) -> None:
    ground.run(database, "-c", QUEUE, str(queued))
    with _worker(database, provider):
        _until(lambda: bool(provider.taken), 60)
        asked = json.loads(ground.run(database, "-c", CODE, str(codes)))
        _until(lambda: all(name in provider.at for name in asked), 60)
    waits = sorted(provider.at[name] - moment for name, moment in asked.items() if name in provider.at)
    left = ground.sql(database, "select count(*) from messages_message where state = 'queued'")[0][0]
    p95 = waits[int(len(waits) * 0.95) - 1] if waits else 0.0
    ok = len(waits) == codes and p95 < 1
    table.row("a code, from its press to the provider: p95", f"{p95 * 1000:.0f} ms", "bar 1 s", ok=ok)
    table.row("    median", f"{waits[len(waits) // 2] * 1000:.0f} ms" if waits else "none left")
    table.row("    broadcasts still behind the codes", f"{left:,}")


def _drain(database: str, provider: Provider, queued: int, table: Table) -> None:
    ground.run(database, "-c", QUEUE, str(queued))
    began = time.monotonic()
    for part in range(1, KILLS + 1):
        with _worker(database, provider) as worker:
            _until(lambda: len(provider.taken) >= queued * part // (KILLS + 1), 3600)  # noqa: B023
            os.kill(worker.pid, signal.SIGKILL)
    with _worker(database, provider):
        drained = queued - KILLS * IN_FLIGHT
        _until(lambda: len(provider.taken) >= drained, 3600)
        took = time.monotonic() - began
        # What the killed ones held comes back after two minutes; the provider knows those it had taken.
        _until(lambda: len(provider.taken) >= queued, 300)
        _until(lambda: not _left(database), 300)
    twice = [phone for phone, count in Counter(one["Phone"] for one in provider.taken.values()).items() if count > 1]
    reached = drained / took
    table.row(
        "drained, with one worker", f"{reached:.0f} a second", f"the provider's limit {LIMIT}", ok=reached > 0.9 * LIMIT
    )
    table.row("answered 429 on the way", str(provider.refused))
    table.row("taken by the provider twice", str(len(twice)), "bar 0", ok=not twice)
    table.row("asked again with the same key, and known", str(provider.again))
    table.row("left behind", str(_left(database)), "bar 0", ok=not _left(database) and len(provider.taken) == queued)


def _left(database: str) -> int:
    return int(str(ground.sql(database, "select count(*) from messages_message where state <> 'sent'")[0][0]))


@contextmanager
def _worker(database: str, provider: Provider) -> Iterator[subprocess.Popen[bytes]]:
    own = ground.environment(database, XASO_CARRIERS=json.dumps([provider.entry(pace=LIMIT)]))
    command = [sys.executable, "-m", "config.command", "worker", "--only"]
    with (ground.VAR / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=BASE, env=own, stdout=log, stderr=log, preexec_fn=die_with_parent)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _until(done: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.1)


# At night in Vietnam only alarms go to many, by the same way: so that the hour of the run does not matter.
QUEUE = """
import sys
import django
django.setup()
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import uuid7
from xaso.messages.actions import queue_broadcast
from xaso.messages.rules import is_quiet
from xaso.offices.models import Post
from xaso.offices.rules import Role
post = Post.objects.filter(role=Role.APPROVER).select_related("office").order_by("id").first()
by = Actor(post=post.pk, unit=post.office.unit_id, roles=frozenset({post.role}))
many = [(uuid7(), f"+849{place:08d}") for place in range(int(sys.argv[1]))]
queue_broadcast(text="Chiều nay cúp điện.", receivers=many, urgent=is_quiet(clock.now()), by=by)
"""

CODE = """
import json
import sys
import time
import django
django.setup()
from xaso.core.actor import Actor
from xaso.messages.actions import queue_message
from xaso.signin.actions.residents import CODE
asked = {}
for place in range(int(sys.argv[1])):
    told = CODE.with_values(code=f"{place:06d}", minutes=5)
    queue_message(to=f"+8481{place:07d}", told=told, about=("phone", str(place)), by=Actor())
    asked[told.text()] = time.time()
    time.sleep(0.2)
print(json.dumps(asked))
"""
