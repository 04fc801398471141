"""The wall: every address of the program × every role, asked about the dossiers and the draft of Mrs Lan of xã Vị Thủy.

What is answered stands in `wall.txt` beside this file, to be read. A new address without a row fails, and so does a row without
an address. `WALL=folder` writes the table as it was found into that folder, to be read before it is believed."""

from __future__ import annotations

import os
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from tests.cast import client_of_actor
from tests.config.addresses import patterns
from tests.config.headers import faults
from tests.desk.office import sent_extract
from tests.dossiers.walks import granted
from tests.factories.entering import enter
from tests.factories.files import photo
from tests.factories.hotline import Busy, busy_line
from tests.factories.news import published, with_picture
from tests.factories.petitions import Reported, released
from tests.factories.surveys import link_of
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in
from xaso.desk.verbs import VERBS
from xaso.documents.models import Document
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.files.actions import begin_upload, store_file
from xaso.journal.actions import take_digest
from xaso.messages.actions import add_email
from xaso.messages.jobs import drain
from xaso.messages.models import Message
from xaso.offices.actions import appoint
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.people.actions import register_person
from xaso.privacy.actions import ask_for_export, open_breach
from xaso.privacy.jobs import make_export
from xaso.signin.actions import open_official_account

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("wall.txt")
ROLES = (
    "anonymous", "owner", "neighbour", "reception", "case_officer", "approver", "manager", "auditor", "administrator",
    "former", "elsewhere", "manager_elsewhere", "administrator_elsewhere", "province",
)  # fmt: skip
METHODS = ("GET", "POST")
# A list, count, search or export shows what it was asked for.
ASKED = {
    "desk:search": "q=Nguyễn Thị Lan",
    "desk:today": "loc=tat-ca",
    "desk:export": "dang=csv&loc=tat-ca",
    "desk:register-export": "dang=csv",
    "portal:catalogue": "q=khai sinh",
}
KEYS = {"demo:enter": "cong-dan", "portal:draft-page": "child"}
# Where a dossier must stand for the page to be more than "not in this state".
STAGES = {
    "portal:withdraw": "new", "portal:rate": "finished", "portal:result": "finished", "desk:result": "finished",
    "desk:result-page": "finished", "desk:move/receive": "new", "desk:move/refuse": "new", "desk:move/approve": "proposed",
    "desk:move/return_proposal": "proposed", "desk:move/number": "granted", "desk:move/hand_over": "numbered",
    "desk:move/record_fee": "granted", "desk:move/pass": "received", "desk:move/propose": "received",
    "desk:move/request_supplements": "received", "desk:move/request_payment": "received", "desk:move/withdraw": "received",
    "desk:move/stop": "received", "desk:move/scan": "received", "desk:move/extend": "received", "portal:by-token": "received",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Mrs Lan's: a dossier at each stage, and a draft with a photograph."""

    stages: dict[str, Dossier]
    draft: Draft
    paper: int
    paper_of_draft: int
    letter: int
    article: int
    upload: UUID
    official: Actor
    export: UUID
    breach: UUID
    hotline: Busy
    reported: Reported
    message: UUID
    links: dict[str, str]
    clients: dict[str, Client]

    @property
    def secrets(self) -> set[str]:
        of_each = {text for one in self.stages.values() for text in (one.number, one.title)}
        return of_each | {"Nguyễn Thị Lan", "Trần Nguyễn Bảo Ngân"}


@pytest.fixture
def world(
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    manager: Actor,
    auditor: Actor,
    administrator_of_commune: Actor,
    other_commune: Actor,
    province_manager: Actor,
    one_stop: Office,
) -> World:
    stages = {name: sent_extract(citizen, one_stop) for name in ("new", "received", "asked", "proposed", "granted")}
    stages |= {name: sent_extract(citizen, one_stop) for name in ("numbered", "finished")}
    paper = Paper.objects.create(
        dossier=stages["asked"],
        key="old_paper",
        name="Giấy cũ",
        file=store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(), by=citizen),
        added_at=clock.now(),
    )
    for name in ("received", "asked", "proposed"):
        actions.receive_dossier(get_dossier(reception, stages[name].number), by=reception)
    propose(stages["proposed"], case_officer)
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    asked = get_dossier(reception, stages["asked"].number)
    actions.request_supplements(asked, items=items, reason="Chưa rõ.", by=reception)
    for name in ("granted", "numbered"):
        granted(get_dossier(reception, stages[name].number), reception, case_officer, approver)
    numbered = get_dossier(reception, stages["numbered"].number)
    actions.number_result(numbered, book="TLHT", number=6, by=reception)
    actions.record_fee(get_dossier(reception, numbered.number), receipt="BL 1", by=reception)
    bring_to_result(stages["finished"].number, reception=reception, case_officer=case_officer, approver=approver)

    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    draft = Draft.objects.get(dossier=None, account=citizen.account)
    email = add_email("lan@thu.example.vn", by=citizen)
    drain()
    take_digest(by=Actor.system("test"))
    return World(
        stages=stages,
        draft=draft,
        paper=paper.pk,
        paper_of_draft=draft.papers.get().pk,
        letter=stages["asked"].letters.earliest("pk").pk,
        official=reception,
        export=copy_of(citizen),
        breach=breach_found_by(manager),
        hotline=busy_line(one_stop, reception=reception),
        reported=released(one_stop, reception=reception),
        message=Message.objects.filter(about_id=str(stages["asked"].pk)).earliest("id").pk,
        links={
            "account_confirm_email": email.token,
            "portal:opinion": link_of(stages["finished"].subject).rpartition("/")[2],
            "account_stop": Message.objects.get(only=email).token or "",
        },
        article=published(manager, with_picture(manager)).pk,
        upload=begin_upload(owner=f"account:{citizen.account}", name="b.jpg", size=10, by=citizen).id,
        clients={
            "anonymous": Client(),
            "owner": lan,
            "neighbour": client_of_actor(neighbour),
            "reception": client_of_actor(reception),
            "case_officer": client_of_actor(case_officer),
            "approver": client_of_actor(approver),
            "manager": client_of_actor(manager),
            "auditor": client_of_actor(auditor),
            "administrator": client_of_actor(administrator_of_commune),
            "former": former(one_stop),
            "elsewhere": client_of_actor(other_commune),
            "manager_elsewhere": of_elsewhere("quan-ly"),
            "administrator_elsewhere": of_elsewhere("quan-tri"),
            "province": client_of_actor(province_manager),
        },
    )


