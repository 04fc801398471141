"""Taking files in, whole or in pieces; sweeping away what nobody kept."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import Limit
from xaso.core.locks import hold_until_commit
from xaso.core.refused import NotFound, Refused, TooMany
from xaso.files import ports
from xaso.files.models import Quarantined, StoredFile, Upload
from xaso.files.rules import (
    MAX_PIECE,
    Infected,
    Kind,
    Prepared,
    clean_name,
    not_scanned,
    quarantine_path,
    require_size,
    sniff,
    storage_path,
)
from xaso.journal.actions import atomic_action, record

log = logging.getLogger(__name__)
KEEP_QUARANTINED = timedelta(days=30)
UPLOADS = Limit("uploads", 300, timedelta(hours=1))
MAX_OPEN = 60  # unfinished uploads of one owner within an hour
KEEP_UNFINISHED = timedelta(days=3)
KEEP_UNCLAIMED = timedelta(days=1)


@atomic_action
def begin_upload(*, owner: str, name: str, size: int, by: Actor) -> Upload:
    """Opens a place for a file of `size` bytes. Nothing is journalled before the file is whole."""
    require_size(size)
    _count(by)
    now = clock.now()
    if Upload.objects.filter(owner=owner, file=None, created_at__gt=now - timedelta(hours=1)).count() >= MAX_OPEN:
        raise TooMany(
            _("Ông/bà đang gửi dở quá nhiều tệp. Xin đợi các tệp đó gửi xong, hoặc một giờ nữa hãy gửi tiếp."),
            "uploads_open",
        )
    return Upload.objects.create(
        owner=owner, name=clean_name(name), size=size, created_at=now, expires_at=now + KEEP_UNFINISHED
    )


@atomic_action
def append_piece(upload: Upload, *, offset: int, data: bytes, by: Actor) -> Upload:
    """Takes one piece and returns the upload with the true `received`, from which the sender goes on.

    A piece that came before, or comes too early, changes nothing. What `received` counts is on disk before this commits;
    if the disk has lost it, `received` goes back to what is there."""
    upload = _locked(upload.id)
    if upload.file_id is not None:
        return upload
    kept = min(upload.received, ports.part_size(upload.id))
    if kept == offset and data:
        _require_piece(upload, offset, data)
        ports.add_piece(upload.id, offset=offset, data=data)
        kept += len(data)
    if kept != upload.received:
        upload.received = kept
        upload.save(update_fields=["received"])
    return upload


def _require_piece(upload: Upload, offset: int, data: bytes) -> None:
    if len(data) > MAX_PIECE:
        raise Refused(_("Phần gửi này quá lớn. Xin tải lại trang rồi gửi lại."), "piece_large")
    if offset + len(data) > upload.size:
        raise Refused(_("Tệp đã thay đổi trong lúc gửi. Xin chọn lại tệp để gửi từ đầu."), "piece_beyond")
    if offset == 0 and len(data) >= min(1024, upload.size):
        require_size(upload.size, pdf=sniff(data[:2048]) is Kind.PDF)


def finish_upload(upload: Upload, *, by: Actor) -> StoredFile:
    """Scans the whole file, looks into it and stores it. Asked twice, answers the same file. While the scanner is
    away it is refused, but what arrived is kept: asked again, it is finished then. What a photo costs: `ports.prepare`."""
    try:
        return _finish(upload, by=by)
    except Infected as found:
        content = ports.read_part(upload.id)
        quarantine(owner=upload.owner, name=upload.name, content=content, threat=found.threat, by=by)
        ports.drop_part(upload.id)
        raise


@atomic_action
def _finish(upload: Upload, *, by: Actor) -> StoredFile:
    upload = _locked(upload.id)
    if upload.file is not None:
        return upload.file
    content = ports.read_part(upload.id)[: upload.received]
    if len(content) != upload.size:
        raise Refused(
            _("Tệp chưa gửi xong. Xin giữ trang này mở; tệp sẽ được gửi tiếp từ chỗ dừng."), "upload_unfinished"
        )
    _scan(content, upload.name)
    upload.file = _store(ports.prepare(content), owner=upload.owner, name=upload.name, by=by)
    upload.save(update_fields=["file"])
    transaction.on_commit(lambda: ports.drop_part(upload.id))
    return upload.file


def store_file(*, owner: str, name: str, content: bytes, by: Actor) -> StoredFile:
    """A file that came whole, as from a page without JavaScript."""
    name = clean_name(name)
    try:
        return _store_whole(owner=owner, name=name, content=content, by=by)
    except Infected as found:
        quarantine(owner=owner, name=name, content=content, threat=found.threat, by=by)
        raise


@atomic_action
def _store_whole(*, owner: str, name: str, content: bytes, by: Actor) -> StoredFile:
    _count(by)
    require_size(len(content))
    _scan(content, name)
    return _store(ports.prepare(content), owner=owner, name=name, by=by)


def _scan(content: bytes, name: str) -> None:
    try:
        found = ports.scan(content)
    except ports.ScannerAway:
        log.exception("the virus scanner does not answer; files are refused meanwhile")
        raise not_scanned() from None
    if found.threat:
        raise Infected(name, found.threat)


@atomic_action
def quarantine(*, owner: str, name: str, content: bytes, threat: str, by: Actor) -> Quarantined:
    """Keeps what the scanner found apart from everything else, for whoever examines it, and forgets it after KEEP_QUARANTINED."""
    digest = hashlib.sha256(content).hexdigest()
    ports.write(quarantine_path(digest), content)
    kept = Quarantined.objects.create(
        owner=owner, name=name, size=len(content), sha256=digest, threat=threat, found_at=clock.now()
    )
    detail = {"sha256": digest, "size": len(content), "threat": threat}
    record(
        action="files.quarantine",
        subject=("file", str(kept.id)),
        by=by,
        detail=detail,
        personal={"name": name},
        denied=True,
    )
    return kept


def _count(by: Actor) -> None:
    """Three hundred files an hour are more than anybody photographs; the machine itself is not counted."""
    if by.account:
        UPLOADS.spend(str(by.account))


@atomic_action
def discard_file(file: StoredFile, *, by: Actor) -> None:
    """Forgets a file nobody refers to any more; the sweep takes its bytes. Whoever still refers to it forbids this."""
    record(action="files.discard", subject=("file", str(file.id)), by=by)
    StoredFile.objects.filter(id=file.id).delete()


@atomic_action
def forget_files(owner: str, *, keep: Collection[UUID], by: Actor) -> int:
    """Everything this owner ever sent, but what is still kept for other reasons. The sweep takes the bytes. Returns how many
    files went."""
    for upload in Upload.objects.filter(owner=owner, file=None):
        ports.drop_part(upload.id)
    Upload.objects.filter(owner=owner).delete()
    _forget_quarantined(list(Quarantined.objects.filter(owner=owner)))
    files = list(StoredFile.objects.filter(owner=owner).exclude(pk__in=keep))
    for file in files:
        discard_file(file, by=by)
    return len(files)


def _locked(upload_id: UUID) -> Upload:
    upload = Upload.objects.select_for_update().filter(id=upload_id).first()
    if upload is None or upload.expires_at <= clock.now():
        raise NotFound(_("Lần gửi này không còn nữa. Xin chọn lại tệp để gửi từ đầu."), "upload_missing")
    return upload


def _store(prepared: Prepared, *, owner: str, name: str, by: Actor) -> StoredFile:
    """The bytes are on disk before the row; a rollback leaves bytes without a row, which the sweep finds."""
    path = storage_path(owner, prepared.sha256)
    hold_until_commit(path)
    if known := StoredFile.objects.filter(owner=owner, sha256=prepared.sha256).first():
        return known
    ports.write(path, prepared.content)
    file = StoredFile.objects.create(
        owner=owner,
        sha256=prepared.sha256,
        size=len(prepared.content),
        media_type=prepared.media_type.value,
        pages=prepared.pages,
        width=prepared.width,
        height=prepared.height,
        name=name,
        created_at=clock.now(),
    )
    detail = {"size": file.size, "pages": file.pages, "media_type": file.media_type, "sha256": file.sha256}
    record(action="files.store", subject=("file", str(file.id)), by=by, detail=detail, personal={"name": name})
    return file


@atomic_action
def sweep_path(path: str, *, by: Actor) -> bool:
    """Removes bytes that no row speaks of and that are older than a day. True when removed."""
    hold_until_commit(path)
    written = ports.written_at(path)
    if written is None or written > clock.now() - KEEP_UNCLAIMED:
        return False
    if any(file.path == path for file in StoredFile.objects.filter(sha256=path.rsplit("/", 1)[-1])):
        return False
    ports.remove(path)
    return True


@atomic_action
def sweep_uploads(*, by: Actor) -> int:
    """Removes uploads past their time, and parts in the spool whose upload is gone or done. Returns how many rows went."""
    gone, _rows = Upload.objects.filter(expires_at__lte=clock.now()).delete()
    waiting = {str(key) for key in Upload.objects.filter(file=None).values_list("id", flat=True)}
    oldest = (clock.now() - KEEP_UNCLAIMED).timestamp()
    for name, touched in list(ports.parts()):
        if name not in waiting and touched < oldest:
            ports.drop_part(UUID(name))
    return gone


@atomic_action
def sweep_quarantine(*, by: Actor) -> int:
    """Forgets what was found more than KEEP_QUARANTINED ago; how many rows went."""
    old = list(Quarantined.objects.filter(found_at__lt=clock.now() - KEEP_QUARANTINED).order_by("found_at")[:1000])
    _forget_quarantined(old)
    return len(old)


def _forget_quarantined(rows: list[Quarantined]) -> None:
    """With the bytes, which no sweep would find without their rows, unless somebody else sent the same."""
    Quarantined.objects.filter(pk__in=[one.pk for one in rows]).delete()
    kept = set(Quarantined.objects.filter(sha256__in={one.sha256 for one in rows}).values_list("sha256", flat=True))
    for path in {one.path for one in rows if one.sha256 not in kept}:
        ports.remove(path)
