"""Sending a dossier over HTTP, everything included, beside a bare Django view and beside PostgreSQL alone."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import AbstractContextManager
from itertools import islice
from statistics import mean

from bench import ground
from bench.client import Result, measure, submission
from bench.drafts import Sendable
from bench.report import Table, best, ratio
from config.postgres import OWNER

ROUNDS = 2
# Product and floor draw from the same series: together they leave no number out and use none twice.
GAPS = """
select count(*) from (
    select office_id, day from (
        select office_id, substring(number from '([0-9]+)-[0-9]+$') as day, substring(number from '[0-9]+$')::int as seq
        from dossiers_dossier) as numbered
    group by office_id, day having count(*) <> max(seq) or count(distinct seq) <> count(*)) as bad
"""
COUNT_SQL = """
import django, json, re
django.setup()
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.test import Client
from bench.drafts import prepare
from bench.client import CSRF
from bench.ground import bare
one = next(prepare(2, 1))
two = list(prepare(2, 1))
def send(one):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.cookies["sessionid"], client.cookies["csrftoken"] = one.session, CSRF
    with CaptureQueriesContext(connection, ) as seen:
        answer = client.post(f"/nhap/{one.draft}/xem-lai", {"csrfmiddlewaretoken": CSRF, "revision": one.revision})
    assert answer.status_code == 302, answer.status_code
    return [bare(query["sql"]) for query in seen.captured_queries]
send(two[0])
print(json.dumps([sql for sql in send(two[1]) if not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE|SET |SELECT 1$", sql)]))
"""


def submit(seconds: int) -> None:
    """`seconds` is about how long each point takes."""
    base = ground.prepare()
    database = ground.fresh("submit_product", base)
    statements = json.loads(ground.run(database, "-c", COUNT_SQL).splitlines()[-1])
    table = Table("Sending a dossier (HTTP, session, CSRF, checks, 2 papers, number, journal, notice, job, durable)")
    table.row("SQL statements", str(len(statements)), "bar 14, aim 9", ok=len(statements) <= 14)
    size = 60 * seconds
    runs: dict[str, list[Result]] = {}
    with ground.serving(database) as product, _floor(database) as floor:
        _points(runs, database, product, floor, size)
    [(gaps,)] = ground.sql(database, GAPS)
    limit = {clients: _limit(database, statements, clients, seconds) for clients in (4, 16)}
    for clients in (4, 16):
        for who in ("product", "floor"):
            table.row(f"{who}, {clients} clients, one office", str(best(runs[f"{who} {clients} one"])))
        share = ratio(runs[f"product {clients} one"], runs[f"floor {clients} one"])
        table.row(f"product ÷ floor, {clients} clients", f"{share:.2f}", "bar 0.4, aim 0.6", ok=share >= 0.4)
        rate = mean(result.rate for result in runs[f"product {clients} one"])
        table.row(
            f"limit: the same SQL from pgbench, {clients} clients",
            f"{limit[clients]:7.1f}/s",
            f"product ÷ limit {rate / limit[clients]:.2f}",
        )
    spread = ratio(runs["product 16 one"], runs["product 16 many"])
    table.row("product, 16 clients, 100 offices", str(best(runs["product 16 many"])))
    table.row("one office ÷ 100 offices, 16 clients", f"{spread:.2f}", "bar 0.85", ok=spread >= 0.85)
    hot = best(runs["product 16 one"])
    table.row("p95 at 16 clients, one office", f"{hot.at(0.95):.0f} ms", "bar 300", ok=hot.at(0.95) <= 300)
    table.row("p99 at 16 clients, one office", f"{hot.at(0.99):.0f} ms", "bar 500", ok=hot.at(0.99) <= 500)
    table.row("offices with a gap or a number twice", str(gaps), "bar 0", ok=gaps == 0)
    table.show()


def _floor(database: str) -> AbstractContextManager[int]:
    """As the owner, for whom there are no walls: it has no permissions either."""
    return ground.serving(database, "bench.floor_settings", OWNER)


def _points(runs: dict[str, list[Result]], database: str, product: int, floor: int, size: int) -> None:
    points = [(who, clients, 1) for clients in (4, 16) for who in ("product", "floor")] + [("product", 16, 100)]
    warm_up = 40
    at_one, at_many = 2 * (warm_up + ROUNDS * 2 * size), ROUNDS * size
    lines = ground.run(database, "-m", "bench.drafts", *map(str, (at_one, 1, at_many, 100))).splitlines()
    drafts = [submission(Sendable(**json.loads(line))) for line in lines]
    waiting = {1: iter(drafts[:at_one]), 100: iter(drafts[at_one:])}
    ports = {"product": product, "floor": floor}
    for who, port in ports.items():
        if measure(port, islice(waiting[1], warm_up), clients=4, expect=302).wrong:
            raise SystemExit(f"bench: {who} does not take submissions; see {ground.VAR}/web.log")
    for _round in range(ROUNDS):
        for who, clients, offices in points:
            result = measure(ports[who], islice(waiting[offices], size), clients=clients, expect=302)
            runs.setdefault(f"{who} {clients} {'one' if offices == 1 else 'many'}", []).append(result)


def _limit(database: str, statements: list[str], clients: int, seconds: int) -> float:
    """The captured statements, with fresh keys, from pgbench: transactions a second."""
    script = ground.VAR / "submission.sql"
    script.write_text(_as_pgbench(statements))
    ground.sql(database, "create sequence if not exists limit_numbers; grant usage on limit_numbers to xaso_app")
    url = ground.CLUSTER.url("xaso_super", database)
    command = [
        ground.CLUSTER.binaries / "pgbench",
        "-n",
        "-c",
        str(clients),
        "-j",
        "2",
        "-T",
        str(max(2, seconds // 2)),
    ]
    done = subprocess.run([*map(str, command), "-f", str(script), url], capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"bench: pgbench failed: {done.stderr[-500:]}")
    return float(found[1])


UUID = re.compile(r"'([0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12})'")
OWN_KEY = {"dossiers_dossier": ":d", "messages_message": ":m"}


def _as_pgbench(statements: list[str]) -> str:
    """Reads stay; each row written gets its own keys; the draft, sent already, is changed all the same."""
    fresh: dict[str, str] = {}
    for text in statements:
        if text.startswith("INSERT") and (name := OWN_KEY.get(text.split('"')[1])) and (found := UUID.search(text)):
            fresh[found[1].replace("-", "")] = name

    def renew(found: re.Match[str]) -> str:
        return fresh.get(found[1].replace("-", ""), found[0])

    keys = "quote_literal(gen_random_uuid()) d, quote_literal(gen_random_uuid()) m, nextval('limit_numbers') n"
    lines = [f"select {keys} \\gset", "BEGIN;"]
    for text in statements:
        text = UUID.sub(renew, text.replace("\n", " "))
        if text.startswith("UPDATE"):
            text = text.replace('"dossiers_draft"."dossier_id" IS NULL AND', "")
        if text.startswith('INSERT INTO "dossiers_dossier"'):
            text = re.sub(r"'[A-Z0-9.]+-\d{6}-\d{4,}'", "('L-' || :n)", text)
            text = re.sub(r"'[A-Za-z0-9_-]{22}'", "md5(:n::text)", text)
        lines.append(text.rstrip().rstrip(";") + ";")
    return "\n".join([*lines, "COMMIT;"]) + "\n"
