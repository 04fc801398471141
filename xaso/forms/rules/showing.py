"""Answers shown again: in the inputs, in the list before sending, on the officer's screen; and what is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from xaso.core.dates import PartialDate
from xaso.core.identifiers import show_phone
from xaso.forms.rules.conditions import holds
from xaso.forms.rules.fields import Field, Schema, visible_answers


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is the field; `text` is "" when it was left empty."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    page_key: str
    rows: tuple[Row, ...]


def summary(schema: Schema, answers: Mapping[str, Any]) -> list[Section]:
    """Every visible page with its answers as people write them. `answers` must be unsealed."""
    seen = visible_answers(schema, answers)
    return [
        Section(page.title, page.key, tuple(_rows(page.visible_fields(seen), seen)))
        for page in schema.visible_pages(answers)
    ]


def _rows(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> list[Row]:
    rows = []
    for field in fields:
        if not field.holds_value:
            continue
        if field.kind != "repeat":
            rows.append(Row(field.key, field.label, show_value(field, answers.get(field.key), field.key in answers)))
            continue
        for number, item in enumerate(answers.get(field.key) or [], start=1):
            text = "; ".join(
                f"{sub.label}: {show_value(sub, item[sub.key])}" for sub in field.fields if sub.key in item
            )
            rows.append(Row(f"{field.key}-{number - 1}", f"{field.label} {number}", text))
    return rows


def show_value(field: Field, value: Any, answered: bool = True) -> str:
    """One answer as a person writes it; the field's "there is none" when that was said."""
    if value in (None, "", [], {}):
        return field.none_label if answered else ""
    if field.kind in ("date", "partial_date"):
        return PartialDate.parse(value).show()
    if field.kind == "phone":
        return show_phone(value)
    if field.kind == "citizen_id":
        return " ".join(value[start : start + 3] for start in range(0, len(value), 3))
    if field.kind == "address":
        return str(value.get("text") or value.get("line", ""))
    if field.kind == "choice":
        return next((option.label for option in field.options if option.value == value), str(value))
    if field.kind == "repeat":
        return ngettext("%(count)d dòng", "%(count)d dòng", len(value)) % {"count": len(value)}
    return str(value)


def raw_of(field: Field, value: Any, prefix: str = "") -> dict[str, str]:
    """The inputs of a stored (unsealed) answer, to fill them again: reading them back gives the same value."""
    name = prefix + field.key
    if field.kind == "note":
        return {}
    if value is None:
        return {f"{name}-none": "1"} if field.none_label else {}
    if field.kind in ("date", "partial_date"):
        year, month, day = [*value.split("-"), "", ""][:3]
        return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
    if field.kind == "address":
        return {f"{name}-{part}": value.get(part, "") for part in ("province", "commune", "line")}
    if field.kind == "repeat":
        return {
            key: text
            for number, row in enumerate(value)
            for sub in field.fields
            if sub.key in row
            for key, text in raw_of(sub, row[sub.key], f"{name}-{number}-").items()
        }
    if field.kind == "phone":
        return {name: show_phone(value)}
    return {name: str(value)}


def prefill(schema: Schema, facts: Mapping[str, Any], answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Values to offer in fields not yet answered; nothing is an answer before the person sends the page.

    `facts` is what is known of the signed-in person: full_name, id_number, born, sex, phone, ethnicity, nationality,
    address. A field names a fact, or another answer (`prefill: {answer: mother_residence}`), and when (`if`)."""
    answers = answers or {}
    seen = visible_answers(schema, answers)
    offered: dict[str, Any] = {}
    for key, field in schema.fields.items():
        source = field.prefill
        if not source or key in answers or not holds(source.get("if"), seen):
            continue
        value = source.get("value")
        if "answer" in source:
            value = seen.get(source["answer"])
        elif "fact" in source:
            value = facts.get(source["fact"])
        if value not in (None, "", {}):
            offered[key] = value
    return offered
