"""Files arriving whole, in pieces, twice, and not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tests.factories.files import BY, OWNER, pdf, photo, stored_photo
from xaso.core import clock
from xaso.core.identifiers import uuid7
from xaso.core.refused import NotFound, Refused
from xaso.files import access, actions, jobs, ports, queries
from xaso.files.models import StoredFile, Upload
from xaso.files.ports import storage
from xaso.journal.queries import entries_of

pytestmark = pytest.mark.django_db
NEIGHBOUR = "account:01920000-0000-7000-8000-000000000002"


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.XASO_SPOOL = tmp_path / "spool"


def send(upload: Upload, content: bytes, *, piece: int = 10_000, until: int | None = None) -> Upload:
    """What the page does: pieces one after another, from where the server says it is."""
    while upload.received < (len(content) if until is None else until):
        data = content[upload.received : upload.received + piece]
        upload = actions.append_piece(upload, offset=upload.received, data=data, by=BY)
    return upload


def begin(content: bytes, name: str = "don.pdf") -> Upload:
    return actions.begin_upload(owner=OWNER, name=name, size=len(content), by=BY)


def photo_rolled_back(owner: str = OWNER) -> str:
    """Stored inside something larger that failed in the end."""
    with transaction.atomic():
        path = stored_photo(owner=owner).path
        assert default_storage.exists(path)
        transaction.set_rollback(True)
    return path


def test_file_sent_in_pieces_arrives_whole() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=700)
    file = actions.finish_upload(upload, by=BY)
    assert (file.pages, file.name, file.size, file.owner) == (40, "don.pdf", len(content), OWNER)
    assert queries.read_bytes(file) == content


def test_repeated_and_early_pieces_change_nothing_and_answer_the_true_place() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=1000, until=2000)
    again = actions.append_piece(upload, offset=1000, data=content[1000:2000], by=BY)
    early = actions.append_piece(upload, offset=5000, data=content[5000:6000], by=BY)
    assert (again.received, early.received) == (2000, 2000)
    assert queries.read_bytes(actions.finish_upload(send(early, content), by=BY)) == content


def test_upload_goes_on_after_a_restart_that_lost_the_end_of_a_piece() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=1000, until=3000)
    part = next(Path(storage._part(upload.id).parent).glob("*.part"))
    part.write_bytes(part.read_bytes()[:1500])
    upload = actions.append_piece(upload, offset=3000, data=content[3000:4000], by=BY)
    assert upload.received == 1500
    assert queries.read_bytes(actions.finish_upload(send(upload, content), by=BY)) == content


def test_upload_goes_on_when_a_piece_was_written_but_not_committed() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=1000, until=2000)
    ports.add_piece(upload.id, offset=2000, data=b"x" * 700)
    assert queries.read_bytes(actions.finish_upload(send(upload, content), by=BY)) == content


def test_unfinished_upload_cannot_become_a_file() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=1000, until=2000)
    with pytest.raises(Refused, match="Tệp chưa gửi xong"):
        actions.finish_upload(upload, by=BY)
    assert not StoredFile.objects.exists()


def test_finishing_twice_answers_the_same_file() -> None:
    content = photo()
    upload = send(begin(content, "anh.jpg"), content, piece=200_000)
    assert actions.finish_upload(upload, by=BY) == actions.finish_upload(upload, by=BY)
    assert len(entries_of(("file", str(StoredFile.objects.get().id)))) == 1


def test_program_is_refused_at_its_first_piece() -> None:
    upload = actions.begin_upload(owner=OWNER, name="giay khai sinh.jpg", size=5_000_000, by=BY)
    with pytest.raises(Refused, match="chương trình máy tính"):
        actions.append_piece(upload, offset=0, data=b"MZ" + b"\0" * 9000, by=BY)
    assert Upload.objects.get().received == 0


def test_heavy_pdf_is_refused_at_its_first_piece() -> None:
    upload = actions.begin_upload(owner=OWNER, name="sach.pdf", size=25 * 1024 * 1024, by=BY)
    with pytest.raises(Refused, match="nặng 25 MB"):
        actions.append_piece(upload, offset=0, data=pdf(40)[:4000], by=BY)


@pytest.mark.parametrize(("size", "words"), [(0, "trống"), (70 * 1024 * 1024, "nặng 70 MB")])
def test_empty_and_huge_files_are_refused_before_a_byte_is_sent(size: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.begin_upload(owner=OWNER, name="a.jpg", size=size, by=BY)


def test_sixty_open_uploads_of_one_owner_are_enough_for_an_hour() -> None:
    for _turn in range(actions.MAX_OPEN):
        begin(b"x" * 100)
    with pytest.raises(Refused, match="quá nhiều tệp"):
        begin(b"x" * 100)
    actions.begin_upload(owner=NEIGHBOUR, name="a.jpg", size=100, by=BY)
    with clock.travel(datetime.now(UTC) + timedelta(hours=2)):
        begin(b"x" * 100)


def test_more_bytes_than_announced_are_refused() -> None:
    upload = actions.begin_upload(owner=OWNER, name="a.pdf", size=100, by=BY)
    with pytest.raises(Refused, match="Tệp đã thay đổi"):
        actions.append_piece(upload, offset=0, data=b"x" * 101, by=BY)


def test_same_photo_is_stored_once_per_owner_and_never_shared() -> None:
    first, again, other = stored_photo(), stored_photo(), stored_photo(owner=NEIGHBOUR)
    assert first == again
    assert (other.sha256, other.path != first.path) == (first.sha256, True)
    ports.remove(other.path)
    assert queries.read_bytes(first)


def test_neighbour_finds_neither_file_nor_upload() -> None:
    file, upload = stored_photo(), begin(pdf())
    with pytest.raises(NotFound):
        access.get_file(file.id, owner=NEIGHBOUR)
    with pytest.raises(NotFound):
        access.get_upload(upload.id, owner=NEIGHBOUR)
    assert access.get_file(file.id, owner=OWNER) == file


def test_storing_leaves_one_entry_without_the_name_in_its_detail() -> None:
    file = stored_photo(name="giay cua ba Sau.jpg")
    [entry] = entries_of(("file", str(file.id)))
    assert entry.action == "files.store"
    assert "Sau" not in str(entry.detail)


def test_preview_of_a_stored_photo_is_a_small_jpeg() -> None:
    preview = queries.preview(stored_photo(width=2000), width=240)
    assert preview.startswith(b"\xff\xd8\xff")
    assert len(preview) < 20_000


def test_bytes_lie_on_disk_before_the_row_and_stay_without_it_only_until_the_sweep() -> None:
    path = photo_rolled_back()
    assert not StoredFile.objects.exists()
    assert default_storage.exists(path)
    with clock.travel(datetime.now(UTC) + timedelta(days=2)):
        jobs.sweep_files(0)
    assert not default_storage.exists(path)


def test_sweep_keeps_what_has_a_row_and_what_is_young() -> None:
    kept = stored_photo()
    young = photo_rolled_back(owner=NEIGHBOUR)
    jobs.sweep_files(0)
    assert default_storage.exists(young)
    with clock.travel(datetime.now(UTC) + timedelta(days=2)):
        jobs.sweep_files(0)
    assert queries.read_bytes(kept)
    assert not default_storage.exists(young)


def test_sweep_forgets_uploads_past_their_time() -> None:
    content = pdf(40)
    upload = send(begin(content), content, piece=1000, until=2000)
    with clock.travel(datetime.now(UTC) + timedelta(days=4)):
        with pytest.raises(NotFound, match="không còn nữa"):
            actions.append_piece(upload, offset=2000, data=content[2000:], by=BY)
        jobs.sweep_files(0)
    assert not Upload.objects.exists()
    assert list(ports.parts()) == []


def test_discarded_file_loses_its_bytes_at_the_next_sweep() -> None:
    file = stored_photo()
    actions.discard_file(file, by=BY)
    with clock.travel(datetime.now(UTC) + timedelta(days=2)):
        jobs.sweep_files(0)
    assert not default_storage.exists(file.path)


def test_database_refuses_a_second_row_for_the_same_bytes() -> None:
    file = stored_photo()
    file.id = uuid7()
    with pytest.raises(IntegrityError, match="file_stored_once_per_owner"), transaction.atomic():
        file.save(force_insert=True)
