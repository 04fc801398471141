"""The place where bytes lie: Django's default storage (a disk, or an S3 store), and a folder on disk for
pieces on their way. On a disk nothing counts as written before it is synced, folder included."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from xaso.core.identifiers import random_token


def write(path: str, content: bytes) -> None:
    """Returns when the bytes would survive a power cut. Writing the same path again is harmless and makes it young."""
    write_from(path, io.BytesIO(content))


def write_from(path: str, source: IO[bytes]) -> None:
    """The same for what does not fit into memory."""
    if not _on_disk():
        if not default_storage.exists(path):
            default_storage.save(path, File(source))
        return
    target = Path(default_storage.path(path))
    fresh = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = target.with_name(f".{target.name}.{random_token(6)}")
    try:
        with draft.open("xb") as stream:
            shutil.copyfileobj(source, stream, 1024 * 1024)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    for folder in {target.parent, *(made.parent for made in fresh)}:
        _sync_folder(folder)


def read(path: str) -> bytes:
    with default_storage.open(path, "rb") as stream:
        return bytes(stream.read())


def open_bytes(path: str) -> IO[bytes]:
    """A stream, for what is sent on piece by piece; whoever takes it closes it."""
    stream: IO[bytes] = default_storage.open(path, "rb")
    return stream


def remove(path: str) -> None:
    default_storage.delete(path)


def written_at(path: str) -> datetime | None:
    """When the bytes were last written, or None when there are none."""
    try:
        return default_storage.get_modified_time(path)
    except FileNotFoundError:
        return None


def paths_under(folder: str = "kept") -> Iterator[str]:
    """Every stored path, half-written drafts included."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from paths_under(f"{folder}/{name}")


def _on_disk() -> bool:
    return isinstance(default_storage, FileSystemStorage) or hasattr(default_storage, "base_location")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- pieces on their way --------------------------------------------------------------------------------------------


def _part(upload: UUID) -> Path:
    folder = Path(settings.XASO_SPOOL)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder / f"{upload}.part"


def part_size(upload: UUID) -> int:
    part = _part(upload)
    return part.stat().st_size if part.exists() else 0


def add_piece(upload: UUID, *, offset: int, data: bytes) -> None:
    """Writes `data` at `offset` and forgets whatever lay behind it. Returns when it would survive a power cut."""
    with os.fdopen(os.open(_part(upload), os.O_RDWR | os.O_CREAT, 0o640), "r+b") as stream:
        stream.truncate(offset)
        stream.seek(offset)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def read_part(upload: UUID) -> bytes:
    part = _part(upload)
    return part.read_bytes() if part.exists() else b""


def drop_part(upload: UUID) -> None:
    _part(upload).unlink(missing_ok=True)


def parts() -> Iterator[tuple[str, float]]:
    """Name (the upload's id as text) and unix time of every part that lies in the spool."""
    for part in Path(settings.XASO_SPOOL).glob("*.part"):
        try:
            yield part.stem, part.stat().st_mtime
        except FileNotFoundError:
            continue
