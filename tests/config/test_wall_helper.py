"""The wall for somebody who helped: every address that names a thing of Mrs Lan's, asked by Mr Đức, who fills in for her.

`open`: while her dossier is open and her consent stands; `closed`: afterwards. The table stands in `wall_helper.txt`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import URLPattern
from django.urls.converters import IntConverter

from tests.cast import client_of_actor
from tests.config.test_wall import ASKED, METHODS, STAGES, address_of, answer, doors
from tests.config.world import World, copy_of
from tests.dossiers.helping import opened
from tests.factories.files import photo
from tests.factories.hotline import busy_line
from tests.factories.petitions import released
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Paper
from xaso.files.actions import begin_upload, store_file
from xaso.journal.actions import take_digest
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("wall_helper.txt")
PARTS = {"number", "draft_id", "paper_id", "letter_id", "upload_id", "export_id", "token"}
STATES = ("open", "closed")
PUBLIC = {"portal:by-token", "portal:check"}  # anybody's, told in wall.txt
OF_A_BIRTH = {"portal:draft-page"}  # its page is one of another form; see tests/portal/test_helping.py


def helped(helper: Actor, owner: Actor, reception: Actor, office: Office) -> Dossier:
    """Confirmed, received, and asked for more."""
    draft = opened(helper, owner, office)
    number = actions.confirm_draft(draft, revision=draft.revision, by=owner).number
    actions.receive_dossier(get_dossier(reception, number), by=reception)
    items = [{"kind": "field", "key": "registered_at", "what": "Ghi rõ nơi đăng ký."}]
    actions.request_supplements(get_dossier(reception, number), items=items, reason="Chưa rõ.", by=reception)
    return get_dossier(reception, number)


@pytest.fixture
def worlds(
    neighbour: Actor, citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> dict[str, World]:
    dossier = helped(neighbour, citizen, reception, one_stop)
    draft = opened(neighbour, citizen, one_stop)
    file = store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(), by=citizen)
    paper = Paper.objects.create(dossier=dossier, key="old_paper", name="Giấy cũ", file=file, added_at=clock.now())
    of_draft = Paper.objects.create(draft=draft, key="old_paper", name="Giấy cũ", file=file, added_at=clock.now())
    take_digest(by=Actor.system("test"))
    world = World(
        stages=dict.fromkeys({*STAGES.values(), "asked"}, dossier),
        draft=draft,
        paper=paper.pk,
        paper_of_draft=of_draft.pk,
        letter=dossier.letters.earliest("pk").pk,
        upload=begin_upload(owner=f"account:{citizen.account}", name="b.jpg", size=10, by=citizen).id,
        official=reception,
        export=copy_of(citizen),
        breach=UUID(int=7),
        hotline=busy_line(one_stop, reception=reception),
        reported=released(one_stop, reception=reception),
        article=0,
        broadcast=0,
        message=UUID(int=7),
        only={"portal:questionnaire-by-link": {"questionnaire_id": 0}},
        clients={"helper": client_of_actor(neighbour)},
    )
    ended = helped(neighbour, citizen, reception, one_stop)
    closed = replace(world, stages=dict.fromkeys(world.stages, ended), letter=ended.letters.earliest("pk").pk)
    actions.withdraw_dossier(get_dossier(reception, ended.number), reason="Thôi.", by=reception)
    return {"open": world, "closed": closed}


def named() -> list[str]:
    """The addresses that name one thing of hers."""
    return [name for name, pattern in doors().items() if _names_a_thing(pattern) and not _is_elsewhere(name)]


def _names_a_thing(pattern: URLPattern) -> bool:
    """A `number` may be a dossier's or that of a digest."""
    kinds = pattern.pattern.converters.items()
    return any(part in PARTS and not (part == "number" and isinstance(kind, IntConverter)) for part, kind in kinds)


def _is_elsewhere(name: str) -> bool:
    return name.startswith(("desk:", "account", "portal:petition")) or name in PUBLIC | OF_A_BIRTH


def table() -> dict[tuple[str, str], dict[str, str]]:
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {(name, method): dict(zip(STATES, cells, strict=True)) for name, method, *cells in lines[1:]}


def test_helper_is_answered_as_the_table_says(worlds: dict[str, World]) -> None:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for state, world in worlds.items():
        for name in named():
            for method in METHODS:
                url = address_of(name, doors()[name], world)
                cell = answer(world.clients["helper"], method, url, ASKED.get(name, ""), world.secrets)
                found.setdefault((name, method), {})[state] = cell
    if os.environ.get("WALL"):
        lines = [f"{name:<31} {method:<6} {row['open']:<12} {row['closed']}" for (name, method), row in found.items()]
        Path(os.environ["WALL"], "helper.txt").write_text("\n".join(lines) + "\n")
    assert found == table()
