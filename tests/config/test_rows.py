"""The second wall. The application's role, without any filter, sees of each table with personal data what the one it runs for
may see; running for nobody, nothing. Which tables those are stands in `rows.txt` beside this file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests.architecture.source import ROOT, tracked
from tests.cast import account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.helping import opened
from tests.factories.files import photo
from tests.factories.hotline import busy_line
from tests.factories.news import account_of_unit
from tests.factories.petitions import released, report
from tests.factories.zalo import conversing
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.secrets import seal
from xaso.demo.cast import player
from xaso.dossiers import actions
from xaso.dossiers.access import by_token, get_dossier
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.files.actions import begin_upload, quarantine, store_file
from xaso.files.rules import owner_key
from xaso.hotline.actions import give_answer, promise_answer, type_call
from xaso.hotline.models import Answer, Line
from xaso.journal.actions import atomic_action
from xaso.journal.models import Entry
from xaso.messages.actions import add_email, begin_joining, confirm_address, keep_event, prefer, stop_by_number
from xaso.messages.jobs import drain
from xaso.messages.rules import Channel
from xaso.offices.models import Office, Post
from xaso.people.actions import give_consent
from xaso.people.models import Person
from xaso.people.rules import Purpose
from xaso.petitions.actions import add_photo, assign_petition
from xaso.privacy.actions import ask_for_export, note_breach, open_breach
from xaso.privacy.jobs import make_export
from xaso.privacy.models import CardSeen, Erasure, Export
from xaso.signin.actions import begin_visit, enter_by_identity, open_resident_account, open_token, propose_entry
from xaso.signin.actions.claims import write_claim
from xaso.signin.models import Account, Identity
from xaso.signin.rules import Claims, Reads

pytestmark = pytest.mark.django_db

LINES = [line.split(maxsplit=2) for line in Path(__file__).with_name("rows.txt").read_text("utf-8").splitlines()]
TABLES = {table: kind for table, kind, *_why in LINES if not table.startswith("#") and table != "table"}
WALLED = sorted(table for table, kind in TABLES.items() if kind == "walled")
ALL = """
select relname, relrowsecurity, exists (select from pg_policy where polrelid = pg_class.oid)
from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname
"""


def rows(table: str) -> int:
    """As the application's role, for whoever is in scope, without a filter."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def seen_by(actor: Actor) -> dict[str, int]:
    with scope.from_nobody(), scope.acting(actor):
        return {table: rows(table) for table in WALLED}


@pytest.fixture
def world(
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    administrator_of_commune: Actor,
    one_stop: Office,
) -> Dossier:
    """At least one row of Mrs Lan's in each walled table. A table that is new here needs one more line."""
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    begin_upload(owner=f"account:{citizen.account}", name="b.jpg", size=len(photo()), by=citizen)
    asked = sent_extract(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, asked.number), by=reception)
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    actions.request_supplements(get_dossier(reception, asked.number), items=items, reason="Chưa rõ.", by=reception)
    finished = sent_extract(citizen, one_stop)
    bring_to_result(finished.number, reception=reception, case_officer=case_officer, approver=approver)
    actions.rate_dossier(get_dossier(citizen, finished.number), score=5, by=citizen)
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    helper = open_resident_account(phone="+84900000777", by=Actor.system("test"))
    draft = opened(Actor(account=helper.pk, name="Lê Văn Giúp"), citizen, one_stop)
    actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    enter_by_identity(issuer="https://a.invalid", claims=Claims("s1", national_id="093188000123"), loa="", by=Actor())
    quarantine(owner=owner_key(citizen), name="hd.pdf", content=b"x", threat="Test", by=citizen)
    actions.register_dossier(
        code="1.001612", office=one_stop, owner_name="Nguyễn Thị Lan", phone="0900000001", account=citizen.account,
        by_right="mandate", filer_name="Lê Văn Giúp", filer_phone="0900000777", shown=["authorisation"], by=reception,
    )  # fmt: skip
    _privacy_of(citizen, asked, approver)
    busy_line(one_stop, reception=reception)
    released(one_stop, reception=reception)
    confirm_address(add_email("lan@thu.example.vn", by=citizen).token, by=Actor())
    stop_by_number("+84912000001", everything=False, by=Actor.system("test"))
    conversing(account_of_unit(approver), citizen)
    begin_joining(by=citizen)
    keep_event(b"{}", by=Actor.system("test"))
    drain()
    begin_visit(account_of(administrator_of_commune), session_key="k", address="127.0.0.1", agent="Firefox")
    proved = replace(administrator_of_commune, proved_at=clock.now())
    open_token(username="may.thu", name="Bảng số liệu", reads=Reads.FIGURES, days=1, by=proved)
    propose_entry(account_of(reception), by=administrator_of_commune)
    return asked


def _privacy_of(citizen: Actor, asked: Dossier, approver: Actor) -> None:
    ask_for_export(by=citizen)
    breach = open_breach(
        title="Mất máy", happened="x", whose="x", measures="x", found_at=clock.now(), sensitive=False, by=approver
    )
    note_breach(breach, kind="amend", words="Đã tìm lại.", by=approver)
    CardSeen.objects.create(request=asked, seen_at=clock.now(), seen_by_id=approver.post)
    # To carry one out would take all the rest away.
    Erasure.objects.create(
        account_id=citizen.account,
        request=asked,
        erased_at=clock.now(),
        erased_by_id=approver.post,
        dossiers=0,
        kept=0,
    )


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


