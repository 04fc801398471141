"""What may be written about a person, decided from the values alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.dates import PartialDate
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Invalid, Refused
from xaso.core.text import clean

NAME_LENGTH = 100
ADDRESS_PARTS = ("province", "commune", "line")


class Sex(TextChoices):
    MALE = "male", gettext_lazy("nam")
    FEMALE = "female", gettext_lazy("nữ")


def clean_name(text: str) -> str:
    """A name as people carry it: NFC, one space between words, at most 100 letters. Raises Refused with what to mend."""
    name = clean(text, max_length=NAME_LENGTH)
    if not name:
        raise Refused(_("Xin ghi họ, chữ đệm và tên."), "name_missing")
    if any(not (letter.isalpha() or letter in " '’.-") for letter in name) or not any(map(str.isalpha, name)):
        raise Refused(
            _("Họ tên chỉ gồm chữ cái. Xin ghi như trên giấy khai sinh, ví dụ Nguyễn Thị Hoa."), "name_letters"
        )
    return name


def clean_address(address: Mapping[str, Any] | None) -> dict[str, str]:
    """Keeps province and commune (codes) and the line, as text; anything else is dropped."""
    kept = {part: clean(str((address or {}).get(part) or ""), max_length=200) for part in ADDRESS_PARTS}
    return {part: text for part, text in kept.items() if text}


def clean_person(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every known field of `values` in the form it is stored in. Raises Invalid naming every field that needs mending."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in values.items():
        try:
            cleaned[name] = _CLEANERS[name](value)
        except Refused as refused:
            errors[name] = refused.message
    if errors:
        raise Invalid(errors)
    return cleaned


def _born(value: str) -> str:
    return PartialDate.parse(value).iso if value else ""


def _sex(value: str) -> str:
    if value and value not in Sex.values:
        raise Refused(_("Xin chọn nam hoặc nữ."), "sex")
    return value


def _id_number(value: str | None) -> str | None:
    return CitizenId.parse(value).digits if value else None


def _phone(value: str | None) -> str | None:
    return parse_phone(value) if value else None


def _short(value: str) -> str:
    return clean(value, max_length=60)


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "full_name": clean_name,
    "born": _born,
    "sex": _sex,
    "id_number": _id_number,
    "phone": _phone,
    "ethnicity": _short,
    "nationality": _short,
    "address": clean_address,
    "invented": bool,
}
