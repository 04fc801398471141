"""Schemas, and answers of invented people that pass them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from django.conf import settings

from xaso.forms.rules import Schema

HOME = {"province": "92", "commune": "31441", "line": "Ấp 7", "text": "Ấp 7, xã Vị Thủy, thành phố Cần Thơ"}


@cache
def schema_of(code: str) -> Schema:
    """The published form of a procedure."""
    path = settings.XASO_CATALOGUE / "procedures" / f"{code}.yaml"
    return Schema.load([*yaml.safe_load_all(path.read_text(encoding="utf-8"))][-1]["form"])


def a_schema(*fields: dict[str, Any], rules: list[dict[str, Any]] | None = None) -> Schema:
    """A form of one page `page` with these fields; each gets a label when it has none."""
    named = [{"label": field["key"], **field} for field in fields]
    return Schema.load({"pages": [{"key": "page", "title": "Trang", "fields": named}], "rules": rules or []})


def birth_answers() -> dict[str, Any]:
    """A mother registers her child, born in time."""
    return {
        "relation": "mother",
        "child_name": "Trần Gia Hân",
        "child_sex": "female",
        "child_born": "2026-11-10",
        "birth_facility": "Trung tâm Y tế khu vực Vị Thủy",
        "birth_place": HOME,
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_hometown": HOME,
        "mother_name": "Lê Thị Bé Lan",
        "mother_born": "1998-03-02",
        "mother_id": "093198000123",
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_alive": "yes",
        "mother_residence": HOME,
        "father_named": "yes",
        "father_name": "Trần Văn Tú",
        "father_born": "1995",
        "father_id": "093095000456",
        "father_ethnicity": "Khmer",
        "father_nationality": "Việt Nam",
        "father_alive": "yes",
        "father_residence": HOME,
        "delivery": "pickup",
        "copies": 2,
        "contact_phone": "+84912345678",
    }


def marital_answers() -> dict[str, Any]:
    """A single man needs the paper to sell land."""
    return {
        "relation": "self",
        "person_name": "Nguyễn Văn Út",
        "person_born": "1990-05-01",
        "person_sex": "male",
        "person_id": "093090001234",
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence": HOME,
        "status": "never",
        "lived": "now",
        "purpose": "property",
        "delivery": "electronic",
        "copies": 1,
        "contact_phone": "+84912345679",
    }


def extract_answers() -> dict[str, Any]:
    """A son asks for his mother's birth certificate, of which she remembers the year."""
    return {
        "event": "birth",
        "relation": "child",
        "requester_name": "Phạm Minh Đức",
        "requester_id": "093085004321",
        "requester_address": HOME,
        "requester_residence_kind": "permanent",
        "person_name": "Võ Thị Mười",
        "person_born": "1960",
        "person_sex": "female",
        "person_id": None,
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence": None,
        "registered_at": "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "registered_on": "1961",
        "entry_number": None,
        "book": None,
        "copies": 3,
        "delivery": "post",
        "delivery_address": HOME,
        "contact_phone": "+84912345670",
    }
