"""The wall: every address of the program × every role, asked about the dossiers and the draft of Mrs Lan of xã Vị Thủy.

What is answered stands in `wall.txt` beside this file, to be read. A new address without a row fails, and so does a row without
an address. `WALL=folder` writes the table as it was found into that folder, to be read before it is believed."""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from tests.config.addresses import patterns
from tests.config.headers import faults
from tests.config.reading import body, words_of
from tests.config.world import World
from xaso.core import clock
from xaso.desk.verbs import VERBS
from xaso.documents.models import Document

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("wall.txt")
ROLES = (
    "anonymous", "owner", "neighbour", "reception", "case_officer", "approver", "manager", "auditor", "administrator",
    "former", "elsewhere", "manager_elsewhere", "administrator_elsewhere", "province",
    "machine", "machine_elsewhere",
)  # fmt: skip
METHODS = ("GET", "POST")
# A list, count, search or export shows what it was asked for.
ASKED = {
    "desk:search": "q=Nguyễn Thị Lan",
    "desk:today": "loc=tat-ca",
    "desk:export": "dang=csv&loc=tat-ca",
    "desk:register-export": "dang=xlsx",
    "desk:records-export": "dang=csv",
    "desk:promises-export": "dang=xlsx",
    "desk:satisfaction-export": "dang=csv",
    "desk:figures-filed": "dang=csv",
    "portal:catalogue": "q=khai sinh",
}
# What the issue names, each beside where it stands in the table. An error page is any cell of 4xx: it is read like the others.
KINDS = {
    "list": ("desk:today", "desk:register", "desk:petitions", "desk:calls", "desk:quarantine", "portal:dossiers"),
    "count": ("desk:counts",),
    "search": ("desk:search", "portal:find", "portal:catalogue"),
    "export": (
        "desk:export", "desk:register-export", "desk:records-export", "desk:promises-export", "desk:satisfaction-export",
        "desk:figures-filed",
    ),
    "typeahead": ("portal:communes",),
    "download": (
        "desk:paper-file", "desk:letter", "desk:result", "desk:hand-out", "portal:paper", "portal:letter", "portal:result",
        "portal:fetch-copy",
    ),
}  # fmt: skip
# Which of them show nothing of hers to anybody, and why not.
DUMB = {
    "portal:find": "an empty form: what is found is an answer to POST",
    "portal:catalogue": "procedures, for anybody",
    "portal:communes": "names of communes, for anybody",
    "desk:records-export": "the register of processing: kinds of data, no data",
    "desk:satisfaction-export": "numbers of answers",
    "desk:figures-filed": "numbers by procedure",
    "desk:paper-file": "a photograph says no words",
}
UNOPENED = {"in", "403", "404", "why"}
STRANGERS = (
    "anonymous", "neighbour", "administrator", "former", "elsewhere", "manager_elsewhere", "administrator_elsewhere", "province",
    "machine", "machine_elsewhere",
)  # fmt: skip
# Whoever holds the link of a dossier, a report or an e-mail address reads it, and the sample's own doors are for anybody.
BY_LINK = (
    "demo:cast", "demo:outbox", "account_confirm_email", "portal:by-token", "portal:petition-mine", "portal:petition-attach",
    "portal:petition-detach", "portal:petition-reply",
)  # fmt: skip
KEYS = {"demo:enter": "cong-dan", "portal:draft-page": "child"}
# Where a dossier must stand for the page to be more than "not in this state".
STAGES = {
    "portal:withdraw": "new", "portal:rate": "finished", "portal:result": "finished", "desk:result": "finished",
    "desk:result-page": "finished", "desk:move/receive": "new", "desk:move/refuse": "new", "desk:move/approve": "proposed",
    "desk:move/return_proposal": "proposed", "desk:move/number": "granted", "desk:move/hand_over": "numbered",
    "desk:move/record_fee": "granted", "desk:move/pass": "received", "desk:move/propose": "received",
    "desk:move/request_supplements": "received", "desk:move/request_payment": "received", "desk:move/withdraw": "received",
    "desk:move/stop": "received", "desk:move/scan": "received", "desk:move/extend": "received", "portal:by-token": "received",
    "desk:data": "data", "desk:hand-out": "copied",
}  # fmt: skip


def doors() -> dict[str, URLPattern]:
    """Every address by its name; the moves of the desk one by one. /healthz tells of the machine, not of people."""
    found: dict[str, URLPattern] = {}
    for name, pattern in patterns(get_resolver()):
        if name == "desk:move":
            found |= {f"{name}/{verb}": pattern for verb in VERBS}
        elif name != "healthz":
            found[name] = pattern
    return found


