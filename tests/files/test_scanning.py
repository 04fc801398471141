"""What the virus scanner finds is kept apart and never served; what nobody could scan is not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.factories.files import BY, OWNER, pdf, photo
from tests.peers.clamd import EICAR, THREAT, SmallClamd, is_installed, real_clamd, small_clamd
from tests.portal.filing import BIRTH, fill, start
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.files import actions, ports
from xaso.files.actions import append_piece, begin_upload, finish_upload, store_file, sweep_quarantine
from xaso.files.jobs import sweep_files
from xaso.files.models import Quarantined, StoredFile
from xaso.journal.models import Entry

pytestmark = pytest.mark.django_db
SICK = pdf(1) + b"\n%" + EICAR


@pytest.fixture
def clamd(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """The real daemon where there is one."""
    settings.MEDIA_ROOT, settings.XASO_SPOOL = tmp_path / "kept", tmp_path / "spool"
    if is_installed():
        with real_clamd(tmp_path, EICAR) as settings.XASO_SCANNER:
            yield
    else:
        with small_clamd(EICAR) as peer:
            settings.XASO_SCANNER = peer.address
            yield


@pytest.fixture
def peer(tmp_path: Path, settings: Settings) -> Iterator[SmallClamd]:
    settings.MEDIA_ROOT, settings.XASO_SPOOL = tmp_path / "kept", tmp_path / "spool"
    with small_clamd(EICAR) as peer:
        settings.XASO_SCANNER = peer.address
        yield peer


def test_clean_file_is_taken_in(clamd: None) -> None:
    assert store_file(owner=OWNER, name="a.pdf", content=pdf(1), by=BY).pages == 1
    assert store_file(owner=OWNER, name="a.jpg", content=photo(3000, 2000, noisy=True), by=BY).pages == 1
    assert Quarantined.objects.count() == 0


def test_infected_file_is_kept_apart_told_and_journalled(clamd: None) -> None:
    with pytest.raises(Refused) as refused:
        store_file(owner=OWNER, name="don.pdf", content=SICK, by=BY)
    assert refused.value.message.startswith("Tệp “don.pdf” có mã độc nên không nhận và đã được cách ly. Xin ")
    kept = Quarantined.objects.get()
    assert (THREAT in kept.threat, kept.sha256) == (True, hashlib.sha256(SICK).hexdigest())
    assert ports.read(kept.path) == SICK
    assert StoredFile.objects.count() == 0
    entry = Entry.objects.get(action="files.quarantine")
    assert (entry.denied, entry.detail["sha256"], "don.pdf" in str(entry.detail)) == (True, kept.sha256, False)


def test_infected_file_sent_in_pieces_is_kept_apart_and_its_part_is_gone(clamd: None) -> None:
    upload = begin_upload(owner=OWNER, name="don.pdf", size=len(SICK), by=BY)
    append_piece(upload, offset=0, data=SICK, by=BY)
    with pytest.raises(Refused) as refused:
        finish_upload(upload, by=BY)
    assert (refused.value.code, ports.part_size(upload.id), Quarantined.objects.count()) == ("file_infected", 0, 1)


def test_resident_reads_why_and_officers_of_that_commune_alone_see_it(
    clamd: None, citizen: Actor, reception: Actor, other_commune: Actor
) -> None:
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    sent = {"giay": "birth_certificate", "tep": SimpleUploadedFile("don.pdf", SICK)}
    answer = lan.post(f"{address}giay-to/gui", sent)
    assert answer.status_code == 422
    assert "có mã độc nên không nhận và đã được cách ly" in answer.content.decode()
    assert Quarantined.objects.get().owner == f"account:{citizen.account}"
    page = client_of_actor(reception).get("/can-bo/so-sach/cach-ly").content.decode()
    assert ("don.pdf" in page, THREAT in page) == (True, True)
    assert "don.pdf" not in client_of_actor(other_commune).get("/can-bo/so-sach/cach-ly").content.decode()


@pytest.mark.parametrize("mood", ["limit", "silent", "odd"])
def test_scanner_that_fails_is_no_clean_answer(peer: SmallClamd, mood: str) -> None:
    peer.mood = mood
    with pytest.raises(Refused) as refused:
        store_file(owner=OWNER, name="a.pdf", content=pdf(1), by=BY)
    assert refused.value.code == "scanner_away"
    assert StoredFile.objects.count() == 0


def test_file_waits_while_the_scanner_is_away_and_is_finished_later(peer: SmallClamd, settings: Settings) -> None:
    there, settings.XASO_SCANNER = settings.XASO_SCANNER, "unix:/khong/co/clamd.ctl"
    content = pdf(2)
    upload = begin_upload(owner=OWNER, name="a.pdf", size=len(content), by=BY)
    append_piece(upload, offset=0, data=content, by=BY)
    with pytest.raises(Refused) as refused:
        finish_upload(upload, by=BY)
    assert "Xin giữ tệp và gửi lại sau ít phút." in refused.value.message
    settings.XASO_SCANNER = there
    assert finish_upload(upload, by=BY).pages == 2
    assert peer.seen == [hashlib.sha256(content).hexdigest()]


def test_what_was_kept_apart_is_forgotten_after_a_month(peer: SmallClamd) -> None:
    with pytest.raises(Refused):
        store_file(owner=OWNER, name="don.pdf", content=SICK, by=BY)
    path = Quarantined.objects.get().path
    assert sweep_quarantine(by=BY) == 0
    with clock.travel(clock.now() + actions.KEEP_QUARANTINED + timedelta(minutes=1)):
        assert sweep_quarantine(by=BY) == 1
    assert (Quarantined.objects.count(), default_storage.exists(path)) == (0, False)


def test_what_was_kept_apart_goes_from_the_disk_when_its_owner_is_forgotten(peer: SmallClamd) -> None:
    """The same bytes of somebody else stay for whoever examines them."""
    for owner in (OWNER, "account:another"):
        with pytest.raises(Refused):
            store_file(owner=owner, name="giay cua Lan.pdf", content=SICK, by=BY)
    path = Quarantined.objects.all()[0].path
    actions.forget_files(OWNER, keep=(), by=BY)
    assert (Quarantined.objects.count(), default_storage.exists(path)) == (1, True)
    actions.forget_files("account:another", keep=(), by=BY)
    with clock.travel(clock.now() + timedelta(days=2)):
        sweep_files(0)
    assert (Quarantined.objects.count(), default_storage.exists(path)) == (0, False)
