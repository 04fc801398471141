"""An office's old register comes in: ten thousand lines by the command an operator types, beside a bare COPY of as many."""

from __future__ import annotations

import csv
import time
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from bench import ground
from bench.report import Table
from config.postgres import SUPERUSER

LINES = 10_000
HEADINGS = ("Số hồ sơ", "Mã TTHC", "Người nộp", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Kết quả", "Kênh")
CODES = ("1.001193", "1.004873", "2.000635", "2.000815", "1.000894")
NAMES = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Lê Hoàng Nháp", "Phạm Thị Giả Định")  # invented


def past() -> None:
    base = ground.prepare()
    table = Table(f"The past of an office: {LINES:,} lines of an old register, every line checked, all or none")
    for kind, write in (("xlsx", _xlsx), ("csv", _csv)):
        database = ground.fresh(f"submit_past_{kind}", base)
        path = ground.VAR / f"register.{kind}"
        write(path)
        began = time.monotonic()
        ground.run(database, "-m", "config.command", "import", "register", str(path), "--commit")
        took = time.monotonic() - began
        [(there,)] = ground.sql(database, "select count(*) from dossiers_dossier where register_source <> ''")
        table.row(f"xaso import register, {kind}", f"{took:.1f} s", "bar 30", ok=took < 30 and there == LINES)
        copied = _copy(database)
        table.row("    beside a bare COPY of the same rows", f"{copied:.2f} s", f"× {took / copied:.0f}")
    table.show()


def _lines() -> list[tuple[str, ...]]:
    rows = []
    for place in range(LINES):
        day = date(2023, 1, 2) + timedelta(days=place // 40)
        days = (day, day + timedelta(days=3), day + timedelta(days=2 + place % 3))
        written = (f"{one:%d/%m/%Y}" for one in days)
        channel = "trực tuyến" if place % 3 else "trực tiếp"
        number = f"000.00.31.H13-{day:%y%m%d}-{place % 40 + 1:04d}"
        rows.append((number, CODES[place % 5], NAMES[place % 4], *written, "đã trả", channel))
    return rows


def _xlsx(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEADINGS, *_lines()):
        sheet.append(row)
    book.save(path)


def _csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *_lines()])


def _copy(database: str) -> float:
    """The same three tables' rows written out and read back into tables without an index, a check or a trigger."""
    tables = ("dossiers_dossier", "dossiers_move", "journal_entry")
    for name in tables:
        ground.sql(database, f"create unlogged table bare_{name} (like {name})")
    with ground.CLUSTER.connect(database, SUPERUSER) as connection:
        kept = []
        for name in tables:
            with connection.cursor().copy(f"copy (select * from {name}) to stdout".encode()) as out:
                kept.append((name, b"".join(bytes(block) for block in out)))
        began = time.monotonic()
        for name, rows in kept:
            with connection.cursor().copy(f"copy bare_{name} from stdin".encode()) as into:
                into.write(rows)
        return time.monotonic() - began
