"""Procedures as a developer of a catalogue would write them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from xaso.core.actor import Actor
from xaso.procedures.actions import publish_versions
from xaso.procedures.models import ProcedureVersion

PLAIN: dict[str, Any] = {
    "code": "9.000001",
    "version": 1,
    "name": "Thử một thủ tục",
    "plain_name": "Thử",
    "field": "Thử nghiệm",
    "icon": "file",
    "common": 0,
    "review": "none",
    "confidence": "low",
    "valid_from": "2026-01-01",
    "valid_to": None,
    "limit": {"amount": 3, "unit": "working_day"},
    "legal_basis": ["Luật thử"],
    "source": "thử",
    "plain": {"how_long": "3 ngày làm việc.", "how_much": "Không thu", "where": "Nộp tại quầy."},
    "channels": ["counter"],
    "level_of_service": "truc_tiep",
    "papers": [],
    "fees": [],
    "exemptions": [],
    "fee_text": "Không thu",
    "steps": [{"key": "examine", "name": "Xem", "role": "case_officer"}],
    "result": {"name": "Giấy thử", "code": None, "template": None},
    "form": None,
}


def a_procedure(**changes: Any) -> dict[str, Any]:
    return deepcopy(PLAIN) | changes


def republished(code: str, **changes: Any) -> None:
    """The next version of a procedure of the catalogue, in force since this year; with no changes only its sources are others."""
    newest = ProcedureVersion.objects.filter(procedure__code=code).latest("number")
    changed = {"version": newest.number + 1, "source": "thử", "valid_from": "2026-01-02", "valid_to": None}
    changed |= {"review": newest.review, "confidence": newest.confidence}
    publish_versions([deepcopy(newest.content) | changed | changes], by=Actor.system("tests"))


def form_with(code: str, page: dict[str, Any]) -> dict[str, Any]:
    """The form of the newest version, and one page more at its end."""
    form = deepcopy(ProcedureVersion.objects.filter(procedure__code=code).latest("number").content["form"])
    return {**form, "pages": [*form["pages"], page]}
