"""The content of a version: from its YAML, and applied to answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from xaso.core.language import in_vietnamese
from xaso.core.text import normalise
from xaso.forms.rules import Schema, holds, show_value, visible_answers

Content = Mapping[str, Any]
Answers = Mapping[str, Any]
_NOT_CONTENT = {"version", "valid_from", "valid_to", "limit", "review"}  # columns of their own


class Review(TextChoices):
    NONE = "none", _("Chưa rà soát")
    REVIEWED = "reviewed", _("Đã rà soát")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose dossier it is, by the answers. `id_number` is open text; the caller seals it."""

    name: str
    id_number: str
    phone: str
    address: Mapping[str, Any] | None


def content_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a YAML file: NFC text, dates as ISO text."""
    plain: dict[str, Any] = _plain({key: value for key, value in data.items() if key not in _NOT_CONTENT})
    return plain


def checksum_of(data: Mapping[str, Any]) -> str:
    """The same for the same meaning, whatever the order of keys, comments and spelling form of the file."""
    return hashlib.sha256(json.dumps(_plain(data), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value


def papers_asked(content: Content, answers: Answers) -> list[dict[str, Any]]:
    """The papers these answers call for, in the order of the catalogue."""
    return [dict(paper) for paper in content["papers"] if holds(paper.get("show_if"), answers)]


def title_of(content: Content, schema: Schema | None, answers: Answers) -> str:
    """What the dossier is called in lists: "Khai sinh cho Trần Gia Hân"."""
    pattern = content.get("title")
    if not pattern or schema is None:
        return str(content["plain_name"])
    return _filled(pattern, schema, visible_answers(schema, answers)) or str(content["plain_name"])


def owner_of(content: Content, answers: Answers) -> Owner:
    """The owner the catalogue names; empty texts for a procedure without a form. `answers` must be unsealed."""
    chosen: Mapping[str, Any] = next((rule for rule in content.get("owner", ()) if holds(rule.get("if"), answers)), {})
    address = answers.get(chosen.get("address", ""))
    return Owner(
        name=answers.get(chosen.get("name", "")) or "",
        id_number=answers.get(chosen.get("id_number", "")) or "",
        phone=answers.get("contact_phone") or "",
        address=address if isinstance(address, Mapping) else None,
    )


def people_of(content: Content, schema: Schema, answers: Answers) -> list[str]:
    """The names people ask for it by: the owner's, and whoever the title speaks of (the child of a birth)."""
    pattern = content.get("title", "")
    about = [
        answers.get(key)
        for key, field in schema.fields.items()
        if field.kind == "person_name" and "{" + key + "}" in pattern
    ]
    return list(dict.fromkeys(name for name in (owner_of(content, answers).name, *about) if name))


@in_vietnamese
def result_data(content: Content, schema: Schema | None, answers: Answers) -> dict[str, str]:
    """The fields of the result's template that the answers already tell; dates stay ISO. `answers` must be unsealed."""
    if schema is None:
        return {}
    seen = visible_answers(schema, answers)
    found = {name: _result_field(source, schema, seen) for name, source in content["result"].get("fields", {}).items()}
    return {name: text for name, text in found.items() if text}


def _result_field(source: Any, schema: Schema, answers: Answers) -> str:
    if isinstance(source, str):
        field, value = schema.fields[source], answers.get(source)
        if field.kind in ("date", "partial_date"):
            return value or ""
        return show_value(field, value, answered=False)
    if "first" in source:
        return next(filter(None, (_result_field(one, schema, answers) for one in source["first"])), "")
    if "text" in source:
        return _filled(source["text"], schema, answers)
    pattern = source["texts"].get(answers.get(source["by"]), source.get("otherwise", ""))
    return _filled(pattern, schema, answers)


def _filled(pattern: str, schema: Schema, answers: Answers) -> str:
    """Empty when a part of the pattern has no answer: half a sentence must not reach a paper."""
    shown = {
        key: show_value(field, answers.get(key), answered=False)
        for key, field in schema.fields.items()
        if "{" + key + "}" in pattern
    }
    return pattern.format_map(shown) if all(shown.values()) else ""
