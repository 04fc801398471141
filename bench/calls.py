"""A screen pop while fifty calls arrive at once: signed reports of an exchange through the web server, kept and read there, and
shown by open pages of the desk, which ask again when the server told them to. Taken from the sending of each report to the first
answer that has its call, on each page."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median

from bench import ground
from bench.client import Result, measure, page
from bench.report import Table
from config.household import BASE, die_with_parent
from xaso.connectors.signed_calls import signature

CALLS, ROUNDS, PAGES = 50, 6, 4
SECRET = "bench-bench-bench-bench-bench"
SOURCES = json.dumps({"signed": {"secret": SECRET}})
POP = "/can-bo/duong-day/dang-goi"
PATIENCE_SECONDS = 60
HANG_UP = """update hotline_call
set state = 'ended', answered_at = began_at, ended_at = began_at, surveyed_at = began_at where state = 'ringing'"""

ON_DUTY = """
import django
django.setup()
from datetime import timedelta
from bench.drafts import session_of
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in, office_of, post_of
from xaso.hotline.actions import open_line, put_on_duty
by = Actor.system("bench")
line = open_line(office_of(player("tiep-nhan")), name="bench", number="02933571234", around_the_clock=True, by=by)
now = clock.now()
post = post_of(player("tiep-nhan"))
put_on_duty(line, post=post, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8), by=by)
print(session_of(let_in(player("tiep-nhan"))))
"""


@dataclass
class OpenPage:
    """Asks for the calls that ring and waits as the answer says, as `desk/calls.js` does. `saw`: each call's moment, by its
    number."""

    port: int
    session: str
    saw: dict[str, float] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        line = HTTPConnection("127.0.0.1", self.port)
        while not self.over.is_set():
            line.request("GET", POP, headers={"Cookie": f"sessionid={self.session}"})
            told = json.loads(line.getresponse().read())
            for call in told["calls"]:
                self.saw.setdefault("".join(call["caller"].split()), time.monotonic())
            self.over.wait(told["again"] / 1000)
        line.close()


def calls() -> None:
    database = ground.fresh("submit_calls", ground.prepare())
    session = ground.run(database, "-c", ON_DUTY).strip()
    table = Table(f"The telephone: {PAGES} open pages while {CALLS} calls arrive at once, {ROUNDS} times")
    reports: list[float] = []
    shown: list[float] = []
    with _worker(database), ground.serving(database, XASO_CALL_SOURCES=SOURCES) as port:
        quiet = measure(port, [page("/robots.txt")] * 200, clients=1, expect=200)
        alone = measure(port, [page(POP, session)] * 100, clients=1, expect=200)
        for number in range(ROUNDS):
            shown += _round(port, session, number, reports)
            ground.sql(database, HANG_UP)
    [(there,)] = ground.sql(database, "select count(*) from hotline_call")
    _report(table, quiet, alone, reports, shown, int(str(there)))


def _round(port: int, session: str, number: int, reports: list[float]) -> list[float]:
    """Milliseconds from the sending of the reports to each page's first sight of each call."""
    pages = [OpenPage(port, session) for _page in range(PAGES)]
    looking = [threading.Thread(target=one.look) for one in pages]
    for place, thread in enumerate(looking):
        thread.start()
        time.sleep((place + 1) * 0.13)  # people open their pages when they come
    sent = time.monotonic()
    _arrive(port, number, reports)
    _until_seen(pages)
    for one in pages:
        one.over.set()
    for thread in looking:
        thread.join()
    return [(moment - sent) * 1000 for one in pages for moment in one.saw.values()]


def _report(table: Table, quiet: Result, alone: Result, reports: list[float], shown: list[float], there: int) -> None:
    expected = CALLS * ROUNDS
    table.row("calls that rang, of those reported", f"{there} of {expected}", ok=there == expected)
    seen = len(shown)
    table.row("shown, on all pages", f"{seen} of {expected * PAGES}", ok=seen == expected * PAGES)
    table.row(
        "from sending a report until its call is there, p50, p95", f"{median(reports):.0f}, {_at(reports, 0.95):.0f} ms"
    )
    table.row("the request of an open page, alone, p50", f"{alone.at(0.5):.1f} ms")
    table.row("    beside a bare request", f"× {alone.at(0.5) / quiet.at(0.5):.1f}")
    late = _at(shown, 0.95)
    table.row("report to screen, p50", f"{median(shown):.0f} ms")
    table.row("    p95", f"{late:.0f} ms", "bar 1000", ok=late < 1000)
    table.show()


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _arrive(port: int, round_: int, took: list[float]) -> None:
    """`took`: from sending a report to its answer, given once the call is there."""
    requests = [_signed(f"bench-{round_}-{place}", 2_000_000 + round_ * CALLS + place) for place in range(CALLS)]
    took += measure(port, requests, clients=CALLS, expect=200).times


def _signed(name: str, caller: int) -> bytes:
    now = time.time()
    told = {"call_id": name, "event": "ringing", "at": now, "from": f"+8490{caller:07d}", "to": "+842933571234"}
    body, stamp = json.dumps(told).encode(), str(int(now))
    head = (
        "POST /ket-noi/cuoc-goi/signed/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Xaso-Timestamp: {stamp}\r\n"
        f"X-Xaso-Signature: sha256={signature(body, stamp, secret=SECRET)}\r\n\r\n"
    )
    return head.encode() + body


@contextmanager
def _worker(database: str) -> Iterator[None]:
    command = [sys.executable, "-m", "config.command", "worker", "--only"]
    with (ground.VAR / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=BASE,
            env=ground.environment(database),
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _until_seen(pages: list[OpenPage]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and any(len(one.saw) < CALLS for one in pages):
        time.sleep(0.05)
