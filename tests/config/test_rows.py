"""The second wall. The application's role, without any filter, sees of each table with personal data what the one it runs for
may see; running for nobody, nothing. Which tables those are stands in `rows.txt` beside this file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction

from tests.architecture.source import ROOT, tracked
from tests.cast import account_of, client_of_actor
from tests.config.tables import TABLES, WALLED, rows, seen_by
from tests.desk.office import sent_extract
from tests.factories.files import photo
from tests.factories.hotline import noted_twice
from tests.factories.petitions import report
from tests.portal.filing import BIRTH, attach, fill, start
from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.secrets import seal
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.files.actions import store_file
from xaso.hotline.actions import give_answer, promise_answer, type_call
from xaso.hotline.models import Answer, Line
from xaso.messages.actions import prefer, stop_by_number
from xaso.messages.rules import Channel
from xaso.offices.models import Office, Post
from xaso.petitions.actions import add_photo, assign_petition
from xaso.privacy.actions import ask_for_export
from xaso.privacy.jobs import make_export
from xaso.privacy.models import Export
from xaso.signin.actions import begin_visit
from xaso.signin.actions.claims import write_claim
from xaso.signin.models import Identity
from xaso.signin.rules import Claims

pytestmark = pytest.mark.django_db
ALL = """
select relname, relrowsecurity, exists (select from pg_policy where polrelid = pg_class.oid)
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname
"""
ARCHIVE = [line.split(maxsplit=2) for line in Path(__file__).with_name("archive.txt").read_text("utf-8").splitlines()]
HELD = {table: (held, name) for table, held, name in ARCHIVE if table not in ("#", "table")}


def test_archive_holds_each_walled_table_or_says_why_not(
    world: Dossier, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    """A new table with personal data needs its line in archive.txt, and its place in xaso/privacy/queries."""
    assert sorted(HELD) == WALLED
    assert [table for table, (held, why) in HELD.items() if held not in ("in", "not") or not why] == []
    _beside_her_dossiers(citizen, reception, one_stop)
    export = Export.objects.get(account=citizen.account)
    make_export(str(export.pk))
    with default_storage.open(export.path) as kept, zipfile.ZipFile(kept) as archive:
        parts = json.loads(archive.read("du-lieu.json"))
        page = unescape(archive.read("index.html").decode())
    filled = {name for part in parts for name, value in part.items() if value}
    assert {table: name for table, (held, name) in HELD.items() if held == "in" and name not in filled} == {}
    assert [part["title"] for part in parts if part["title"] not in page] == []


def _beside_her_dossiers(citizen: Actor, reception: Actor, office: Office) -> None:
    """What lies in her account, and what she said to the commune elsewhere."""
    account = account_of(citizen)
    write_claim(account, "093188000123")
    said = {"account": account, "issuer": "https://a.invalid", "subject_index": "x", "made_at": clock.now()}
    claims = seal(Claims("s2", full_name="Nguyễn Thị Lan").as_text())
    Identity.objects.create(**said, claims_sealed=claims, used_at=clock.now())
    begin_visit(account, session_key="l", address="127.0.0.1", agent="Firefox")
    prefer(Channel.SMS, by=citizen)
    stop_by_number(account.phone or "", everything=False, by=Actor.system("test"))
    line = Line.objects.get()
    call = type_call(line, caller=account.phone or "", by=reception)
    noted_twice(call, by=reception)
    give_answer(call, answer=Answer.objects.get(), send=False, by=reception)
    promise_answer(call, words="Hỏi lại cán bộ hộ tịch.", within="2h", by=reception)
    hers = report(office, by=citizen)
    with scope.as_machine("test"):
        file = store_file(owner=hers.files_owner, name="den.jpg", content=photo(), by=Actor.system("test"))
        add_photo(hers, file=file, by=Actor.system("test"))
    assign_petition(hers, to=Post.objects.get(pk=reception.post or 0), by=reception)


def test_every_table_has_its_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        there = {name: ("walled" if walled else "open") for name, walled, _policies in cursor.fetchall()}
    assert there == TABLES


def test_application_is_held_by_the_walls() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls, current_user from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, "xaso_app")
        cursor.execute("select count(*) from pg_class where relowner = current_user::regrole and relkind = 'r'")
        assert cursor.fetchone() == (0,)


def test_nobody_sees_nothing(world: Dossier) -> None:
    assert {table: rows(table) > 0 for table in WALLED} == dict.fromkeys(WALLED, True)
    assert {table for table, count in seen_by(Actor()).items() if count} == set()


def test_neighbour_and_other_commune_see_nothing_of_it(world: Dossier, neighbour: Actor, other_commune: Actor) -> None:
    own = {"people_person", "journal_entry", "signin_account", "signin_oldpassword"}
    for stranger in (neighbour, other_commune):
        assert {table for table, count in seen_by(stranger).items() if count} <= own


def test_owner_sees_own_and_officer_sees_the_units(world: Dossier, citizen: Actor, reception: Actor) -> None:
    sees, all_of_it = seen_by(citizen), {table: rows(table) for table in WALLED}
    assert [table for table in WALLED if table.startswith("dossiers_") and sees[table] != all_of_it[table]] == []
    sees = seen_by(reception)
    assert sees["dossiers_dossier"] == Dossier.objects.count()
    assert sees["dossiers_draft"] == 0


def test_row_of_somebody_else_can_be_neither_changed_nor_deleted(world: Dossier, neighbour: Actor) -> None:
    with scope.from_nobody(), scope.acting(neighbour):
        assert Dossier.objects.update(title="x") == 0
        assert Dossier.objects.filter(pk=world.pk).delete()[0] == 0


def test_own_row_cannot_be_put_out_of_sight_or_into_a_strangers(
    world: Dossier, neighbour: Actor, one_stop: Office
) -> None:
    sent_extract(neighbour, one_stop)
    ask_for_export(by=neighbour)
    duc = client_of_actor(neighbour)
    address = start(duc)
    fill(duc, address, BIRTH)
    attach(duc, address)
    with scope.from_nobody(), scope.acting(neighbour):
        moves: list[Callable[[], object]] = [  # whole tables, as a statement that forgot its filter would
            lambda: Dossier.objects.update(account=world.account_id),
            lambda: Draft.objects.update(account=world.account_id),
            lambda: Paper.objects.update(dossier=world.pk, draft=None),
            lambda: Export.objects.update(account=world.account_id),
            lambda: Paper.objects.bulk_create([Paper(dossier=world, key="x", name="x", added_at=clock.now())]),
        ]
        for move in moves:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                move()


def test_officials_of_another_unit_see_no_breach_and_keepers_see_theirs(
    world: Dossier, approver: Actor, other_commune: Actor
) -> None:
    tables = ("privacy_breach", "privacy_breachnote")
    assert [seen_by(approver)[table] for table in tables] == [1, 1]
    assert [seen_by(other_commune)[table] for table in tables] == [0, 0]


WIDER = re.compile(r"(?<![.\w])(?<!def )(?:scope\.)?(?:hold|holding|as_machine)\(")

# Where more is seen than the one it runs for may see, and how often. The reason stands in the code beside each.
WIDENED = {
    "config/command.py": 1,
    "xaso/core/queue.py": 1,
    "xaso/demo/questionnaires.py": 1,
    "xaso/demo/views/door.py": 3,
    "xaso/demo/views/outbox.py": 1,
    "xaso/desk/officials.py": 1,
    "xaso/documents/access.py": 2,
    "xaso/dossiers/access/attesting.py": 2,
    "xaso/dossiers/access/helping.py": 1,
    "xaso/dossiers/access/knowing.py": 1,
    "xaso/dossiers/access/seeing.py": 1,
    "xaso/dossiers/access/visiting.py": 3,
    "xaso/dossiers/actions/accounts.py": 4,
    "xaso/dossiers/actions/behalf.py": 4,
    "xaso/dossiers/actions/looking.py": 2,
    "xaso/dossiers/actions/notices.py": 1,
    "xaso/dossiers/actions/submission.py": 2,
    "xaso/dossiers/queries/audience.py": 1,
    "xaso/dossiers/queries/behalf.py": 1,
    "xaso/dossiers/queries/desk.py": 1,
    "xaso/dossiers/queries/quarantine.py": 1,
    "xaso/hotline/actions/answers.py": 1,
    "xaso/hotline/actions/notices.py": 1,
    "xaso/hotline/actions/promises.py": 2,
    "xaso/hotline/actions/ratings.py": 1,
    "xaso/hotline/queries/avoided.py": 1,
    "xaso/hotline/queries/ratings.py": 1,
    "xaso/hotline/queries/roster.py": 1,
    "xaso/messages/access/articles.py": 1,
    "xaso/messages/access/notices.py": 2,
    "xaso/messages/actions/accounts.py": 1,
    "xaso/messages/actions/addresses.py": 4,
    "xaso/messages/actions/conversations.py": 1,
    "xaso/messages/actions/queueing.py": 1,
    "xaso/messages/queries/notices.py": 1,
    "xaso/outreach/access.py": 1,
    "xaso/people/access.py": 5,
    "xaso/petitions/access.py": 3,
    "xaso/petitions/actions/reports.py": 2,
    "xaso/petitions/queries.py": 3,
    "xaso/portal/sign_in.py": 1,
    "xaso/privacy/actions/counter.py": 1,
    "xaso/privacy/actions/erasing.py": 2,
    "xaso/privacy/actions/exporting.py": 1,
    "xaso/privacy/actions/requests.py": 3,
    "xaso/privacy/queries/beside.py": 1,
    "xaso/privacy/queries/due.py": 1,
    "xaso/signin/access/entering.py": 8,
    "xaso/signin/access/minding.py": 3,
    "xaso/signin/actions/accounts.py": 1,
    "xaso/signin/actions/claims.py": 2,
    "xaso/signin/actions/factors.py": 2,
    "xaso/signin/actions/identities.py": 1,
    "xaso/signin/actions/proposals.py": 2,
    "xaso/signin/actions/residents.py": 2,
    "xaso/signin/actions/tokens.py": 2,
    "xaso/signin/actions/visits.py": 4,
    "xaso/signin/ports.py": 1,
    "xaso/signin/queries.py": 3,
    "xaso/surveys/access.py": 3,
    "xaso/surveys/actions/questionnaires.py": 2,
    "xaso/surveys/actions/ratings.py": 4,
    "xaso/surveys/queries/questionnaires.py": 2,
    "xaso/surveys/queries/ratings.py": 2,
}


def test_every_place_that_sees_more_is_listed() -> None:
    places = [
        path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("xaso", "config")
    ]
    found = {str(path.relative_to(ROOT)): len(WIDER.findall(path.read_text())) for path in places}
    found.pop("xaso/core/scope.py")
    assert {name: count for name, count in found.items() if count} == WIDENED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "(owner_id = ( SELECT (((NULLIF(current_setting('xaso.scope'::text, true), ''::text))::jsonb ->> 'account'::text))"
            "::uuid AS uuid)) OR sees_other(id)",
            "(owner_id = (nullif(current_setting('xaso.account', true), '')::uuid)) OR sees_other(id)",
        ),
        (
            "where unit = (select (nullif(current_setting('xaso.scope', true), '')::jsonb ->> 'unit')::bigint));",
            "where unit = (nullif(current_setting('xaso.unit', true), '')::bigint));",
        ),
    ],
)
def test_wall_of_the_first_form_is_told_to_read_words(old: str, new: str) -> None:
    upgrade = import_module("xaso.privacy.migrations.0003_words_of_scope")
    assert upgrade.in_words(old) == new
    with pytest.raises(ValueError, match="nobody knows"):
        upgrade.in_words("current_setting('xaso.scope') is null")
