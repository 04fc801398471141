"""What a letter needs, how its data is checked, kept and printed. Letters are data beside this file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import yaml
from django.utils import translation
from django.utils.translation import gettext as _

from xaso.core import money
from xaso.core.clock import local
from xaso.core.dates import PartialDate, long_date, show_date
from xaso.core.identifiers import CitizenId, parse_phone, show_phone
from xaso.core.refused import Invalid, Refused
from xaso.core.secrets import seal, unseal
from xaso.core.text import clean, clean_lines

LETTERS = Path(__file__).parent / "letters"
FONTS = Path(__file__).parent / "fonts"
WATERMARK = "bản xem, chưa ký số"
MAX_ROWS = 200
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)|(?<!\d)\d{3}(?:[ .]\d{3}){3}(?!\d)")
_MONTH_WORDS = {4: "tư"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a letter says. Kinds: text, lines, code (one line, never broken), date, partial_date, moment, count, phone,
    citizen_id, rows."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    sealed: bool = False
    max_length: int = 0
    default: str = ""
    columns: tuple[Field, ...] = ()

    @classmethod
    def load(cls, entry: Mapping[str, Any]) -> Field:
        columns = tuple(cls.load(column) for column in entry.get("columns", ()))
        return cls(**{**entry, "columns": columns})

    @property
    def limit(self) -> int:
        return self.max_length or (4000 if self.kind == "lines" else 300)


@dataclass(frozen=True, slots=True)
class Edition:
    """The title and the article of law under which a letter is written from a day on."""

    title: str
    legal_basis: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    fields: tuple[Field, ...]
    editions: tuple[Edition, ...]
    number: str = ""
    issuer: str = "office"

    def edition_on(self, day: date) -> Edition:
        """The youngest edition in force on `day`; the first one also before the data."""
        return [one for one in self.editions if one.valid_from is None or one.valid_from <= day][-1]


@cache
def load_letter(name: str) -> Letter:
    """The declared letter of this name; LookupError when there is none."""
    if name not in letter_names():
        raise LookupError(f"no letter {name!r}")
    declared = yaml.safe_load((LETTERS / f"{name}.yaml").read_text("utf-8"))
    head = yaml.safe_load((LETTERS / "head.yaml").read_text("utf-8"))
    return Letter(
        name=name,
        fields=tuple(Field.load(entry) for entry in [*head["fields"], *declared["fields"]]),
        editions=tuple(Edition(**entry) for entry in declared["editions"]),
        number=declared.get("number", ""),
        issuer=declared.get("issuer", "office"),
    )


@cache
def letter_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in LETTERS.glob("*.typ") if path.with_suffix(".yaml").exists()))


# ---- checking and keeping -------------------------------------------------------------------------------------------


def check_data(letter: Letter, raw: Mapping[str, Any], *, day: date) -> Row:
    """The data as plain JSON, complete and clean. Raises Invalid that names everything missing or wrong by its Vietnamese
    label; LookupError for a field the letter does not declare, which is a mistake of the program."""
    if unknown := set(raw) - {field.name for field in letter.fields}:
        raise LookupError(f"{letter.name} has no field {', '.join(sorted(unknown))}")
    title = str(raw.get("title") or letter.edition_on(day).title)
    errors: dict[str, str] = {}
    missing: list[str] = []
    given = {"title": title, "signed_on": day, **{key: value for key, value in raw.items() if value not in (None, "")}}
    data = _check_fields(letter.fields, given, "", errors, missing)
    if not data.get("number") and letter.number and not missing:
        data["number"] = letter.number.format(**data)
    if missing:
        message = _("Chưa lập được “%(title)s” vì còn thiếu: %(missing)s. Xin điền đủ rồi lập lại.")
        raise Invalid(errors, message % {"title": title, "missing": "; ".join(missing)})
    if errors:
        raise Invalid(errors, _("Chưa lập được “%(title)s”. ") % {"title": title} + " ".join(errors.values()))
    return data


def _check_fields(
    fields: tuple[Field, ...], given: Mapping[str, Any], path: str, errors: dict[str, str], missing: list[str]
) -> Row:
    checked: Row = {}
    for field in fields:
        here = f"{path}{field.name}"
        value = given.get(field.name, field.default)
        if _is_blank(value):
            if field.required:
                missing.append(field.label)
                errors[here] = _("Thiếu %(label)s.") % {"label": field.label}
            continue
        if field.kind == "rows":
            checked[field.name] = _check_rows(field, value, here, errors, missing)
            continue
        try:
            kept = _KEEP[field.kind](field, value)
        except Refused as refused:
            errors[here] = f"{field.label}: {refused.message}"
        except (ValueError, TypeError):
            errors[here] = _("%(label)s chưa đúng.") % {"label": field.label}
        else:
            checked[field.name] = kept
            if _is_blank(kept) and field.required:
                missing.append(field.label)
                errors[here] = _("Thiếu %(label)s.") % {"label": field.label}
    return checked


def _check_rows(field: Field, rows: Any, here: str, errors: dict[str, str], missing: list[str]) -> list[Row]:
    if len(rows) > MAX_ROWS:
        errors[here] = _("%(label)s: nhiều nhất %(max)d dòng.") % {"label": field.label, "max": MAX_ROWS}
        return []
    return [_check_fields(field.columns, row, f"{here}.{place}.", errors, missing) for place, row in enumerate(rows)]


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and not value.strip())


def _keep_date(field: Field, value: Any) -> str:
    if isinstance(value, datetime):
        return local(value).date().isoformat()
    day = value if isinstance(value, date) else PartialDate.parse(str(value)).full
    if day is None:
        raise ValueError(field.name)
    return day.isoformat()


def _keep_count(field: Field, value: Any) -> int:
    if not 0 <= int(value) <= 9999:
        raise ValueError(field.name)
    return int(value)


def _keep_moment(field: Field, value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(field.name)
    return local(moment).isoformat(timespec="minutes")


def _keep_partial_date(field: Field, value: Any) -> str:
    if isinstance(value, PartialDate):
        return value.iso
    return PartialDate.parse(value.isoformat() if isinstance(value, date) else str(value)).iso


_KEEP: dict[str, Callable[[Field, Any], Any]] = {
    "text": lambda field, value: clean(str(value), max_length=field.limit),
    "lines": lambda field, value: clean_lines(str(value), max_length=field.limit),
    "code": lambda field, value: clean(str(value), max_length=field.limit),
    "count": _keep_count,
    "phone": lambda field, value: _phone(str(value)),
    "citizen_id": lambda field, value: CitizenId.parse(str(value)).digits,
    "date": _keep_date,
    "moment": _keep_moment,
    "partial_date": _keep_partial_date,
}


def _phone(text: str) -> str:
    """People's numbers as E.164; short public numbers (113, 1022, 1900…) as written."""
    return text if re.fullmatch(r"\d{3,8}", text) else parse_phone(text)


