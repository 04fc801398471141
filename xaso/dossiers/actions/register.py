"""An office's past comes in: many ended dossiers at once, all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token, uuid7
from xaso.core.text import search_key, tone_canonical
from xaso.dossiers.access import require_old_books_of
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.rules import RawRow, Refusal, Row, State, read_row
from xaso.journal.actions import atomic_action, record, record_many
from xaso.offices.models import Office
from xaso.procedures.models import Procedure

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do. `source` names the register in each of its dossiers and in the journal."""

    read: int
    imported: int
    refusals: tuple[Refusal, ...]
    source: str
    dry_run: bool

    @property
    def refused_lines(self) -> int:
        return len({refusal.line for refusal in self.refusals})

    @property
    def good_lines(self) -> int:
        return self.read - self.refused_lines


@atomic_action
def import_register(
    rows: Iterable[RawRow],
    *,
    office: Office,
    by: Actor,
    dry_run: bool = False,
    skip_refused: bool = False,
    source: str = "",
    invented: bool = False,
) -> Report:
    """Brings ended dossiers of the office in from its old register. Every line is checked first; one that is refused keeps
    all of them out, unless `skip_refused`. They keep number and name as written, link to the procedure and to no version,
    have no clock, and can't be worked on. About 1 ms a line; one journal row each, and one for the register."""
    require_old_books_of(office, by)
    raws = list(rows)
    source = source or _digest(raws)
    good, refusals = _checked(raws, office)
    procedures = _Catalogue()
    found = [(row, procedures.find(row)) for row in good]
    linked = [(row, procedure) for row, procedure in found if procedure]
    refusals += [_unknown(row) for row, procedure in found if not procedure]
    refusals.sort(key=lambda refusal: refusal.line)
    if dry_run or (refusals and not skip_refused):
        return Report(len(raws), 0, tuple(refusals), source, dry_run)
    for start in range(0, len(linked), BATCH):
        _insert(linked[start : start + BATCH], office, source=source, invented=invented, by=by)
    if linked:
        detail = {"source": source, "lines": len(linked), "refused": len(raws) - len(linked)}
        record(action="dossiers.import_register", subject=("office", str(office.pk)), by=by, detail=detail)
    return Report(len(raws), len(linked), tuple(refusals), source, dry_run)


def _digest(rows: Sequence[RawRow]) -> str:
    return hashlib.sha256(repr([sorted(row.cells.items()) for row in rows]).encode()).hexdigest()


def _checked(raws: Sequence[RawRow], office: Office) -> tuple[list[Row], list[Refusal]]:
    """Lines that make sense by themselves and whose number is nobody else's."""
    now = clock.now()
    rows: list[Row] = []
    refusals: list[Refusal] = []
    for raw in raws:
        row, wrong = read_row(raw, now=now, agency=office.agency_code)
        refusals += wrong
        if row:
            rows.append(row)
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.number, row.line)
    taken = _taken(list(first))
    for row in rows:
        if row.number in taken:
            refusals.append(Refusal(row.line, "number", _("Số hồ sơ này đã có trong hệ thống."), row.number))
        elif first[row.number] != row.line:
            sentence = _("Số hồ sơ này đã ghi ở dòng %(line)d.") % {"line": first[row.number]}
            refusals.append(Refusal(row.line, "number", sentence, row.number))
    spoilt = {refusal.line for refusal in refusals}
    return [row for row in rows if row.line not in spoilt], refusals


def _taken(numbers: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(numbers), BATCH):
        found |= set(Dossier.objects.filter(number__in=numbers[start : start + BATCH]).values_list("number", flat=True))
    return found


def _unknown(row: Row) -> Refusal:
    return Refusal(
        row.line,
        "code" if row.code else "procedure",
        _("Danh mục không có thủ tục mang mã hoặc tên này. Xin xem lại, hoặc công bố thủ tục trước."),
        (row.code or row.procedure)[:80],
    )


class _Catalogue:
    """All procedures in memory, found as old registers write them: `2.000815.000.00.00.H55` is 2.000815 as one province
    knew it, and 1.00176 is 1.001760 after a spreadsheet took it for a number. One query."""

    def __init__(self) -> None:
        known = list(Procedure.objects.all())
        self._by_code = {procedure.code: procedure for procedure in known}
        self._by_name = {_plain(procedure.plain_name): procedure for procedure in known}
        self._by_name |= {_plain(procedure.name): procedure for procedure in known}

    def find(self, row: Row) -> Procedure | None:
        local = ".".join(row.code.split(".")[:2])
        whole, _dot, part = local.partition(".")
        for code in (row.code, local, f"{whole}.{part:0<6}" if part else ""):
            if code in self._by_code:
                return self._by_code[code]
        return self._by_name.get(_plain(row.procedure)) if row.procedure else None


def _plain(name: str) -> str:
    """One name, however the tone marks are set and the letters are cased."""
    return tone_canonical(" ".join(name.split())).lower()


def _insert(batch: Sequence[tuple[Row, Procedure]], office: Office, *, source: str, invented: bool, by: Actor) -> None:
    now = clock.now()
    dossiers = [_dossier(row, procedure, office, source, invented=invented) for row, procedure in batch]
    Dossier.objects.bulk_create(dossiers)
    Move.objects.bulk_create(
        Move(dossier=dossier, verb="import", at=now, to_state=dossier.state, post_id=by.post, by_system=by.is_system)
        for dossier in dossiers
    )
    record_many(
        action="dossier.import",
        subjects=[dossier.subject for dossier in dossiers],
        by=by,
        detail={"source": source},
        fresh=True,
    )


def _dossier(row: Row, procedure: Procedure, office: Office, source: str, *, invented: bool) -> Dossier:
    decided = row.ended_at if row.state == State.RETURNED else None
    return Dossier(
        id=uuid7(),
        number=row.number,
        token=random_token(),
        procedure=procedure,
        title=row.procedure or procedure.name,
        office=office,
        receiving_unit_id=office.unit_id,
        competent_unit_id=office.unit_id,
        channel=row.channel,
        filed_how=row.filed_how,
        owner_name=row.applicant,
        owner_search=search_key(row.applicant),
        contact_phone=row.phone,
        state=row.state,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        act_by=row.due_at or row.ended_at,
        due_at=row.due_at,
        decided_at=decided,
        ended_at=row.ended_at,
        outcome=row.outcome,
        answers=_as_written(row, procedure),
        register_source=source,
        invented=invented,
    )


def _as_written(row: Row, procedure: Procedure) -> Mapping[str, Any]:
    """The code in the register's own words, where ours differs."""
    return {"register_code": row.code} if row.code and row.code != procedure.code else {}
