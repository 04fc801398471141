"""Is a page fit to go on, and the whole fit to send?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.refused import Refused
from xaso.forms.rules.conditions import holds
from xaso.forms.rules.crossing import fields_of_rule, findings
from xaso.forms.rules.fields import Field, Schema, visible_answers
from xaso.forms.rules.places import NoPlaces, Places
from xaso.forms.rules.reading import Raw, read, says_none


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` are fit to store (None: left empty, or "there is none"); `errors` and `warnings` map a field key
    (`key-0-sub` inside a repeat) to its sentence. Hidden fields are in none of them."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors


def check_page(
    schema: Schema,
    page_key: str,
    raw: Raw,
    *,
    today: date,
    answers: Mapping[str, Any] | None = None,
    places: Places | None = None,
) -> Checked:
    """One page as a browser sent it, beside the answers of the other pages. Raises KeyError for an unknown page.

    Errors concern this page only; the person's own words are in `raw` and are shown again from there."""
    page, places = schema.page(page_key), places or NoPlaces()
    checked = Checked()
    own = {one.key for one in page.fields}
    seen = {key: value for key, value in (answers or {}).items() if key not in own}
    for one in page.fields:
        if not one.holds_value or not holds(one.show_if, seen):
            continue
        value = _read_field(one, raw, places, checked)
        if one.key not in checked.errors:
            checked.values[one.key] = seen[one.key] = value
    _cross(schema, visible_answers(schema, seen), today, checked, own)
    for key in checked.errors:
        checked.values.pop(key, None)
    return checked


def check_all(
    schema: Schema, answers: Mapping[str, Any], *, today: date, optional: frozenset[str] = frozenset()
) -> Checked:
    """Stored answers once more before sending: everything asked is answered, and the rules between pages hold.

    `values` has only what counts: answers on pages no longer shown are left out."""
    checked = Checked(values=visible_answers(schema, answers))
    for page in schema.visible_pages(answers):
        for one in page.visible_fields(checked.values):
            if _is_missing(one, checked.values) and one.key not in optional:
                checked.errors[one.key] = _missing(one)
    _cross(schema, checked.values, today, checked, set(schema.fields))
    return checked


def _read_field(one: Field, raw: Raw, places: Places, checked: Checked, prefix: str = "") -> Any:
    path = prefix + one.key
    if says_none(one, raw, prefix):
        return None
    try:
        value = _read_rows(one, raw, places, checked) if one.kind == "repeat" else read(one, raw, places, prefix)
    except Refused as refused:
        checked.errors[path] = refused.message
        return None
    if one.required and value in (None, []) and not _row_errors(path, checked):
        checked.errors[path] = _missing(one)
    if isinstance(value, dict) and value.get("old"):
        checked.warnings[path] = _("Địa chỉ cũ nay là %(text)s. Xã ghi theo tên mới.") % {"text": value["text"]}
    return value


def _row_errors(path: str, checked: Checked) -> bool:
    return any(error.startswith(f"{path}-") for error in checked.errors)


def _read_rows(one: Field, raw: Raw, places: Places, checked: Checked) -> list[dict[str, Any]]:
    rows = []
    for number in range(one.max_rows):
        prefix = f"{one.key}-{number}-"
        if not any(str(raw.get(name, "") or "").strip() for name in one.input_names(number)):
            continue
        row = {sub.key: _read_field(sub, raw, places, checked, prefix) for sub in one.fields if sub.holds_value}
        rows.append({key: value for key, value in row.items() if value is not None})
    if any(name.startswith(f"{one.key}-{one.max_rows}-") and raw.get(name) for name in raw):
        raise Refused(
            _("Phần %(names)s ghi được nhiều nhất %(max)d dòng.") % {"names": one.names, "max": one.max_rows}, "rows"
        )
    return rows


def _is_missing(one: Field, answers: Mapping[str, Any]) -> bool:
    if not one.required or answers.get(one.key) not in (None, "", [], {}):
        return False
    return not (one.none_label and one.key in answers)


def _missing(one: Field) -> str:
    if one.kind == "choice":
        return _("Xin chọn %(names)s.") % {"names": one.names}
    if one.none_label:
        return _("Xin nhập %(names)s, hoặc bấm “%(none)s”.") % {"names": one.names, "none": one.none_label}
    return _("Xin nhập %(names)s.") % {"names": one.names}


def _cross(schema: Schema, answers: Mapping[str, Any], today: date, checked: Checked, shown: set[str]) -> None:
    """Rules speak on a page that has one of their fields; at the field they name, or at the last one that is here."""
    for rule, found in findings(schema.rules, answers, today):
        here = [name for name in fields_of_rule(rule) if name in shown]
        if not here:
            continue
        place = found.field if found.field in shown else here[-1]
        (checked.errors if found.is_error else checked.warnings).setdefault(place, found.message)
