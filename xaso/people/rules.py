"""What may be written about a person, decided from the values alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
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


# ---- consent (Law 91/2025/QH15, articles 9, 10 and 24) ---------------------------------------------------------------

CHILD_UNDER = 16  # Luật Trẻ em 102/2016/QH13, điều 1
CHILD_IS_ASKED_FROM = 7  # Law 91/2025/QH15, article 24


class Purpose(TextChoices):
    """What people may be asked to agree to. Settling a dossier is not among them: it rests on law, not on consent."""

    BROADCASTS = "tin-chung", gettext_lazy("Nhắn tin báo việc chung của xã")
    VISITS = "den-nha", gettext_lazy("Đến nhà hỏi thăm, giúp việc hành chính")
    SURVEYS = "hoi-y-kien", gettext_lazy("Hỏi ý kiến của ông/bà")


class How(TextChoices):
    """How somebody said so."""

    PORTAL = "portal", gettext_lazy("trên mạng")
    COUNTER = "counter", gettext_lazy("tại quầy")


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question. Other words are another version: who agreed to the old ones is asked again."""

    version: int
    words: str | Promise


ASKED: dict[Purpose, Asked] = {
    Purpose.BROADCASTS: Asked(
        1,
        gettext_lazy(
            "Xã dùng số điện thoại này để nhắn tin báo việc chung: cúp điện, tiêm chủng, họp dân, thiên tai."
            " Không đưa số cho ai khác. Giữ đến khi ông/bà rút lại."
        ),
    ),
    Purpose.VISITS: Asked(
        1,
        gettext_lazy(
            "Cán bộ hoặc tổ công nghệ số cộng đồng dùng tên, địa chỉ, số điện thoại để đến nhà giúp làm giấy tờ."
            " Tổ chỉ thấy tên và địa chỉ. Giữ đến khi ông/bà rút lại."
        ),
    ),
    Purpose.SURVEYS: Asked(
        1,
        gettext_lazy(
            "Xã dùng số điện thoại này để hỏi ông/bà có hài lòng không và muốn xã sửa gì."
            " Câu trả lời chỉ dùng để đếm. Giữ đến khi ông/bà rút lại."
        ),
    ),
}


# What nothing does yet, said beside its question: an answer that nothing reads must not look like one that is read.
NOT_DONE_YET: dict[Purpose, str | Promise] = {
    Purpose.VISITS: gettext_lazy("Hiện nay xã chưa cử ai đến nhà; khi có, chỉ đến nhà người đã đồng ý.")
}


class Agrees(StrEnum):
    """Who has to agree."""

    SELF = "self"
    GUARDIAN = "guardian"
    BOTH = "both"


def who_agrees(born: str, today: date) -> Agrees:
    """By the day of birth as it is known. Of a partial date the latest possible day counts: that protects a child."""
    if not born:
        return Agrees.SELF
    known = PartialDate.parse(born)
    month, day = known.month or 12, known.day or 28
    age = today.year - known.year - ((today.month, today.day) < (month, day))
    if age >= CHILD_UNDER:
        return Agrees.SELF
    return Agrees.BOTH if age >= CHILD_IS_ASKED_FROM else Agrees.GUARDIAN