def propose(dossier: Dossier, case_officer: Actor) -> None:
    details = {"person_name": "Nguyễn Thị Lan", "registered_at": "UBND xã Vị Thắng", "entry_number": "45"}
    details |= {"registered_on": "1988-11-20", "book": "01/1988"}
    standing = get_dossier(case_officer, dossier.number)
    actions.propose_result(standing, outcome="granted", details=details, by=case_officer)


def copy_of(citizen: Actor) -> UUID:
    """All of her data in one file, ready to be fetched."""
    export = ask_for_export(by=citizen)
    make_export(str(export.pk))
    return export.pk


def breach_found_by(manager: Actor) -> UUID:
    told = {"title": "Mất máy tính", "happened": "Mất trộm.", "whose": "Người dân ấp 7.", "measures": "Đã khóa."}
    return open_breach(found_at=clock.now(), sensitive=False, by=manager, **told).pk


def former(office: Office) -> Client:
    """Somebody who was an approver here until today."""
    system = Actor.system("test")
    person = register_person(full_name="Hồ Văn Cựu", invented=True, by=system)
    long_ago, today = date(2026, 1, 5), clock.today()
    appoint(
        person,
        office=office,
        role=Role.APPROVER,
        title="nguyên chủ tịch",
        valid_from=long_ago,
        valid_to=today,
        by=system,
    )
    account = open_official_account(username="cuu.chutich", password="Xương rồng 7 tấc", person=person.pk, by=system)
    return enter(Client(), account)


def of_elsewhere(key: str) -> Client:
    """Who does for xã Vĩnh Tường what this one of the cast does for xã Vị Thủy."""
    there = player("xa-khac")
    twin = replace(player(key), name="Phạm Văn Bên", username=f"ben.{key}", unit=there.unit, office=there.office)
    return enter(Client(), let_in(twin))


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
        "export_id": world.export,
        "breach_id": world.breach,
        "message_id": world.message,
        "name": "mau-sms",
        "number": stage.number,
        "page": 1,
        "token": stage.token,
        "key": {"demo:enter": "cong-dan", "portal:draft-page": "child"}.get(
            name, "birth_certificate" if of_draft else "old_paper"
        ),
        "slug": VERBS[verb].slug if verb else "",
        "account": world.official.account,
        "post": world.official.post,
        "deed": "mo-khoa",
        "visit": UUID(int=7),
        "proposal": UUID(int=7),
        "machine": UUID(int=7),
        "word": "dong-y",
        "factor": 7_000_000,
        **world.hotline.parts,
        "source": "omicall",
        "secret": "x",
    }
    kinds = pattern.pattern.converters
    if "petition" in bare:
        parts |= {**world.reported.parts, "photo_id": world.reported.photo.pk}
    chosen = {
        part: 1 if part == "number" and isinstance(kind, IntConverter) else parts[part] for part, kind in kinds.items()
    }
    chosen |= {"token": world.links[bare]} if bare in world.links else {}
    if bare == "portal:check":
        chosen["token"] = Document.objects.latest("pk").token
    return reverse(bare, kwargs=chosen)


def answer(client: Client, method: str, url: str, asked: str, secrets: set[str]) -> str:
    """One cell of the table; afterwards everything is as before, the browser's cookies too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        got = client.get(url, QueryDict(asked).dict()) if method == "GET" else client.post(url)
        if got.streaming:
            list(got.streaming_content)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    client.cookies = cookies
    assert faults(got, signed_in="sessionid" in cookies) == [], (method, url)
    if got.status_code in (301, 302):
        where = got["Location"]
        return "in" if "/dang-nhap?" in where else "why" if "/mo?" in where else "302"
    kind = got.get("Content-Type", "")
    readable = kind.startswith("text/") or "json" in kind
    shown = unescape(got.content.decode("utf-8-sig")) if readable else ""
    typed = unquote(url) + asked
    return f"{got.status_code}{'*' * any(secret in shown for secret in secrets if secret not in typed)}"


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


def test_every_address_answers_as_the_table_says(world: World) -> None:
    """All roles in one world: it takes longer to build than to ask, and nothing that is asked leaves anything in it."""
    expected = {(name, method, role): cell for (name, method), cells in table().items() for role, cell in cells.items()}
    with clock.travel(clock.now()):  # on a slow machine an administrator would be idle before they are asked
        found = {
            (name, method, role): answer(
                client, method, address_of(name, pattern, world), ASKED.get(name, ""), world.secrets
            )
            for role, client in world.clients.items()
            for name, pattern in doors().items()
            for method in METHODS
        }
    if os.environ.get("WALL"):
        Path(os.environ["WALL"], "wall.txt").write_text(drawn(found), "utf-8")
    assert {door: cell for door, cell in found.items() if cell != expected[door]} == {}
