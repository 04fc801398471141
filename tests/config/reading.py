"""What somebody reads in an answer: a page, a text, a letter as PDF, a sheet, every file of an archive."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from zipfile import ZipFile

import pypdfium2

from xaso.core.text import normalise

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")  # of JSON


def body(got: Any) -> bytes:
    """All of it, also of what is sent on piece by piece."""
    return b"".join(got.streaming_content) if got.streaming else bytes(got.content)


def words_of(content: bytes) -> str:
    """In one line with single spaces. A photograph says no words."""
    if content.startswith(b"PK\x03\x04"):  # a sheet is an archive of texts
        with ZipFile(io.BytesIO(content)) as archive:
            return " ".join(words_of(archive.read(name)) for name in archive.namelist())
    text = _of_pdf(content) if content.startswith(b"%PDF") else _of_text(content)
    return " ".join(normalise(text).split())


def _of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    found = ""
    for page in document:
        written = page.get_textpage()
        found += written.get_text_bounded() + "\n"
        written.close()
        page.close()
    document.close()
    return found


def _of_text(content: bytes) -> str:
    text = content.decode("utf-8-sig", "ignore")
    return unescape(_ESCAPED.sub(lambda letter: chr(int(letter[1], 16)), text))


def shown(got: Any) -> str:
    """What a page says to who looks at it, without its marks, in one line."""
    return words_of(re.sub(rb"<[^>]+>", b" ", body(got)))