def address_of(name: str, pattern: URLPattern, world: World) -> str:
    bare, _slash, verb = name.partition("/")
    stage = world.stages[STAGES.get(name, "asked")]
    of_draft = "draft" in name
    parts: dict[str, Any] = {
        "code": "1.001193",
        "draft_id": world.draft.pk,
        "paper_id": world.paper_of_draft if of_draft else world.paper,
        "letter_id": world.letter,
        "upload_id": world.upload,
        "article_id": world.article,
        "broadcast_id": world.broadcast,
        "export_id": world.export,
        "breach_id": world.breach,
        "message_id": world.message,
        "name": "mau-sms",
        "number": stage.number,
        "page": 1,
        "token": stage.token,
        "key": KEYS.get(name, "birth_certificate" if of_draft else "old_paper"),
        "slug": VERBS[verb].slug if verb else "",
        "account": world.official.account,
        "post": world.official.post,
        "deed": "mo-khoa",
        **world.hotline.parts,
        "source": "omicall",
        "secret": "x",
    }
    kinds = pattern.pattern.converters
    if "petition" in bare:
        parts |= {**world.reported.parts, "photo_id": world.reported.photo.pk}
    chosen = {
        part: 1 if part == "number" and isinstance(kind, IntConverter) else parts.get(part)
        for part, kind in kinds.items()
    }
    chosen |= world.only.get(bare, {})
    if bare == "portal:check":
        chosen["token"] = Document.objects.latest("pk").token
    return reverse(bare, kwargs=chosen)


def answer(client: Client, method: str, url: str, asked: str, secrets: set[str]) -> str:
    """One cell of the table; afterwards everything is as before, the browser's cookies too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        got = client.get(url, QueryDict(asked).dict()) if method == "GET" else client.post(url)
        content = body(got)
        transaction.set_rollback(True)
    client.cookies = cookies
    assert faults(got, signed_in="sessionid" in cookies) == [], (method, url)
    if got.status_code in (301, 302):
        where = got["Location"]
        return "in" if "/dang-nhap?" in where else "why" if "/mo?" in where else "302"
    typed = unquote(url) + asked
    hers = {secret for secret in secrets if secret not in typed}
    return f"{got.status_code}{'*' * tells(got, content, hers)}"


def tells(got: Any, content: bytes, secrets: set[str]) -> bool:
    """An answer, an error page too, says something of hers; a list of counts counts hers."""
    if got.status_code == 200 and got.resolver_match.view_name == "desk:counts":
        return any(str(count).strip("0") for count in got.json()["counts"].values())
    shown = words_of(content)
    return any(secret in shown for secret in secrets)


def table() -> dict[tuple[str, str], dict[str, str]]:
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    heads = lines[0][2:]
    assert tuple(heads) == ROLES
    return {(name, method): dict(zip(heads, cells, strict=True)) for name, method, *cells in lines[1:]}


def drawn(found: dict[tuple[str, str, str], str]) -> str:
    """The table again, in the order of the addresses, under the words it begins with."""
    words = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    rows = [("address", "method", *ROLES)]
    rows += [(name, way, *(found[name, way, role] for role in ROLES)) for name in doors() for way in METHODS]
    widths = (31, 6, *(max(12, len(role)) for role in ROLES))
    lines = [" ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*words, *lines]) + "\n"


def test_every_address_has_its_rows() -> None:
    assert set(table()) == {(name, method) for name in doors() for method in METHODS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_place_shows_hers_to_nobody_else(kind: str) -> None:
    rows = table()
    seen = {(name, role) for name in KINDS[kind] for role in STRANGERS if "*" in rows[name, "GET"][role]}
    assert seen == set()
    assert kind != "download" or {rows[name, "GET"][role][:3] for name in KINDS[kind] for role in STRANGERS} <= UNOPENED
    told = {name for name in KINDS[kind] if "*" in "".join(rows[name, "GET"].values())}
    assert told == set(KINDS[kind]) - DUMB.keys()


def test_no_stranger_sees_anything_of_hers_nor_does_any_error_page() -> None:
    cells = {(name, role, cell) for (name, _way), row in table().items() for role, cell in row.items() if "*" in cell}
    assert {name for name, role, _cell in cells if role in STRANGERS} == set(BY_LINK)
    assert {cell for _name, _role, cell in cells if cell[:3] in ("401", "403", "404", "405")} == set()


@pytest.mark.parametrize("machine", ["machine", "machine_elsewhere"])
def test_token_of_a_machine_opens_its_own_door_and_nobody_else_comes_in_by_it(machine: str) -> None:
    rows = table()
    own = ("api:figures", "GET")
    assert {door: row[machine] for door, row in rows.items() if row[machine] != row["anonymous"]} == {own: "200"}
    assert {role for role, cell in rows[own].items() if cell != "401"} == {"machine", "machine_elsewhere"}


def test_every_address_answers_as_the_table_says(whole_world: World) -> None:
    """All roles in one world: it takes longer to build than to ask, and nothing that is asked leaves anything in it."""
    expected = {(name, method, role): cell for (name, method), cells in table().items() for role, cell in cells.items()}
    secrets = whole_world.secrets
    with clock.travel(clock.now()):  # on a slow machine an administrator would be idle before they are asked
        found = {
            (name, method, role): answer(
                client, method, address_of(name, pattern, whole_world), ASKED.get(name, ""), secrets
            )
            for role, client in whole_world.clients.items()
            for name, pattern in doors().items()
            for method in METHODS
        }
    if os.environ.get("WALL"):
        Path(os.environ["WALL"], "wall.txt").write_text(drawn(found), "utf-8")
    assert {door: cell for door, cell in found.items() if cell != expected[door]} == {}
