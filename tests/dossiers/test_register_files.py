"""Old registers as files: what people's spreadsheets look like, and what nobody's should."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.commands.register import import_
from xaso.core.refused import Refused
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules.register import column_of
from xaso.dossiers.rules.sheet import MAX_ROWS, as_csv, read_sheet
from xaso.offices.models import Office

HEADINGS = ["Số hồ sơ", "Mã TTHC", "Tên TTHC", "Người nộp", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Kết quả"]
ROW = ["A-1", "1.001193", "Đăng ký khai sinh", "Lê Thị Bé", "15/01/2024", "17/01/2024", "16/01/2024", "Đã trả"]


def xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_sheet(content)
    return refused.value.code


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("SỐ HỒ SƠ", "number"),
        ("Ngày hẹn trả (dự kiến)", "due"),
        ("  Họ và tên ", "applicant"),
        (unicodedata.normalize("NFD", "Kết quả"), "outcome"),
        ("Procedure name", "procedure"),
        ("Hình thức nộp", "channel"),
        ("STT", ""),
        ("", ""),
    ],
)
def test_heading_means_a_column_however_it_is_written(heading: str, column: str) -> None:
    assert column_of(heading) == column


def test_sheet_with_title_counted_columns_and_empty_lines() -> None:
    content = xlsx(
        ["SỔ THEO DÕI HỒ SƠ NĂM 2024"],
        [],
        ["STT", *HEADINGS, "Ghi chú"],
        ["(1)", *(f"({n})" for n in range(2, 10))],
        [1, *ROW],
        [None],
        [2, "A-2", 1.001193, None, "Trần Văn Đức", datetime(2024, 1, 15, 8, 30), date(2024, 1, 17), None, None],
    )
    sheet = read_sheet(content)
    assert [row.line for row in sheet.rows] == [5, 7]
    assert sheet.ignored == ("STT", "Ghi chú")
    assert sheet.rows[1].cells == {
        "number": "A-2",
        "code": "1.001193",
        "applicant": "Trần Văn Đức",
        "received": "2024-01-15 08:30",
        "due": "2024-01-17",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_spreadsheet(delimiter: str, encoding: str) -> None:
    text = "\r\n".join([delimiter.join(HEADINGS), delimiter.join([*ROW[:3], '"Lê\nThị\x00 Bé"', *ROW[4:]]), "", ""])
    (row,) = read_sheet(unicodedata.normalize("NFD", text).encode(encoding)).rows
    assert (row.line, row.cells["applicant"].split(), row.cells["outcome"]) == (2, ["Lê", "Thị", "Bé"], "Đã trả")


def test_own_writing_is_read_back() -> None:
    (row,) = read_sheet(as_csv(HEADINGS, [ROW])).rows
    assert list(row.cells.values()) == ROW


def test_files_that_are_no_register_are_told_so() -> None:
    assert refusal(b"") == "register_empty"
    assert refusal(as_csv(HEADINGS, [])) == "register_empty"
    assert refusal(b"a,b,c\n1,2,3") == "register_headings"
    assert refusal("Số hồ sơ".encode("cp1258", "replace") + b"\xf0\x28") == "register_encoding"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1") == "register_old_excel"
    assert refusal(b"PK\x03\x04 not a zip") == "register_file"
    assert refusal(as_csv(HEADINGS, [ROW]) + b'"' + b"x" * 200_000) == "register_csv"


def test_zip_that_is_no_spreadsheet_or_unpacks_to_gigabytes() -> None:
    plain, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("readme.txt", "x")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _piece in range(401):
                part.write(b" " * 1024 * 1024)
    assert refusal(plain.getvalue()) == "register_file"
    assert len(bomb.getvalue()) < 1_000_000
    assert refusal(bomb.getvalue()) == "register_bomb"


def test_register_longer_than_allowed_and_cell_longer_than_a_book() -> None:
    head = ",".join(HEADINGS)
    assert refusal((head + "\n" + "A,B,C,D,E,F,G,H\n" * (MAX_ROWS + 1)).encode()) == "register_long"
    (row,) = read_sheet(as_csv(HEADINGS, [["A" * 100_000, *ROW[1:]]])).rows
    assert len(row.cells["number"]) == 1001


def test_formula_that_was_never_computed_is_noticed() -> None:
    sheet = read_sheet(xlsx(HEADINGS, [*ROW[:3], '=CONCATENATE("a","b")', *ROW[4:]]))
    assert sheet.formulas
    assert "applicant" not in sheet.rows[0].cells
    assert not read_sheet(xlsx(HEADINGS, ROW)).formulas


@pytest.mark.django_db
def test_command_tries_first_and_writes_only_when_told(
    one_stop: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "so-2024.csv"
    file.write_bytes(as_csv(HEADINGS, [ROW, ["A-2", *ROW[1:3], "", *ROW[4:]]]))
    assert import_(["register", str(file)]) == 1
    told = capsys.readouterr().out
    assert f"{one_stop.name}: 2 dòng, 1 nhập được, 1 bị từ chối." in told
    assert "  dòng 3, cột Người nộp: Thiếu tên người nộp hoặc chủ hồ sơ." in told
    assert "Đây là chạy thử, chưa ghi gì." in told
    assert import_(["register", str(file), "--commit", "--office", "H13.31441"]) == 1
    assert "Chưa ghi gì, vì có dòng bị từ chối." in capsys.readouterr().out
    assert not Dossier.objects.exists()
    assert import_(["register", str(file), "--commit", "--skip-refused", "--office", "31441"]) == 1
    assert "Đã ghi 1 hồ sơ." in capsys.readouterr().out
    assert Dossier.objects.get().number == "A-1"


@pytest.mark.django_db
def test_command_says_what_is_wrong_with_file_or_office(
    one_stop: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_(["register", str(tmp_path / "none.csv")]) == 2
    file = tmp_path / "so.csv"
    file.write_bytes(as_csv(HEADINGS, [ROW]))
    assert import_(["register", str(file), "--office", "31459"]) == 2
    assert "Đơn vị này chưa có bộ phận một cửa." in capsys.readouterr().err
