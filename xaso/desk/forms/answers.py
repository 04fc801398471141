"""One field of a procedure's form as an input for an officer: dense, without the portal's explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.forms.rules import Field, ethnicities, nationalities
from xaso.ui.controls import Control, Option
from xaso.units.queries import communes_of, provinces_on

Raw = Mapping[str, str]


def control_for(one: Field, raw: Raw, errors: Mapping[str, str], prefix: str = "") -> Control:
    """The input with what was typed. `errors` by the name of the input."""
    name = prefix + one.key
    base = Control(
        "text",
        name,
        one.label,
        raw.get(name, ""),
        error=errors.get(name, ""),
        optional=not one.required,
        suggestions=one.suggest,
        none_name=f"{name}-none" if one.none_label else "",
        none_label=one.none_label,
        none_chosen=bool(raw.get(f"{name}-none")),
    )
    return _KINDS.get(one.kind, _plain)(one, base, raw)


def _plain(one: Field, base: Control, raw: Raw) -> Control:
    return base


def _long(one: Field, base: Control, raw: Raw) -> Control:
    return replace(base, kind="long_text")


def _number(one: Field, base: Control, raw: Raw) -> Control:
    return replace(base, width="w12", inputmode="numeric")


def _phone(one: Field, base: Control, raw: Raw) -> Control:
    return replace(base, width="w12", inputmode="tel")


def _date(one: Field, base: Control, raw: Raw) -> Control:
    named = (("day", _("Ngày")), ("month", _("Tháng")), ("year", _("Năm")))
    parts = tuple(
        Control("text", f"{base.name}-{part}", label, raw.get(f"{base.name}-{part}", "")) for part, label in named
    )
    return replace(base, kind="date", parts=parts)


def _choice(one: Field, base: Control, raw: Raw) -> Control:
    options = tuple(Option(o.value, o.label, "", o.value == base.value) for o in one.options)
    return replace(base, kind="radios" if len(options) <= 4 else "select", options=options)


def _listed(names: Callable[[], tuple[str, ...]]) -> Callable[[Field, Control, Raw], Control]:
    def drawn(one: Field, base: Control, raw: Raw) -> Control:
        return replace(base, suggestions=names())

    return drawn


def _address(one: Field, base: Control, raw: Raw) -> Control:
    """Province, commune, line; an old address may be typed into the line alone and is mapped to today's commune."""
    name, today = base.name, clock.today()
    chosen = raw.get(f"{name}-province", "")
    provinces = provinces_on(today)
    above = next((place for place in provinces if place.code == chosen), None)
    communes = communes_of(above.id, today) if above else ()
    commune = raw.get(f"{name}-commune", "")
    parts = (
        Control(
            "select",
            f"{name}-province",
            _("Tỉnh, thành phố"),
            options=tuple(Option(place.code, place.title, chosen=place.code == chosen) for place in provinces),
            button=Option(name, _("Hiện xã, phường")),
            button_name="tinh",
        ),
        Control(
            "select",
            f"{name}-commune",
            _("Xã, phường, đặc khu"),
            options=tuple(Option(place.code, place.title, chosen=place.code == commune) for place in communes),
        ),
        Control("text", f"{name}-line", _("Số nhà, đường, ấp"), raw.get(f"{name}-line", ""), optional=True),
    )
    return replace(base, kind="group", parts=parts)


def _repeat(one: Field, base: Control, raw: Raw) -> Control:
    sent = {name[len(one.key) + 1 :].split("-", 1)[0] for name in raw if name.startswith(f"{one.key}-")}
    count = max((int(number) + 1 for number in sent if number.isdecimal()), default=1) + (raw.get("them") == one.key)
    parts = tuple(
        Control(
            "group",
            f"{base.name}-{row}",
            _("Dòng %(n)d") % {"n": row + 1},
            parts=tuple(control_for(sub, raw, {}, f"{base.name}-{row}-") for sub in one.fields),
        )
        for row in range(min(count, one.max_rows))
    )
    more = Option(one.key, one.add_label or _("Thêm dòng"))
    return replace(base, kind="group", parts=parts, button=more, button_name="them")


_KINDS: Final[dict[str, Callable[[Field, Control, Raw], Control]]] = {
    "long_text": _long,
    "number": _number,
    "citizen_id": _number,
    "phone": _phone,
    "date": _date,
    "partial_date": _date,
    "choice": _choice,
    "address": _address,
    "repeat": _repeat,
    "ethnicity": _listed(ethnicities),
    "nationality": _listed(nationalities),
}