def seal_data(letter: Letter, data: Row) -> Row:
    """The data as it may lie in the database: sealed wherever a personal number is, declared or merely typed."""
    declared = {field.name for field in letter.fields if field.sealed or field.kind == "citizen_id"}
    return {name: _sealed(value, name in declared) for name, value in data.items()}


def _sealed(value: Any, wanted: bool) -> Any:
    if isinstance(value, list):
        return [{name: _sealed(inner, wanted) for name, inner in row.items()} for row in value]
    if isinstance(value, str) and (wanted or _PERSONAL_NUMBER.search(value)):
        return {"sealed": seal(value)}
    return value


def unseal_data(data: Any) -> Any:
    if isinstance(data, dict):
        if data.keys() == {"sealed"}:
            return unseal(data["sealed"])
        return {name: unseal_data(value) for name, value in data.items()}
    return [unseal_data(value) for value in data] if isinstance(data, list) else data


# ---- printing -------------------------------------------------------------------------------------------------------


def printable(letter: Letter, data: Row, *, check_address: str) -> Row:
    """What the template is given: every declared field, formatted, or null; the codes at the foot; the watermark. Papers of
    the state are in Vietnamese, whatever language the screen is in."""
    with translation.override("vi"):
        codes = [
            _code(check_address, _("Quét mã này bằng điện thoại để kiểm tra giấy có đúng do cơ quan lập hay không."))
        ]
        if follow := data.get("follow_address"):
            codes.append(_code(follow, _("Quét mã này để xem hồ sơ đang ở đâu, khi nào có kết quả.")))
        return {**_show_fields(letter.fields, data), "codes": codes, "watermark": WATERMARK}


