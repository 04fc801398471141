"""The schema language: pages, fields, and what may be written in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xaso.forms.rules import conditions
from xaso.forms.rules.crossing import verify_rule

KINDS = frozenset(
    [
        "text",
        "long_text",
        "person_name",
        "citizen_id",
        "partial_date",
        "date",
        "phone",
        "address",
        "ethnicity",
        "nationality",
        "choice",
        "number",
        "repeat",
        "note",
    ]
)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIELD_WORDS = frozenset(
    [
        "key",
        "kind",
        "label",
        "hint",
        "required",
        "show_if",
        "options",
        "prefill",
        "max_length",
        "min",
        "max",
        "fields",
        "none_label",
        "names",
        "add_label",
        "max_rows",
        "suggest",
    ]
)
_PAGE_WORDS = frozenset(["key", "title", "help", "show_if", "fields"])
_LENGTHS = {"text": 300, "long_text": 2000, "person_name": 100}
_PARTS = {"date": ("day", "month", "year"), "partial_date": ("day", "month", "year")}
_PARTS["address"] = ("province", "commune", "line")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `names` is how an error speaks of it in the middle of a sentence ("họ tên của mẹ")."""

    key: str
    kind: str
    label: str
    names: str
    hint: str = ""
    required: bool = False
    show_if: Mapping[str, Any] | None = None
    options: tuple[Option, ...] = ()
    prefill: Mapping[str, Any] | None = None
    max_length: int = 300
    min: int | None = None
    max: int | None = None
    fields: tuple[Field, ...] = ()
    none_label: str = ""
    add_label: str = ""
    max_rows: int = 10
    suggest: tuple[str, ...] = ()

    @property
    def holds_value(self) -> bool:
        return self.kind != "note"

    def input_names(self, row: int = 0) -> tuple[str, ...]:
        """Names of the HTML inputs, first the one an error points to. For a repeat: those of one row."""
        if self.kind == "note":
            return ()
        if self.kind == "repeat":
            return tuple(f"{self.key}-{row}-{name}" for field in self.fields for name in field.input_names())
        names = tuple(f"{self.key}-{part}" for part in _PARTS.get(self.kind, ())) or (self.key,)
        return (*names, f"{self.key}-none") if self.none_label else names


@dataclass(frozen=True, slots=True)
class Page:
    key: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    show_if: Mapping[str, Any] | None = None

    def visible_fields(self, answers: Mapping[str, Any]) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if conditions.holds(field.show_if, answers))


@dataclass(frozen=True)
class Schema:
    """Loaded once per version of a procedure, shared by all threads."""

    pages: tuple[Page, ...]
    rules: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Schema:
        """Raises ValueError whose text begins with the path of what is wrong."""
        known: set[str] = set()
        pages: list[Page] = []
        for place, page in enumerate(_list(data, "pages", "form")):
            pages.append(_page(page, f"pages[{place}]", known))
        if len({page.key for page in pages}) != len(pages):
            raise ValueError("pages: two pages with the same key")
        rules = tuple(data.get("rules", ()))
        for place, rule in enumerate(rules):
            verify_rule(rule, f"rules[{place}]", known)
        if unknown := set(data) - {"pages", "rules"}:
            raise ValueError(f"form: unknown words {', '.join(sorted(unknown))}")
        return cls(tuple(pages), rules)

    @cached_property
    def _pages_by_key(self) -> dict[str, Page]:
        return {page.key: page for page in self.pages}

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every top field by key, in the order of the form."""
        return {field.key: field for page in self.pages for field in page.fields}

    @cached_property
    def page_of(self) -> dict[str, str]:
        return {field.key: page.key for page in self.pages for field in page.fields}

    def page(self, key: str) -> Page:
        """Raises KeyError for a page the form does not have."""
        return self._pages_by_key[key]

    def has_page(self, key: str) -> bool:
        return key in self._pages_by_key

    def visible_pages(self, answers: Mapping[str, Any]) -> tuple[Page, ...]:
        """The pages these answers lead through; one whose fields are all hidden is not shown."""
        seen = visible_answers(self, answers)
        return tuple(page for page in self.pages if conditions.holds(page.show_if, seen) and page.visible_fields(seen))


def visible_answers(schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is asked now: an answer on a page that a later change of mind hid no longer counts."""
    seen: dict[str, Any] = {}
    for page in schema.pages:
        if not conditions.holds(page.show_if, seen):
            continue
        for field in page.fields:
            if field.key in answers and conditions.holds(field.show_if, seen):
                seen[field.key] = answers[field.key]
    return seen


