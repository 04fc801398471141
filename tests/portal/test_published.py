"""The journal as proof: published, downloaded, checked from the command line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from config.commands.explain import journal
from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from xaso.core.actor import Actor
from xaso.journal.actions import take_digest
from xaso.journal.models import Digest
from xaso.offices.models import Office

PAGE = "/cong-khai/nhat-ky"
DATA = "/api/v1/journal/digests"


@pytest.mark.django_db
def test_digests_are_published_for_people_and_for_machines() -> None:
    anybody = Desk(Client())
    assert "Chưa có lần chốt nào" in anybody.reads(PAGE)
    assert Client().get(DATA).json() == {"digests": [], "next": None}
    taken = [take_digest(by=Actor.system("test")) for _day in range(31)]
    page = anybody.reads(PAGE)
    newest = bytes(taken[-1].hash).hex()
    assert f"<span>{newest[:8]}</span>" in page
    assert "Lần chốt số 31" in page
    first = Client().get(DATA).json()
    assert (first["digests"][0]["number"], first["digests"][0]["hash"]) == (31, newest)
    assert [one["number"] for one in Client().get(first["next"]).json()["digests"]] == [1]
    assert "check_proof" in Client().get("/cong-khai/check_proof.py")["Content-Disposition"]


@pytest.mark.django_db
def test_owner_downloads_the_proof_once_it_is_pinned(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent_extract(citizen, one_stop)
    lan, url = client_of_actor(citizen), f"/ho-so/{dossier.number}/chung-cu.json"
    assert "chốt" in Desk(lan).reads(url, status=404)
    digest = take_digest(by=Actor.system("test"))
    proof = lan.get(url).json()
    assert proof["digest"]["hash"] == bytes(digest.hash).hex()
    assert proof["entries"][-1][1] == "dossier.submit"
    assert "Nguyễn Thị Lan" not in lan.get(url).content.decode()
    assert client_of_actor(reception).get(url).status_code == 404


def test_command_finds_what_an_administrator_did(
    administrator: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal(["digest"]) == 0
    published = bytes(Digest.objects.get().hash).hex()
    assert journal(["verify", "--against", published, "--since", "2026-01-01"]) == 0
    assert "0 broken" in capsys.readouterr().out
    administrator("delete from journal_entry where subject_kind = 'calendar'")
    assert journal(["verify"]) == 1
    said = capsys.readouterr().out
    assert "BROKEN calendar" in said
    assert "is missing: the chain was cut, or taken out whole (digest 1)" in said
    assert journal(["verify", "--against", "00" * 32]) == 1
    assert "the digests were made anew" in capsys.readouterr().out
    assert journal(["verify", "--against", "không phải"]) == 2
