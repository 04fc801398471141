"""`xaso import register FILE`: an office's past, from its old register."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xaso.dossiers.actions import Report
    from xaso.offices.models import Office

SHOWN = 200


def import_(arguments: list[str]) -> int:
    """Without --commit it only says what would happen. Exit code 1 when a line was refused, 2 when nothing could be read."""
    parser = argparse.ArgumentParser(prog="xaso import", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    register = kinds.add_parser("register", help="XLSX or CSV (UTF-8), one ended dossier a line")
    register.add_argument("file", type=Path)
    register.add_argument(
        "--office", default="", help="agency code (H13.31441) or unit code (31441); else the home unit's"
    )
    how = register.add_mutually_exclusive_group()
    how.add_argument("--commit", action="store_true", help="write; without it nothing is written")
    how.add_argument("--dry-run", action="store_true", help="the default: check every line and report")
    register.add_argument(
        "--skip-refused", action="store_true", help="bring in the good lines although some are refused"
    )
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from xaso.core.refused import Refused

    try:
        return _import(chosen.file, chosen.office, commit=chosen.commit, skip_refused=chosen.skip_refused)
    except Refused as refused:
        print(f"xaso: {refused.message}", file=sys.stderr)
    except OSError as error:
        print(f"xaso: {chosen.file}: {error.strerror}", file=sys.stderr)
    return 2


def _import(path: Path, code: str, *, commit: bool, skip_refused: bool) -> int:
    from xaso.core.actor import Actor
    from xaso.dossiers.actions import import_register
    from xaso.dossiers.rules.sheet import MAX_BYTES, read_sheet

    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    sheet = read_sheet(content)
    office = _office(code)
    report = import_register(
        sheet.rows,
        office=office,
        by=Actor.system(f"xaso import register {path.name}"[:200]),
        dry_run=not commit,
        skip_refused=skip_refused,
        source=hashlib.sha256(content).hexdigest(),
    )
    _print(report, office, sheet.ignored, formulas=sheet.formulas, skip_refused=skip_refused)
    return 1 if report.refusals else 0


def _office(code: str) -> Office:
    """The one-stop office that kept the register. Raises NotFound."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from xaso.core import clock
    from xaso.core.refused import NotFound
    from xaso.offices.models import Office
    from xaso.offices.queries import one_stop_of
    from xaso.units.queries import unit_on

    if found := Office.objects.filter(agency_code=code).exclude(agency_code="").order_by("id").first():
        return found
    office = one_stop_of(unit_on(code or settings.XASO_HOME_UNIT, clock.today()), clock.today())
    if office is None:
        raise NotFound(_("Đơn vị này chưa có bộ phận một cửa. Xin ghi mã cơ quan, ví dụ H13.31441."), "no_office")
    return office


def _print(report: Report, office: Office, ignored: tuple[str, ...], *, formulas: bool, skip_refused: bool) -> None:
    print(f"{office.name}: {report.read} dòng, {report.good_lines} nhập được, {report.refused_lines} bị từ chối.")
    if ignored:
        print(f"Cột không dùng đến: {', '.join(ignored)}.")
    for refusal in report.refusals[:SHOWN]:
        value = f" [{refusal.value}]" if refusal.value else ""
        print(f"  dòng {refusal.line}, cột {refusal.label}{value}: {refusal.sentence}")
    if len(report.refusals) > SHOWN:
        print(f"  … và {len(report.refusals) - SHOWN} chỗ nữa.")
    if formulas and report.refusals:
        print("Tệp có ô công thức: ô chưa được tính sẽ đọc là trống. Mở bằng Excel, lưu lại một lần, rồi nhập lại.")
    if report.dry_run:
        print("Đây là chạy thử, chưa ghi gì. Thêm --commit để ghi.")
    elif report.imported:
        print(f"Đã ghi {report.imported} hồ sơ.")
    elif report.refusals and not skip_refused:
        print(
            "Chưa ghi gì, vì có dòng bị từ chối. Sửa tệp rồi nhập lại, hoặc thêm --skip-refused để bỏ qua các dòng đó."
        )
