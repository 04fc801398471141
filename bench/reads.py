"""Pages over many rows beside the same pages over few: what grows with the archive?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

from bench import ground, rows
from bench.client import Result, measure, page
from bench.report import Table

FEW = 10_000
DEEP = 500
ROUNDS = 5
COUNT_SQL = """
import django, json, re, sys
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from bench.ground import bare
session, *paths = json.loads(sys.argv[1])
counts = []
for path in paths:
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = session
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    texts = [bare(query["sql"]) for query in seen.captured_queries]
    counts.append([text for text in texts if not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE|SET ", text)])
print(json.dumps(counts))
"""
KEYS = """
import django, json, sys
django.setup()
from django.conf import settings
from xaso.core.paging import _key
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries.desk import INBOX_ORDER, REGISTER_ORDER
from xaso.demo.cast import player
from xaso.demo.town import office_of
unit, place = office_of(player("tiep-nhan")).unit_id, int(sys.argv[1])
inbox = Dossier.objects.open().filter(competent_unit=unit).order_by(*INBOX_ORDER)
register = Dossier.objects.filter(competent_unit=unit).order_by(*REGISTER_ORDER)
def key(rows, order):
    found = rows[place:place + 1]
    return _key(found[0], order) if found else ""
print(json.dumps([key(inbox, INBOX_ORDER), key(register, REGISTER_ORDER)]))
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page to ask for; officials' pages need the session."""

    name: str
    path: str
    signed_in: bool = True
    most_queries: int = 8


def reads(count: int, seconds: int) -> None:
    base = ground.prepare()
    few, many = rows.with_rows(base, FEW), rows.with_rows(base, count)
    places = _places()
    table = Table(f"Pages over {count:,} dossiers beside {FEW:,} (4 clients; one office holds 70 %, 4 % are open)")
    asked = [place.path for place in places]
    _forget_limits(many[0])
    counts = json.loads(ground.run(many[0], "-c", COUNT_SQL, json.dumps([many[1], *asked])).splitlines()[-1])
    with ground.serving(few[0]) as small, ground.serving(many[0]) as large:
        for place, statements in zip(places, counts, strict=True):
            little, much = _pair(place, (few, small), (many, large), seconds)
            grows = much / little
            table.row(f"{place.name}, p50", f"{much:6.1f} ÷ {little:6.1f} = {grows:.2f}", "bar 1.2", ok=grows <= 1.2)
            offset = any(" OFFSET " in text for text in statements)
            table.row(
                "    SQL statements", str(len(statements)), f"bar {place.most_queries}, no OFFSET",
                ok=len(statements) <= place.most_queries and not offset,
            )  # fmt: skip
        _common(table, many, large, seconds)
        _deep(table, many, large, seconds)
    table.show()


def _places() -> list[Place]:
    number = "H13.BENCH-000005000"
    phone = "0" + f"9{5000 * 7919 % 100_000_000:08d}"
    import hashlib

    token = hashlib.md5(b"5000", usedforsecurity=False).hexdigest()
    return [
        Place("follow page", f"/t/{token}", signed_in=False),
        Place("desk inbox, 50 rows", "/can-bo/"),
        Place("catalogue search “khai sinh”", "/thu-tuc/?q=khai+sinh", signed_in=False),
        Place("desk search, a phone", f"/can-bo/tim?q={phone}"),
        Place(
            "desk search, words of a name (the same 60 hits)", f"/can-bo/tim?q={quote(rows.SAME_EVERYWHERE.lower())}"
        ),
        Place("desk search, a number (opens the dossier)", f"/can-bo/ho-so/{number}", most_queries=14),
    ]


Served = tuple[tuple[str, str], int]


def _pair(place: Place, small: Served, large: Served, seconds: int) -> tuple[float, float]:
    """The median of each one's least disturbed round, of alternating rounds, few rows first."""
    medians: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for kept, ((database, session), port) in zip(medians, (small, large), strict=True):
            kept.append(_ask(database, port, place.path, session if place.signed_in else "", 10 * seconds).at(0.5))
    return min(medians[0]), min(medians[1])


def _ask(rows_of: str, port: int, path: str, session: str, times: int) -> Result:
    """Asks more often than anybody may."""
    _forget_limits(rows_of)
    result = measure(port, [page(path, session)] * times, clients=4, expect=200)
    if result.wrong:
        raise SystemExit(
            f"bench: {result.wrong} of {times} answers of {path} are not the page; see {ground.VAR}/web.log"
        )
    return result


def _forget_limits(database: str) -> None:
    ground.sql(database, "delete from cache where cache_key like '%limit:%'")


def _common(table: Table, many: tuple[str, str], port: int, seconds: int) -> None:
    """Hits grow with the archive here: a name of three words that one in four thousand bears, and one word of it."""
    for words in ("huỳnh hoàng oanh", "oanh"):
        asked = _ask(many[0], port, f"/can-bo/tim?q={quote(words)}", many[1], 10 * seconds).at(0.95)
        table.row(f"desk search “{words}”, p95", f"{asked:6.1f} ms", "bar 300", ok=asked <= 300)


def _deep(table: Table, many: tuple[str, str], port: int, seconds: int) -> None:
    inbox, register = json.loads(ground.run(many[0], "-c", KEYS, str(50 * (DEEP - 1))).splitlines()[-1])
    for name, path, key in (("inbox", "/can-bo/", inbox), ("register", "/can-bo/so-sach", register)):
        if not key:
            table.row(f"{name}: page {DEEP} ÷ page 1", "too few rows")
            continue
        first, deep = [], []
        for _round in range(ROUNDS):
            first.append(_ask(many[0], port, path, many[1], 10 * seconds).at(0.5))
            deep.append(_ask(many[0], port, f"{path}?sau={key}", many[1], 10 * seconds).at(0.5))
        share = min(deep) / min(first)
        figure = f"{min(deep):6.1f} ÷ {min(first):6.1f} = {share:.2f}"
        table.row(f"{name}: page {DEEP} ÷ page 1, p50", figure, "bar 1.1", ok=share <= 1.1)