def test_what_anybody_sees_of_people_and_of_the_journal_is_never_hers(
    world: Dossier, citizen: Actor, neighbour: Actor
) -> None:
    def hers() -> list[bool]:
        people, rows = Person.objects.filter(pk=citizen.person), Entry.objects.filter(account=citizen.account)
        return [people.exists(), rows.exists()]

    with scope.from_nobody():
        assert hers() == [False, False]
        with scope.acting(neighbour):
            assert hers() == [False, False]
        with scope.acting(citizen):
            assert hers() == [True, True]


def test_official_is_known_by_name_on_the_post_and_nothing_else_of_them_is_seen(
    reception: Actor, neighbour: Actor, other_commune: Actor
) -> None:
    for stranger in (Actor(), neighbour, other_commune):
        with scope.from_nobody(), scope.acting(stranger):
            assert Post.objects.get(pk=reception.post).holder_name == player("tiep-nhan").name
            assert not Person.objects.filter(pk=reception.person).exists()


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


def test_ways_of_getting_in_are_seen_by_whose_they_are(
    world: Dossier, administrator_of_commune: Actor, approver: Actor
) -> None:
    tables = ("signin_visit", "mfa_authenticator", "signin_oldpassword")
    assert [seen_by(administrator_of_commune)[table] > 0 for table in tables] == [True, True, True]
    assert [seen_by(approver)[table] for table in tables] == [0, 0, 1]


def test_administrator_sees_accounts_of_the_unit_and_no_residents(
    world: Dossier, citizen: Actor, administrator_of_commune: Actor, other_commune: Actor
) -> None:
    def names(actor: Actor) -> set[str]:
        with scope.from_nobody(), scope.acting(actor):
            return {one.username or one.phone or "" for one in Account.objects.all()}

    unit = {player(key).username for key in ("tiep-nhan", "thu-ly", "phe-duyet", "quan-tri")}
    assert names(administrator_of_commune) == unit
    assert names(other_commune) == {player("xa-khac").username}
    assert names(citizen) == {player("cong-dan").phone}


def test_scope_ends_with_the_action_that_raised(world: Dossier, citizen: Actor) -> None:
    @atomic_action
    def fail(*, by: Actor) -> None:
        assert Dossier.objects.count() == 4
        raise Refused("x", "x")

    with scope.from_nobody():
        with pytest.raises(Refused):
            fail(by=citizen)
        assert Dossier.objects.count() == 0


def test_rollback_takes_the_scope_back_and_it_is_told_again(world: Dossier, citizen: Actor) -> None:
    with scope.from_nobody(), scope.acting(citizen):
        with transaction.atomic():
            assert Dossier.objects.count() == 4
            transaction.set_rollback(True)
        assert Dossier.objects.count() == 4
    with scope.from_nobody():
        assert Dossier.objects.count() == 0


def test_action_by_somebody_else_sees_what_they_see(world: Dossier, citizen: Actor, neighbour: Actor) -> None:
    @atomic_action
    def count(*, by: Actor) -> int:
        return Dossier.objects.count()

    with scope.from_nobody(), scope.acting(citizen):
        assert (count(by=neighbour), count(by=Actor.system("test")), count(by=citizen)) == (0, 4, 4)
        assert Dossier.objects.count() == 4


def test_request_leaves_nothing_behind(world: Dossier, citizen: Actor) -> None:
    with scope.from_nobody():
        assert client_of_lan(citizen).get("/ho-so/").status_code == 200
        assert Dossier.objects.count() == 0
        assert Client().get("/tra-cuu").status_code == 200


def client_of_lan(citizen: Actor) -> Client:
    with scope.as_machine("test"):
        return client_of_actor(citizen)


def test_token_opens_one_dossier_and_no_other(world: Dossier) -> None:
    with scope.from_nobody():
        by_token(world.token)
        assert [one.pk for one in Dossier.objects.all()] == [world.pk]
        assert world.moves.count() > 0


def test_words_with_quotes_and_percents_stay_words(world: Dossier) -> None:
    with scope.from_nobody(), scope.holding("'; drop table x; --", '%s %(a)s "\\', "{}", "\0", "\ud800"):
        assert Dossier.objects.filter(title="%").count() == 0


WIDER = re.compile(r"(?<![.\w])(?<!def )(?:scope\.)?(?:hold|holding|as_machine)\(")
# Where more is seen than the one it runs for may see, and how often. The reason stands in the code beside each.
WIDENED = {
    "config/command.py": 1,
    "xaso/core/queue.py": 1,
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
    "xaso/hotline/actions/promises.py": 2,
    "xaso/hotline/actions/ratings.py": 1,
    "xaso/hotline/queries/ratings.py": 1,
    "xaso/hotline/queries/roster.py": 1,
    "xaso/messages/access/articles.py": 1,
    "xaso/messages/access/notices.py": 2,
    "xaso/messages/actions/addresses.py": 4,
    "xaso/messages/actions/conversations.py": 1,
    "xaso/messages/actions/queueing.py": 1,
    "xaso/messages/queries/notices.py": 1,
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
    "xaso/surveys/access.py": 2,
    "xaso/surveys/actions.py": 3,
    "xaso/surveys/queries.py": 1,
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


def test_key_that_is_brought_may_be_any_text() -> None:
    keys = ["it's", 'say "x"', "back\\slash", "{a,b}", "", "NULL", "%s", "nửa"]
    with scope.from_nobody(), scope.holding(*keys), connection.cursor() as cursor:
        cursor.execute("select current_setting('xaso.held')::text[]")
        assert cursor.fetchone()[0] == sorted(keys)
