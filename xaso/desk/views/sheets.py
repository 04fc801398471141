"""Lists as files for a spreadsheet, as seen on the screen. Cells are text: nothing that a person typed runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.limits import Limit
from xaso.core.paging import Page

MOST: Final = 5000
EXPORTS: Final = Limit("exports", 30, timedelta(hours=1))  # each is up to MOST people on a stick
AT_A_TIME: Final = 500
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Line = Sequence[str]
Row = TypeVar("Row", bound=Model)


def all_pages(fetch: Callable[[str], Page[Row]]) -> Iterator[Row]:
    """The rows of a list from its first page on, at most `MOST`: `fetch` takes the key to go on after."""
    after, shown = "", 0
    while shown < MOST:
        page = fetch(after)
        yield from page.rows[: MOST - shown]
        shown += len(page.rows)
        after = page.next_key
        if not after:
            return


def sheet(form: str, name: str, heads: Line, lines: Iterator[Line]) -> HttpResponse:
    """`form` is csv or xlsx. At the ceiling a last line says that there is more."""
    full = _with_ending(lines)
    content, kind = (_csv(heads, full), "text/csv; charset=utf-8") if form == "csv" else (_xlsx(heads, full), XLSX)
    response = HttpResponse(content, content_type=kind)
    day = clock.local(clock.now())
    response["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y-%m-%d}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def guarded(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_RUNS) else text


def _with_ending(lines: Iterator[Line]) -> Iterator[Line]:
    count = 0
    for count, line in enumerate(lines, start=1):  # noqa: B007  the count is what we are after
        yield line
    if count >= MOST:
        yield [_("Chỉ xuất %(most)d dòng đầu; xin lọc bớt để lấy phần còn lại.") % {"most": MOST}]


def _csv(heads: Line, lines: Iterator[Line]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(heads)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")  # with the mark by which spreadsheets know the encoding


def _xlsx(heads: Line, lines: Iterator[Line]) -> bytes:
    # Here: it is a tenth of what a web process reads at its start, for two buttons.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    page: Any = book.create_sheet(_("Hồ sơ"))
    page.freeze_panes = "A2"

    def cell(text: str) -> Any:
        made: Any = WriteOnlyCell(page, value=guarded(text))
        made.data_type = "s"
        return made

    heading = [cell(head) for head in heads]
    for one in heading:
        one.font = Font(bold=True)
    page.append(heading)
    for line in lines:
        page.append([cell(text) for text in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
