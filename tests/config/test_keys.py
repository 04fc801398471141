"""Keys of data at rest change while people work: old data stay readable, and afterwards the old key can go."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from pytest_django import Settings

from config.command import main
from config.commands.keys import keys
from config.keys import Table, remaining, rewrap, tables
from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.factories.people import make_person
from xaso.core import scope
from xaso.core.actor import Actor
from xaso.core.secrets import SecretsUnreadable, seal, unseal
from xaso.documents.queries import render_pdf
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.actions import take_digest
from xaso.journal.models import Entry
from xaso.journal.queries import verify_digests
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.people.access import person_by_id_number
from xaso.signin.access import identity_of
from xaso.signin.actions import enter_by_identity
from xaso.signin.rules import Claims

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
OLD, NEW = b64encode(b"o" * 32).decode(), b64encode(b"n" * 32).decode()
NUMBER = "093190000777"
ISSUER = "https://id.example.vn"


@pytest.fixture
def under_the_old_key(settings: Settings, citizen: Actor, reception: Actor, one_stop: Office) -> dict[str, Dossier]:
    """A person, a dossier from a phone, one from the counter with its papers, and a digest. Then a new key comes in front."""
    settings.XASO_KEYS = {"old": OLD}
    make_person(id_number=NUMBER)
    enter_by_identity(issuer=ISSUER, claims=Claims(subject="s-1", national_id=NUMBER), loa="2", by=BY)
    sent = sent_extract(citizen, one_stop)
    brought = actions.register_dossier(
        code="1.001193", office=one_stop, owner_name="Lê Văn Bịa", citizen_id=NUMBER, phone="0912345678", by=reception
    )
    actions.receive_dossier(get_dossier(reception, sent.number), by=reception)
    wanted = [{"kind": "paper", "key": "old_paper", "what": f"Thẻ căn cước {NUMBER}, chụp lại."}]
    actions.request_supplements(get_dossier(reception, sent.number), items=wanted, reason="Mờ.", by=reception)
    take_digest(by=BY)
    settings.XASO_KEYS = {"new": NEW, "old": OLD}
    return {"sent": sent, "brought": brought}


def readable(number: str) -> list[str]:
    """Whatever a key opens, opened."""
    dossier = Dossier.objects.get(number=number)
    letters = [render_pdf(letter.document)[:5] for letter in dossier.letters.select_related("document")]
    person = person_by_id_number(NUMBER)
    identity = identity_of(ISSUER, "s-1")
    assert person is not None
    assert identity is not None
    to = {message.to for message in Message.objects.all()}
    return [
        identity.claims.national_id,
        str(dossier.owner_id_number),
        person.id_number,
        *sorted(to),
        *map(str, letters),
    ]


def found_at_the_desk(reception: Actor, text: str) -> str:
    return client_of_actor(reception).post("/can-bo/tim", {"q": text}).content.decode()


def test_old_key_can_go_after_rewrapping_and_everything_is_read_and_found(
    under_the_old_key: dict[str, Dossier], settings: Settings, reception: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, brought = (under_the_old_key[name].number for name in ("sent", "brought"))
    before = readable(sent), readable(brought)
    assert keys(["status"]) == 1
    assert "old is still needed: 1 rows of people_person.id_number_index" in capsys.readouterr().out
    assert keys(["rewrap"]) == 0
    retired = capsys.readouterr().out.split("XASO_RETIRED_KEYS  old=")[1].strip()
    settings.XASO_KEYS = {"new": NEW}
    settings.XASO_RETIRED_KEYS = {"old": retired}
    assert (readable(sent), readable(brought)) == before
    assert brought in found_at_the_desk(reception, NUMBER)
    assert list(verify_digests()) == []


def test_command_counts_what_is_everybodys(
    under_the_old_key: dict[str, Dossier], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To nobody row-level security shows no row: without its purpose the command would say that the old key can go."""
    monkeypatch.setattr("sys.argv", ["xaso", "keys", "status"])
    with scope.from_nobody():
        assert main() == 1
    assert "old is still needed: 1 rows of people_person.id_number_index" in capsys.readouterr().out


