"""A register as people keep it, XLSX or CSV, read into lines. Bounded: a file made to hurt gets a sentence, not our memory."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from xaso.core.refused import Refused
from xaso.core.text import normalise
from xaso.dossiers.rules.register import CELL_LENGTH, RawRow, column_of, missing_columns

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_SHARED_TEXT = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 200_000
MAX_COLUMNS = 100
HEADING_WITHIN = 20
GIVE_UP_AFTER_EMPTY = 1000

Line = tuple[int, list[str]]

# What the libraries below raise for archives and XML that are damaged, locked or made by hand.
_UNREADABLE = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines under their headings. `ignored` are headings that mean nothing to us; `formulas`: some cells are computed."""

    rows: tuple[RawRow, ...]
    ignored: tuple[str, ...]
    formulas: bool = False


def read_sheet(content: bytes, *, name: str = "") -> Sheet:
    """Reads an old register. Raises Refused with a sentence when it can't be one."""
    return _sheet(read_lines(content), formulas=content[:2] == b"PK" and _has_formulas(content))


def read_lines(content: bytes) -> Iterator[Line]:
    """The lines of a spreadsheet or a CSV, with their numbers. Raises Refused with a sentence when it can't be one."""
    if not content:
        raise Refused(_("Tệp trống, không có dòng nào."), "register_empty")
    if len(content) > MAX_BYTES:
        raise Refused(
            _("Tệp nặng quá %(limit)d MB. Xin tách thành nhiều tệp.") % {"limit": MAX_BYTES // 1024**2}, "register_big"
        )
    if content[:2] == b"PK":
        _check_archive(content)
        return _xlsx_lines(content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(
            _("Đây là tệp Excel đời cũ (.xls) hoặc có mật khẩu. Xin mở ra, lưu lại thành .xlsx không mật khẩu."),
            "register_old_excel",
        )
    return _csv_lines(content)


# ---- lines under headings --------------------------------------------------------------------------------------------


def _sheet(lines: Iterator[Line], *, formulas: bool = False) -> Sheet:
    columns, ignored = _headings(lines)
    rows: list[RawRow] = []
    for line, cells in lines:
        row = {columns[place]: cell for place, cell in enumerate(cells) if place in columns and cell}
        if not row or (not rows and _counts_columns(cells)):
            continue
        if len(rows) == MAX_ROWS:
            raise Refused(
                _("Sổ có hơn %(limit)s dòng. Xin tách thành nhiều tệp.") % {"limit": f"{MAX_ROWS:,}".replace(",", ".")},
                "register_long",
            )
        rows.append(RawRow(line, row))
    if not rows:
        raise Refused(_("Dưới dòng tiêu đề không có hồ sơ nào."), "register_empty")
    return Sheet(tuple(rows), ignored, formulas)


def _headings(lines: Iterator[Line]) -> tuple[dict[int, str], tuple[str, ...]]:
    """The first line of the first twenty that names at least three columns: registers begin with a title."""
    best: set[str] = set()
    for (_line, cells), _count in zip(lines, range(HEADING_WITHIN), strict=False):
        found = {place: column_of(cell) for place, cell in enumerate(cells)}
        columns: dict[int, str] = {}
        for place, column in found.items():
            if column and column not in columns.values():
                columns[place] = column
        if len(columns) >= 3 and not missing_columns(set(columns.values())):
            ignored = tuple(cell[:60] for place, cell in enumerate(cells) if cell and place not in columns)
            return columns, ignored
        best = max(best, set(columns.values()), key=len)
    raise Refused(
        _("Không thấy dòng tiêu đề có đủ các cột. Còn thiếu: %(missing)s.")
        % {"missing": ", ".join(missing_columns(best))},
        "register_headings",
    )


def _counts_columns(cells: list[str]) -> bool:
    """The line "(1) (2) (3)" that printed registers have under their headings."""
    return all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in cells if cell)


# ---- CSV -------------------------------------------------------------------------------------------------------------


def _csv_lines(content: bytes) -> Iterator[Line]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            _("Tệp không phải UTF-8 nên sẽ mất dấu. Xin lưu lại: Excel, Lưu thành, “CSV UTF-8”."), "register_encoding"
        ) from None
    head = normalise(text[:20_000])
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            yield before + 1, [_text(cell) for cell in cells[:MAX_COLUMNS]]
            before = reader.line_num
    except csv.Error as error:
        raise Refused(
            _("Dòng %(line)d không đọc được, có lẽ thiếu dấu ngoặc kép đóng.") % {"line": before + 1}, "register_csv"
        ) from error


# ---- XLSX ------------------------------------------------------------------------------------------------------------


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        empty = 0
        for line, cells in enumerate(book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
            empty = 0 if any(cell is not None for cell in cells) else empty + 1
            if empty > GIVE_UP_AFTER_EMPTY:
                break
            if not empty:
                yield line, [_text(cell) for cell in cells]
        book.close()
    except Refused:
        raise
    except _UNREADABLE as bad:
        raise _not_excel() from bad


def _check_archive(content: bytes) -> None:
    """An XLSX is a ZIP: what it says it unpacks to is also all that is ever read of it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise _not_excel() from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise _not_excel()
    shared = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or shared > MAX_SHARED_TEXT:
        raise Refused(_("Tệp Excel này bung ra quá lớn để là một sổ hồ sơ. Xin tách thành nhiều tệp."), "register_bomb")


def _not_excel() -> Refused:
    return Refused(
        _("Tệp không phải sổ Excel (.xlsx) đọc được. Xin mở và lưu lại, hoặc lưu thành CSV UTF-8."), "register_file"
    )


def _has_formulas(content: bytes) -> bool:
    """Whether cells are computed: such a cell reads as empty when no program has computed it yet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        try:
            return any(_contains(archive, name) for name in sheets[:1])
        except _UNREADABLE as bad:
            raise _not_excel() from bad


def _contains(archive: zipfile.ZipFile, name: str) -> bool:
    kept = b""
    with archive.open(name) as part:
        for piece in iter(lambda: part.read(1 << 20), b""):
            if re.search(rb"<f[ >/]", kept + piece):
                return True
            kept = piece[-8:]
    return False


def _text(value: Any) -> str:
    """A cell as text, cut just beyond the longest anybody may need, so that "too long" can still be said."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if (value.hour or value.minute) else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return normalise(str(value)[: 10 * CELL_LENGTH]).strip()[: CELL_LENGTH + 1]


def as_csv(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as a CSV that Excel opens with its diacritics."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()
