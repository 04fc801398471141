"""From a page of a procedure's form to the inputs on a screen: one `Control` for each field, with what was typed in it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from xaso.forms.rules import Field, Page, ethnicities, nationalities
from xaso.portal.forms.places import commune_options, province_options
from xaso.ui.controls import Control, Option

Raw = Mapping[str, str]
MANY: Final = 7  # more choices than this become a list to open


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known while a page is drawn: inputs as typed, sentences by field, how many rows each repeat shows."""

    raw: Raw
    errors: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One field on the page. `condition` is JSON when it depends on another answer of this page; then `shown` tells whether
    it is asked now."""

    key: str
    control: Control
    condition: str = ""
    shown: bool = True


def questions(page: Page, asked: Asked, visible: frozenset[str]) -> list[Question]:
    """The fields of the page: those asked now, and those that an answer on this same page may still bring up."""
    own = {one.key for one in page.fields}
    alone = sum(1 for one in page.fields if one.holds_value) == 1
    return [
        Question(
            one.key, _titled(one, page, asked) if alone else one_control(one, asked), condition, one.key in visible
        )
        for one in page.fields
        for condition in [_condition(one, own)]
        if one.key in visible or condition
    ]


def one_control(one: Field, asked: Asked) -> Control:
    """The input of a field outside its page, as when an office asks for it again."""
    return _control(one, asked, "")


def _titled(one: Field, page: Page, asked: Asked) -> Control:
    """The only question of its page is asked by the page's title."""
    if not one.holds_value:
        return one_control(one, asked)
    return _control(replace(one, label=page.title, hint=one.hint or page.help), asked, "", title=True)


def error_list(asked: list[Question]) -> list[tuple[str, str]]:
    """(id of the input, sentence) in the order of the page."""
    return [(control.target, control.error) for one in asked for control in _with_parts(one.control) if control.error]


def rows_shown(one: Field, raw: Raw) -> int:
    """As many rows as were sent, one more when asked for, at least one."""
    sent = {name[len(one.key) + 1 :].split("-", 1)[0] for name in raw if name.startswith(f"{one.key}-")}
    count = max((int(number) + 1 for number in sent if number.isdecimal()), default=1)
    return min(count + (raw.get("them") == one.key), one.max_rows)


def _with_parts(control: Control) -> Iterator[Control]:
    yield control
    for part in control.parts:
        yield from _with_parts(part)


def _condition(one: Field, own: set[str]) -> str:
    """The field's condition, when it looks at this page: the script needs it."""
    if one.show_if and one.show_if.get("field") in own:
        return json.dumps(one.show_if, ensure_ascii=False)
    return ""


def _control(one: Field, asked: Asked, prefix: str, *, title: bool = False) -> Control:
    name = prefix + one.key
    base = Control(
        kind="text",
        name=name,
        label=one.label,
        value=asked.raw.get(name, ""),
        hint=one.hint,
        error=asked.errors.get(name, ""),
        warning=asked.warnings.get(name, ""),
        optional=not one.required,
        title=title,
        suggestions=one.suggest,
        none_name=f"{name}-none" if one.none_label else "",
        none_label=one.none_label,
        vietnamese=True,
        none_chosen=bool(asked.raw.get(f"{name}-none")),
    )
    return _KINDS.get(one.kind, _text)(one, base, asked)


def _text(one: Field, base: Control, asked: Asked) -> Control:
    return base


def _long_text(one: Field, base: Control, asked: Asked) -> Control:
    return replace(base, kind="long_text")


def _citizen_id(one: Field, base: Control, asked: Asked) -> Control:
    counted = {"digits": _("Đã có {n} trong 12 chữ số")}
    picture = "portal/drafts/_card.html" if base.title else ""
    return replace(base, width="w12", inputmode="numeric", data=counted, picture=picture)


def _phone(one: Field, base: Control, asked: Asked) -> Control:
    return replace(base, width="w12", inputmode="tel", input_type="tel", autocomplete="tel")