def _list(data: object, word: str, path: str) -> list[Any]:
    if not isinstance(data, Mapping) or not isinstance(data.get(word), list) or not data[word]:
        raise ValueError(f"{path}: needs a list of {word}")
    return list(data[word])


def _page(data: Any, path: str, known: set[str]) -> Page:
    fields_data = _list(data, "fields", path)
    _words(data, _PAGE_WORDS, ("key", "title"), path)
    _key(data["key"], path)
    if show_if := data.get("show_if"):
        conditions.verify(show_if, f"{path}.show_if", known)
    fields = tuple(_field(field, f"{path}.fields[{place}]", known) for place, field in enumerate(fields_data))
    return Page(data["key"], data["title"], fields, data.get("help", ""), show_if)


def _field(data: Any, path: str, known: set[str]) -> Field:
    if not isinstance(data, Mapping):
        raise ValueError(f"{path}: a field is a mapping")
    _words(data, _FIELD_WORDS, ("key", "kind", "label"), path)
    key, kind = data["key"], data["kind"]
    _key(key, path)
    if kind not in KINDS:
        raise ValueError(f"{path}.kind: {kind!r} is none of {', '.join(sorted(KINDS))}")
    if key in known:
        raise ValueError(f"{path}.key: {key!r} is used twice")
    if show_if := data.get("show_if"):
        conditions.verify(show_if, f"{path}.show_if", known)
    if (kind == "choice") != bool(data.get("options")):
        raise ValueError(f"{path}.options: a choice has options, nothing else does")
    prefill = data.get("prefill")
    if isinstance(prefill, str):
        prefill = {"fact": prefill}
    if prefill and prefill.get("if"):
        conditions.verify(prefill["if"], f"{path}.prefill.if", known)
    known.add(key)
    return Field(
        key=key,
        kind=kind,
        label=data["label"],
        names=data.get("names") or data["label"][:1].lower() + data["label"][1:],
        hint=data.get("hint", ""),
        required=bool(data.get("required", False)),
        show_if=show_if,
        options=tuple(_options(data.get("options", ()), path)),
        prefill=prefill,
        max_length=int(data.get("max_length", _LENGTHS.get(kind, 300))),
        min=data.get("min"),
        max=data.get("max"),
        fields=_subfields(data, path) if kind == "repeat" else (),
        none_label=data.get("none_label", ""),
        add_label=data.get("add_label", ""),
        max_rows=int(data.get("max_rows", 10)),
        suggest=tuple(data.get("suggest", ())),
    )


def _subfields(data: Any, path: str) -> tuple[Field, ...]:
    known: set[str] = set()
    fields = tuple(
        _field(field, f"{path}.fields[{place}]", known) for place, field in enumerate(_list(data, "fields", path))
    )
    if any(field.kind == "repeat" for field in fields):
        raise ValueError(f"{path}.fields: a repeat inside a repeat")
    return fields


def _options(options: Iterable[Any], path: str) -> Iterable[Option]:
    for place, option in enumerate(options):
        if not isinstance(option, Mapping) or not {"value", "label"} <= set(option):
            raise ValueError(f"{path}.options[{place}]: needs value and label")
        if unknown := set(option) - {"value", "label", "hint"}:
            raise ValueError(f"{path}.options[{place}]: unknown words {', '.join(map(str, unknown))}")
        yield Option(str(option["value"]), option["label"], option.get("hint", ""))


def _words(data: Mapping[str, Any], allowed: frozenset[str], needed: tuple[str, ...], path: str) -> None:
    if unknown := set(data) - allowed:
        raise ValueError(f"{path}: unknown words {', '.join(sorted(map(str, unknown)))}")
    for word in needed:
        if not isinstance(data.get(word), str) or not data[word]:
            raise ValueError(f"{path}.{word}: missing")


def _key(key: object, path: str) -> None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError(f"{path}.key: {key!r} must be small Latin letters, digits and _")
