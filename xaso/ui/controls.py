"""Input controls as values: a surface says what to ask, `{% control c %}` draws it the same way everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.forms import BoundField

Kind = Literal["text", "long_text", "select", "radios", "checks", "date", "hidden", "group", "note", "file", "combo"]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One question. `name` is the name of the input; `ident` its id in the page; `title` makes the label the page's h1.

    `width` is one of "", "w4", "w12", "w20"; `rows`: how tall a long text is. `parts` are the inputs of a group or the three
    boxes of a date. `data` are `data-*` attributes that scripts read. `optional` shows "(không bắt buộc)": everything else
    must be answered. `none_*` is a box to tick when there is nothing to answer; `button` sends the page back to itself
    (choices that follow from other choices, one more row) where there is no script. `vietnamese`: label and options are, in
    whatever language the page is.
    """

    kind: Kind
    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    warning: str = ""
    optional: bool = False
    title: bool = False
    width: str = ""
    inputmode: str = ""
    autocomplete: str = "off"
    input_type: str = "text"
    max_length: int = 0
    rows: int = 4
    options: tuple[Option, ...] = ()
    parts: tuple["Control", ...] = ()
    suggestions: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""
    none_name: str = ""
    none_label: str = ""
    none_chosen: bool = False
    button: Option | None = None
    button_name: str = ""
    vietnamese: bool = False

    @property
    def ident(self) -> str:
        return "f-" + "".join(c if c.isalnum() else "-" for c in self.name)

    @property
    def target(self) -> str:
        """Id of the input that an error leads to."""
        if self.kind == "radios":
            return f"{self.ident}-1"
        return self.parts[0].target if self.parts else self.ident

    @property
    def described_by(self) -> str:
        """Ids of hint, warning and error, in the order in which they are read out."""
        said = (("h", self.hint), ("w", self.warning), ("e", self.error))
        return " ".join(f"{self.ident}-{mark}" for mark, text in said if text)

    @property
    def says_none(self) -> bool:
        """Whether one of the options says itself that nothing is chosen."""
        return any(not option.value for option in self.options)

    @property
    def template(self) -> str:
        return f"ui/components/fields/{self.kind}.html"


def control_of(bound: BoundField) -> Control:
    """The control for a field of a Django form: text, long text, choices or a hidden value."""
    widget = bound.field.widget
    name = type(widget).__name__
    kinds: dict[str, Kind] = {
        "Textarea": "long_text", "Select": "select", "RadioSelect": "radios", "CheckboxSelectMultiple": "checks",
        "HiddenInput": "hidden", "FileInput": "file", "ClearableFileInput": "file",
    }  # fmt: skip
    value = bound.value()
    if getattr(widget, "input_type", "") == "password":
        value = ""  # what was typed wrong may be right elsewhere: a page keeps no password
    if isinstance(value, date):
        value = widget.format_value(value)  # as the field reads it back
    chosen = {str(v) for v in value} if isinstance(value, list | tuple | set) else {"" if value is None else str(value)}
    options = tuple(
        Option(str(v), str(label), chosen=str(v) in chosen) for v, label in getattr(bound.field, "choices", ())
    )
    return Control(
        kind=kinds.get(name, "text"),
        name=bound.html_name,
        label=str(bound.label or ""),
        value="" if value is None or isinstance(value, list | tuple | set) else str(value),
        hint=str(bound.help_text or ""),
        error=" ".join(str(error) for error in bound.errors),
        optional=not bound.field.required,
        width=str(widget.attrs.get("data-width", "")),
        inputmode=str(widget.attrs.get("inputmode", "")),
        autocomplete=str(widget.attrs.get("autocomplete", "off")),
        input_type=getattr(widget, "input_type", None) or "text",
        max_length=getattr(bound.field, "max_length", None) or 0,
        rows=int(widget.attrs.get("data-rows", 4)),
        options=options,
    )
