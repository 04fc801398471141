"""A screen pop while fifty calls arrive at once: signed reports of an exchange through the web server, kept and read there, and
seen by the request that an open page of the desk makes again and again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from bench import ground
from bench.client import Result, measure, page
from bench.report import Table
from config.household import BASE, die_with_parent
from xaso.connectors.signed_calls import signature
from xaso.hotline.rules import Look

CALLS, ROUNDS = 50, 6
SECRET = "bench-bench-bench-bench-bench"
SOURCES = json.dumps({"signed": {"secret": SECRET}})
POP = "/can-bo/duong-day/dang-goi"
PATIENCE_SECONDS = 60

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


def calls() -> None:
    database = ground.fresh("submit_calls", ground.prepare())
    session = ground.run(database, "-c", ON_DUTY).strip()
    table = Table(f"The telephone: a screen pop while {CALLS} calls arrive at once, {ROUNDS} times")
    pops: list[float] = []
    reports: list[float] = []
    with _worker(database), ground.serving(database, XASO_CALL_SOURCES=SOURCES) as port:
        quiet = measure(port, [page("/robots.txt")] * 200, clients=1, expect=200)
        alone = measure(port, [page(POP, session)] * 100, clients=1, expect=200)
        for number in range(ROUNDS):
            burst = threading.Thread(target=_arrive, args=(port, number, reports))
            burst.start()
            while burst.is_alive():
                pops += measure(port, [page(POP, session)], clients=1, expect=200).times
            burst.join()
            _wait_until_taken(database, (number + 1) * CALLS)
    [(there,)] = ground.sql(database, "select count(*) from hotline_call where state = 'ringing'")
    _report(table, quiet, alone, pops, reports, int(str(there)))


def _report(table: Table, quiet: Result, alone: Result, pops: list[float], reports: list[float], there: int) -> None:
    table.row("calls that rang, of those reported", f"{there} of {CALLS * ROUNDS}", ok=there == CALLS * ROUNDS)
    told = _at(reports, 0.95)
    table.row("from sending a report until its call is there, p50, p95", f"{median(reports):.0f}, {told:.0f} ms")
    table.row("the request of an open page, alone, p50", f"{alone.at(0.5):.1f} ms")
    table.row("    beside a bare request", f"× {alone.at(0.5) / quiet.at(0.5):.1f}")
    late = _at(pops, 0.95)
    table.row("    while the calls arrive, p50, p95", f"{median(pops):.0f}, {late:.0f} ms")
    shown = told + late + Look.SOON  # an open page asks as often
    table.row(
        "report to screen at the worst place between two askings, p95", f"{shown:.0f} ms", "bar 1000", ok=shown < 1000
    )
    table.show()


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _arrive(port: int, round_: int, took: list[float]) -> None:
    """`took`: from sending a report to its answer, given once the call is there."""
    requests = [_signed(f"bench-{round_}-{place}", 2_000_000 + place) for place in range(CALLS)]
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


def _wait_until_taken(database: str, wanted: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        [(taken,)] = ground.sql(database, "select count(*) from hotline_delivery where taken_at is not null")
        if int(str(taken)) >= wanted:
            return
        time.sleep(0.1)
    raise SystemExit("bench: the worker did not read the reports")
