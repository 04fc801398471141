"""From what a browser sent to a value fit to store, one kind at a time.

A reader returns None when nothing was written, and raises Refused with the sentence the person reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.dates import PartialDate
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Refused
from xaso.core.text import clean, clean_lines, normalise, search_key
from xaso.forms.rules import lists
from xaso.forms.rules.fields import Field
from xaso.forms.rules.places import Place, Places

Raw = Mapping[str, Any]
_QUOTED = 60  # how much of the person's own words an error repeats


def written(raw: Raw, name: str) -> str:
    """One input as text; a list (a name sent twice) counts by its last entry, as browsers and Django do."""
    value = raw.get(name, "")
    if isinstance(value, list | tuple):
        value = value[-1] if value else ""
    return normalise(value if isinstance(value, str) else str(value or "")).strip()


def says_none(field: Field, raw: Raw, prefix: str = "") -> bool:
    return bool(field.none_label) and bool(written(raw, f"{prefix}{field.key}-none"))


def read(field: Field, raw: Raw, places: Places, prefix: str = "") -> Any:
    """The value, or None when the field was left empty."""
    return _READERS[field.kind](field, raw, prefix + field.key, places)


def _text(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    return _fitting(field, written(raw, name), clean) or None


def _long_text(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    return _fitting(field, written(raw, name), clean_lines) or None


def _fitting(field: Field, text: str, cleaner: Callable[..., str]) -> str:
    if len(text) > field.max_length:
        raise Refused(
            _("Phần %(names)s dài %(length)s chữ, chỉ ghi được %(max)s chữ. Xin viết ngắn lại.")
            % {"names": field.names, "length": _grouped(len(text)), "max": _grouped(field.max_length)},
            "too_long",
        )
    return cleaner(text, max_length=field.max_length)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


_NOT_IN_NAMES = re.compile(r"[^\w\s.'’\-]|[\d_]")


def _person_name(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = _text(field, raw, name, places)
    if not text:
        return None
    if strange := _NOT_IN_NAMES.search(text):
        raise Refused(
            _("Họ tên “%(written)s” có ký hiệu “%(strange)s”. Xin ghi như trên giấy tờ, chỉ có chữ.")
            % {"written": text[:_QUOTED], "strange": strange.group()},
            "name_letters",
        )
    if len(text.split()) < 2:
        raise Refused(
            _("Ông/bà mới ghi “%(written)s”. Xin ghi đủ họ, chữ đệm và tên như trên giấy tờ.")
            % {"written": text[:_QUOTED]},
            "name_short",
        )
    return text


def _citizen_id(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = written(raw, name)
    if not text:
        return None
    try:
        return CitizenId.parse(text).digits
    except Refused as refused:
        if (
            refused.code != "citizen_id_province"
        ):  # registered abroad or a typing slip: the officer sees, nobody is stopped
            raise
        return "".join(letter for letter in text if letter.isdigit())


def _phone(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = written(raw, name)
    return parse_phone(text[:100]) if text else None


def _date_parts(raw: Raw, name: str) -> PartialDate | None:
    day, month, year = (written(raw, f"{name}-{part}") for part in ("day", "month", "year"))
    if not (day or month or year):
        whole = written(raw, name)
        return PartialDate.parse(whole) if whole else None
    for part, label in ((day, _("Ngày")), (month, _("Tháng")), (year, _("Năm"))):
        if part and not (part.isascii() and part.isdigit() and len(part) <= 4):
            raise Refused(
                _("%(part)s “%(written)s” chưa đúng. Xin ghi bằng chữ số.")
                % {"part": label, "written": part[:_QUOTED]},
                "date_digits",
            )
    if not year:
        raise Refused(_("Còn thiếu năm. Xin ghi đủ 4 chữ số, ví dụ 1985."), "date_year")
    return PartialDate.of(int(year), int(month) if month else None, int(day) if day else None)


def _partial_date(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    found = _date_parts(raw, name)
    return found.iso if found else None


def _date(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    found = _date_parts(raw, name)
    if found is None:
        return None
    if found.full is None:
        raise Refused(
            _("Phần %(names)s cần đủ ngày, tháng, năm; ông/bà mới ghi %(written)s.")
            % {"names": field.names, "written": found.show()},
            "date_whole",
        )
    return found.iso


def _address(field: Field, raw: Raw, name: str, places: Places) -> dict[str, str] | None:
    province, commune = written(raw, f"{name}-province"), written(raw, f"{name}-commune")
    line = _fitting(field, written(raw, f"{name}-line"), clean)
    if not (province or commune or line):
        return None
    if line and not commune and (old := places.of_old(line)):
        return _from_old(line, old)
    if not province:
        raise Refused(_("Xin chọn tỉnh hoặc thành phố của %(names)s.") % {"names": field.names}, "address_province")
    if places.province_name(province) is None:
        raise Refused(_("Tỉnh, thành phố này nay không còn. Xin chọn lại trong danh sách."), "address_province")
    if not commune:
        raise Refused(_("Xin chọn xã, phường của %(names)s.") % {"names": field.names}, "address_commune")
    place = places.place(province, commune)
    if place is None:
        raise Refused(
            _("Xã, phường này không thuộc %(province)s. Xin chọn lại xã, phường.")
            % {"province": places.province_name(province)},
            "address_commune",
        )
    return _placed(place, line)


def _from_old(line: str, places: tuple[Place, ...]) -> dict[str, str]:
    if len(places) > 1:
        raise Refused(
            _("Xã cũ này nay chia về %(places)s. Xin chọn một nơi trong danh sách.")
            % {"places": _("; ").join(place.text for place in places)},
            "address_split",
        )
    hamlet, comma, _rest = line.partition(",")
    return _placed(places[0], hamlet.strip() if comma else "") | {"old": line}


def _placed(place: Place, line: str) -> dict[str, str]:
    text = ", ".join(part for part in (line, place.text) if part)
    return {"province": place.province, "commune": place.commune, "line": line, "text": text}


def _ethnicity(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = _text(field, raw, name, places)
    if not text:
        return None
    if search_key(text) in ("viet nam", "nguoi viet nam", "vn"):
        raise Refused(
            _("“%(written)s” là quốc tịch, không phải dân tộc. Xin ghi dân tộc, ví dụ Kinh, Khmer, Hoa.")
            % {"written": text},
            "ethnicity_country",
        )
    return _listed("ethnicities", text, _("Không có dân tộc “%(written)s” trong danh mục. Xin chọn trong danh sách."))


def _nationality(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = _text(field, raw, name, places)
    if not text:
        return None
    return _listed(
        "nationalities", text, _("Không có quốc tịch “%(written)s” trong danh mục. Xin chọn trong danh sách.")
    )


def _listed(name: str, text: str, message: str) -> str:
    found = lists.find(name, text)
    if found is None:
        raise Refused(message % {"written": text[:_QUOTED]}, "not_listed")
    return found


def _choice(field: Field, raw: Raw, name: str, places: Places) -> str | None:
    text = written(raw, name)
    if not text:
        return None
    if text not in {option.value for option in field.options}:
        raise Refused(_("Xin chọn một trong các ô của phần %(names)s.") % {"names": field.names}, "choice")
    return text


def _number(field: Field, raw: Raw, name: str, places: Places) -> int | None:
    text = written(raw, name).replace(".", "").replace(" ", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Refused(
            _("“%(written)s” chưa phải một số. Xin ghi bằng chữ số, ví dụ 2.")
            % {"written": written(raw, name)[:_QUOTED]},
            "number",
        )
    number = int(text)
    if field.min is not None and number < field.min:
        raise Refused(
            _("Ông/bà ghi %(number)s; ít nhất là %(min)s.") % {"number": _grouped(number), "min": field.min},
            "number_low",
        )
    if field.max is not None and number > field.max:
        raise Refused(
            _("Ông/bà ghi %(number)s; nhiều nhất là %(max)s.") % {"number": _grouped(number), "max": field.max},
            "number_high",
        )
    return number


_READERS: dict[str, Callable[[Field, Raw, str, Places], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "person_name": _person_name,
    "citizen_id": _citizen_id,
    "phone": _phone,
    "partial_date": _partial_date,
    "date": _date,
    "address": _address,
    "ethnicity": _ethnicity,
    "nationality": _nationality,
    "choice": _choice,
    "number": _number,
}
