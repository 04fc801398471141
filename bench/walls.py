"""What row-level security costs: the product beside itself as the owner of the tables, of whom PostgreSQL asks no wall. The same
code, statements and rows, in short pairs, counted in processor time of web server and database: other people's load changes
how long a page takes, hardly how much it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median

from bench import ground, rows
from bench.client import measure, page, submission
from bench.drafts import Sendable
from bench.report import Table
from config.postgres import OWNER

PAIRS, SENT, ASKED = 24, 60, 80


def walls(count: int) -> None:
    base = ground.prepare()
    table = Table(
        "What row-level security costs (processor time with the walls ÷ as the owner of the tables, 4 clients)"
    )
    database = ground.fresh("submit_walls", base)
    lines = ground.run(database, "-m", "bench.drafts", *map(str, (2 * (PAIRS + 1) * SENT, 1, 0, 1))).splitlines()
    drafts = iter([submission(Sendable(**json.loads(line))) for line in lines])
    _compare(table, "sending a dossier", database, lambda: [next(drafts) for _one in range(SENT)], expect=302)
    name, session = rows.with_rows(base, count)
    _compare(table, f"desk inbox, {count:,} dossiers", name, lambda: [page("/can-bo/", session)] * ASKED, expect=200)
    table.show()


def _compare(table: Table, name: str, database: str, some: Callable[[], list[bytes]], *, expect: int) -> None:
    with ground.serving(database) as walled, ground.serving(database, role=OWNER) as bare:
        pairs = []
        for pair in range(PAIRS + 1):
            order = (walled, bare) if pair % 2 else (bare, walled)
            used = {port: _used(port, some(), expect) for port in order}
            pairs.append((used[walled], used[bare]))
    much, little = (1000 * median(side) for side in zip(*pairs[1:], strict=True))  # the first warms up
    cost = much / little - 1
    table.row(f"{name}, ms", f"{much:5.2f} ÷ {little:5.2f} = {cost:+.1%}", "bar 10 %", ok=cost <= 0.1)


def _used(port: int, requests: list[bytes], expect: int) -> float:
    """Processor seconds of one of them."""
    before = ground.processor_seconds(port)
    if measure(port, requests, clients=4, expect=expect).wrong:
        raise SystemExit(f"bench: wrong answers; see {ground.VAR}/web.log")
    return (ground.processor_seconds(port) - before) / len(requests)