def _number(one: Field, base: Control, asked: Asked) -> Control:
    return replace(base, width="w4", inputmode="numeric")


def _date(one: Field, base: Control, asked: Asked) -> Control:
    named = (("day", _("Ngày")), ("month", _("Tháng")), ("year", _("Năm")))
    parts = tuple(
        Control("text", f"{base.name}-{part}", label, asked.raw.get(f"{base.name}-{part}", "")) for part, label in named
    )
    hint = base.hint or (_("Không nhớ ngày, tháng thì để trống, chỉ ghi năm.") if one.kind == "partial_date" else "")
    return replace(base, kind="date", parts=parts, hint=hint)


def _choice(one: Field, base: Control, asked: Asked) -> Control:
    options = tuple(Option(o.value, o.label, o.hint, o.value == base.value) for o in one.options)
    return replace(base, kind="radios" if len(options) <= MANY else "select", options=options)


def _listed(names: Callable[[], tuple[str, ...]]) -> Callable[[Field, Control, Asked], Control]:
    def drawn(one: Field, base: Control, asked: Asked) -> Control:
        known = names()
        extra = (base.value,) if base.value and base.value not in known else ()
        options = tuple(Option(name, name, chosen=name == base.value) for name in (*extra, *known))
        return replace(base, kind="select", options=options, data={"search": _("Gõ để tìm nhanh")})

    return drawn


def _address(one: Field, base: Control, asked: Asked) -> Control:
    """Province, then its communes, then the line. Without a script a button brings the communes."""
    name, raw = base.name, asked.raw
    province, commune = raw.get(f"{name}-province", ""), raw.get(f"{name}-commune", "")
    follow = Option(name, _("Hiện xã, phường của tỉnh này"), hint="no-js")
    parts = (
        Control(
            "select",
            f"{name}-province",
            _("Tỉnh, thành phố"),
            options=province_options(province),
            data={
                "communes": reverse("portal:communes"),
                "fills": f"{name}-commune",
                "search": _("Gõ tên tỉnh để tìm nhanh"),
            },
            button=follow,
            button_name="tinh",
        ),
        Control(
            "select",
            f"{name}-commune",
            _("Xã, phường, đặc khu"),
            options=commune_options(province, commune),
            data={"search": _("Gõ tên xã để tìm nhanh")},
            hint=_("Tên hiện nay, sau khi sắp xếp năm 2025."),
        ),
        Control(
            "text",
            f"{name}-line",
            _("Số nhà, đường, ấp"),
            raw.get(f"{name}-line", ""),
            optional=True,
            hint=_("Giấy ghi xã, huyện cũ? Chép nguyên vào đây, bỏ trống hai ô trên; xã tự đổi sang tên mới."),
        ),
    )
    return replace(base, kind="group", parts=parts)


def _repeat(one: Field, base: Control, asked: Asked) -> Control:
    rows = rows_shown(one, asked.raw)
    parts = tuple(
        Control(
            "group",
            f"{base.name}-{row}",
            _("Dòng %(n)d") % {"n": row + 1},
            parts=tuple(_control(sub, asked, f"{base.name}-{row}-") for sub in one.fields),
            optional=False,
        )
        for row in range(rows)
    )
    more = Option(one.key, one.add_label or _("Thêm dòng")) if rows < one.max_rows else None
    return replace(base, kind="group", parts=parts, button=more, button_name="them")


def _note(one: Field, base: Control, asked: Asked) -> Control:
    return replace(base, kind="note")


_KINDS: Final[dict[str, Callable[[Field, Control, Asked], Control]]] = {
    "long_text": _long_text,
    "citizen_id": _citizen_id,
    "phone": _phone,
    "number": _number,
    "date": _date,
    "partial_date": _date,
    "choice": _choice,
    "ethnicity": _listed(ethnicities),
    "nationality": _listed(nationalities),
    "address": _address,
    "repeat": _repeat,
    "note": _note,
}
