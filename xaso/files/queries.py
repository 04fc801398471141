"""Bytes and previews of stored files."""

from __future__ import annotations

from xaso.files import ports
from xaso.files.models import StoredFile
from xaso.files.ports import page_picture


def read_bytes(file: StoredFile) -> bytes:
    """The stored bytes: a redrawn photograph, or a PDF as it was sent. Never show the PDF itself inside a page of ours."""
    return ports.read(file.path)


def preview(file: StoredFile, page: int = 1, width: int = 960) -> bytes:
    """JPEG of one page (from 1), safe to show. `width` is rounded up to one of rules.PREVIEW_WIDTHS."""
    return page_picture(read_bytes(file), file.media_type, page=page, width=width)