def test_nothing_in_the_database_speaks_of_the_old_key_afterwards(under_the_old_key: dict[str, Dossier]) -> None:
    """Asked of PostgreSQL row by row, not of our own list of columns. The journal names keys; it seals nothing with them."""
    assert len(list(rewrap(by=BY))) >= 4
    assert remaining() == {}
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' and tablename !~ '^journal_'")
        speaking = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} t where to_jsonb(t)::text ~ '\"old:'")
            speaking += [table] * cursor.fetchone()[0]
    assert speaking == []


def test_search_finds_under_both_keys_meanwhile(under_the_old_key: dict[str, Dossier], reception: Actor) -> None:
    assert under_the_old_key["brought"].number in found_at_the_desk(reception, NUMBER)


def test_rewrapping_that_was_stopped_goes_on_and_leaves_rows_in_the_journal(
    under_the_old_key: dict[str, Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.keys.BATCH", 1)
    first = next(rewrap(by=BY))
    left = remaining().total()
    done = list(rewrap(by=BY))
    assert (first[1], left > 0, remaining()) == (1, True, {})
    assert Entry.objects.filter(action="keys.rewrap").count() == 1 + len(done)
    assert list(rewrap(by=BY)) == []


def test_text_from_before_methods_had_names_is_read_and_sealed_anew(settings: Settings) -> None:
    settings.XASO_KEYS = {"new": NEW}
    person = make_person(id_number=NUMBER)
    before = as_it_was_once(unseal(person.id_number_sealed), "new", NEW)
    type(person).objects.filter(pk=person.pk).update(id_number_sealed=before)
    person.refresh_from_db()
    assert (before.count(":"), person.id_number) == (1, NUMBER)
    assert ("people_person", 1) in list(rewrap(by=BY))
    person.refresh_from_db()
    assert (person.id_number_sealed.startswith("new:a256:"), person.id_number) == (True, NUMBER)
    assert list(rewrap(by=BY)) == []


def test_method_is_changed_as_a_key_is(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.XASO_KEYS = {"new": NEW}
    person = make_person(id_number=NUMBER)
    monkeypatch.setattr("xaso.core.secrets.METHOD", "c20p")
    assert person.id_number == NUMBER
    assert ("people_person", 1) in list(rewrap(by=BY))
    person.refresh_from_db()
    assert (person.id_number_sealed.startswith("new:c20p:"), person.id_number) == (True, NUMBER)
    assert list(rewrap(by=BY)) == []


def test_method_that_was_exchanged_in_a_text_or_is_none_opens_nothing() -> None:
    token = seal("093190000777")
    for other in (token.replace(":a256:", ":c20p:"), token.replace(":a256:", ":"), token.replace(":a256:", ":rot13:")):
        with pytest.raises(SecretsUnreadable):
            unseal(other)


def as_it_was_once(text: str, name: str, key: str) -> str:
    """Sealed as the first releases did."""
    box = AESGCM(sha256(b"seal" + b64decode(key)).digest()).encrypt(b"n" * 12, text.encode(), name.encode())
    return f"{name}:{b64encode(b'n' * 12 + box).decode()}"


def test_text_that_only_looks_sealed_stays_as_it_was_typed(
    settings: Settings, reception: Actor, one_stop: Office
) -> None:
    settings.XASO_KEYS = {"new": NEW, "old": OLD}
    typed = "old:bm90IHNlYWxlZA=="
    dossier = actions.register_dossier(code="1.001193", office=one_stop, owner_name=typed, by=reception)
    assert list(rewrap(by=BY)) == []
    assert Dossier.objects.get(pk=dossier.pk).owner_name == typed


def test_without_rewrapping_a_missing_key_is_said_and_no_text_is_shown(
    under_the_old_key: dict[str, Dossier], settings: Settings
) -> None:
    settings.XASO_KEYS = {"new": NEW}
    with pytest.raises(SecretsUnreadable, match="key 'old' is not in XASO_KEYS"):
        unseal(Message.objects.earliest("created_at").to_sealed)


def test_every_blind_index_says_what_it_is_made_of() -> None:
    """Otherwise a change of keys would leave it behind."""
    named = {table.name: set(table.blind) for table in tables()}
    there = {
        table.name: {name for name in all_columns(table) if name.endswith("index")}
        for table in tables()
        if any(name.endswith("index") for name in all_columns(table))
    }
    there["surveys_reply"] = {"whose"}  # by another name
    assert there == {name: blind for name, blind in named.items() if blind}


def all_columns(table: Table) -> set[str]:
    return {*table.texts, *table.blind}