def _code(address: str, says: str) -> Row:
    return {"svg": qr_svg(address), "says": says, "address": _breakable(address.split("://", 1)[-1])}


def _show_fields(fields: tuple[Field, ...], data: Row) -> Row:
    return {field.name: _show(field, data.get(field.name)) for field in fields}


def _show(field: Field, value: Any) -> Any:
    if field.kind == "rows":
        return [_show_fields(field.columns, row) for row in value or []]
    if value is None:
        return None
    if field.kind == "date":
        return show_partial(PartialDate.parse(value))
    if field.kind == "partial_date":
        return show_partial(PartialDate.parse(value))
    if field.kind == "moment":
        moment = local(datetime.fromisoformat(value))
        return {"short": f"{moment:%H:%M} {show_date(moment.date())}", "long": show_long_moment(moment)}
    if field.kind == "phone":
        return (show_phone(value) if value.startswith("+") else value).replace(" ", "\u00a0")
    if field.kind == "count":
        return f"{value:02d}" if value else ""
    return value if field.kind == "code" else _breakable(value)


def show_partial(day: PartialDate) -> dict[str, str]:
    """A date three ways: 02/09/2026, "ngày 02 tháng 9 năm 2026", and in words for certificates."""
    known = day.full
    return {"short": day.show(), "long": long_date(known) if known else day.show(), "words": date_in_words(day)}


def show_long_moment(moment: datetime) -> str:
    """17 giờ 00 phút, ngày 25 tháng 11 năm 2026"""
    return _("%(hour)02d giờ %(minute)02d phút, %(day)s") % {
        "hour": moment.hour,
        "minute": moment.minute,
        "day": long_date(moment.date()),
    }


def date_in_words(day: PartialDate) -> str:
    """Ngày mười bảy tháng tư năm hai nghìn không trăm hai mươi sáu: as a civil-status certificate writes it."""
    parts = [f"năm {money.words(day.year)}"]
    if day.month is not None:
        parts.insert(0, f"tháng {_MONTH_WORDS.get(day.month, money.words(day.month))}")
    if day.day is not None:
        parts.insert(0, f"ngày {money.words(day.day)}")
    words = " ".join(parts)
    return words[0].upper() + words[1:]


def _breakable(text: str) -> str:
    """Text in which a run of more than 15 letters without a space may be broken, so that nothing leaves the page."""
    return re.sub(r"\S{16,}", lambda run: "\u200b".join(re.findall(r".{1,6}", run[0])), text)


def qr_svg(text: str, *, title: str = "") -> str:
    """A QR code as SVG without a size of its own (it fills what holds it); `title` is what a screen reader says."""
    written = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        written, kind="svg", border=2, omitsize=True, xmldecl=False, title=title or None, nl=False
    )
    return written.getvalue().decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """The same as PNG, for printing and for saving to a phone."""
    written = io.BytesIO()
    segno.make(text, error="m", micro=False).save(written, kind="png", border=2, scale=scale)
    return written.getvalue()


# ---- numbers in books -----------------------------------------------------------------------------------------------


def show_number(number: int, year: int) -> str:
    """05/2026: two digits below ten, as offices write it."""
    return f"{number:02d}/{year}"
