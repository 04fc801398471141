"""Publishing versions. The loader and, later, officials at the desk use the same door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.forms.rules import Schema
from xaso.journal.actions import atomic_action, record
from xaso.procedures.models import Procedure, ProcedureVersion
from xaso.procedures.rules import checksum_of, content_of


@dataclass(frozen=True, slots=True)
class Published:
    added: tuple[str, ...]
    unchanged: int


@atomic_action
def publish_versions(source: Path | Iterable[Mapping[str, Any]], *, by: Actor) -> Published:
    """Inserts the versions of a directory of YAML files (or of parsed ones) that are not there yet; all of them or none.

    A published version is never altered: a file whose content differs from what was published under its number is refused.
    Constant queries when nothing is new."""
    procedures = {found.code: found for found in Procedure.objects.all()}
    known = {
        (version.procedure.code, version.number): version.checksum
        for version in ProcedureVersion.objects.select_related("procedure").only(
            "number", "checksum", "procedure__code"
        )
    }
    added, unchanged = [], 0
    for where, data in _read(source):
        name = (str(data["code"]), int(data["version"]))
        checksum = checksum_of(data)
        if name in known:
            _require_same(name, known[name], checksum, where)
            unchanged += 1
            continue
        _insert(data, procedures, checksum, where)
        known[name] = checksum
        added.append(f"{name[0]}/{name[1]}")
    if added:
        record(
            action="procedures.published",
            subject=("catalogue", "procedures"),
            by=by,
            detail={"versions": sorted(added)},
        )
    return Published(tuple(added), unchanged)


def _read(source: Path | Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """A file may hold several versions of its procedure, one a document."""
    if not isinstance(source, Path):
        yield from ((str(data.get("code")), data) for data in source)
        return
    for path in sorted(source.glob("*.yaml")):
        try:
            with path.open(encoding="utf-8") as file:
                for data in yaml.load_all(file, Loader=_Loader):
                    yield path.name, data
        except yaml.YAMLError as error:
            raise Refused(
                _("Tệp %(file)s không đọc được: %(why)s") % {"file": path.name, "why": str(error)}, "bad_file"
            ) from error


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster, where there is one


def _require_same(name: tuple[str, int], published: str, checksum: str, where: str) -> None:
    if published != checksum:
        raise Refused(
            _(
                "Thủ tục %(code)s bản %(number)d đã công bố, không sửa được (tệp %(file)s). "
                "Xin ghi thay đổi thành bản %(next)d, có ngày hiệu lực mới."
            )
            % {"code": name[0], "number": name[1], "file": where, "next": name[1] + 1},
            "published_version_changed",
        )


def _insert(data: Mapping[str, Any], procedures: dict[str, Procedure], checksum: str, where: str) -> None:
    content = content_of(data)
    try:
        if content.get("form"):
            Schema.load(content["form"])
        limit = data.get("limit") or {}
        valid_from, valid_to = _day(data.get("valid_from")), _day(data.get("valid_to"))
        shown = {word: content[word] for word in ("name", "plain_name", "field", "icon")}
    except (KeyError, ValueError) as error:
        raise Refused(_("Tệp %(file)s chưa đúng: %(why)s") % {"file": where, "why": str(error)}, "bad_file") from error
    procedure = procedures.get(content["code"]) or Procedure(code=content["code"])
    for word, value in shown.items():
        setattr(procedure, word, value)
    procedure.save()
    procedures[procedure.code] = procedure
    ProcedureVersion.objects.create(
        procedure=procedure,
        number=data["version"],
        valid_from=valid_from,
        valid_to=valid_to,
        limit_amount=limit.get("amount"),
        limit_unit=limit.get("unit") or "",
        review=data["review"],
        confidence=content["confidence"],
        content=content,
        checksum=checksum,
        published_at=clock.now(),
    )


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
