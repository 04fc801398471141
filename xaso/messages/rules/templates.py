"""What a notice says, declared once: the package that owns the words declares them, all stand in one list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from xaso.core.dates import show_date, show_moment
from xaso.core.refused import Refused
from xaso.core.text import shorten
from xaso.messages.rules.notices import Purpose, Urgency

# What is said otherwise in another language (a day, a state, a sum) is given as a date or as a lazy text.
Value = str | int | date | Promise
SITE: Final = "https://xa.example.vn"  # stands for the address of the installation in typical values
WORDS: Final = 90  # letters of what somebody wrote, where the whole is behind the link
_VARIABLE: Final = re.compile(r"%\((\w+)\)[sd]")
_declared: dict[str, Template] = {}


@dataclass(frozen=True, slots=True)
class Template:
    """`text` and `title` are msgids, Vietnamese (mark them with gettext_noop; their English is in the catalogue, whose check
    holds both to the same variables). `typical`: for each variable a value as they come, to show and count by. `most`: at how
    many letters a value is cut, for each that may be of any length. `by_link`: without its link it is of no use."""

    key: str
    text: str
    typical: Mapping[str, Value]
    purpose: Purpose = Purpose.DOSSIER
    urgency: Urgency = Urgency.NORMAL
    title: str = ""
    most: Mapping[str, int] = field(default_factory=dict)
    by_link: bool = False

    def __post_init__(self) -> None:
        names = self.typical.keys()
        titled = set(_VARIABLE.findall(self.title)) | self.most.keys()
        if set(_VARIABLE.findall(self.text)) != names or not titled <= names:
            raise ValueError(f"{self.key}: the text and the typical values name different variables")
        if (self.purpose == Purpose.CODE) != (self.urgency == Urgency.CODE):
            raise ValueError(f"{self.key}: codes, and nothing else, go before all else")
        if _declared.setdefault(self.key, self).text != self.text:
            raise ValueError(f"{self.key} is declared twice")

    def with_values(self, **values: Value) -> Filled:
        """Raises Refused unless exactly its variables are given."""
        if values.keys() != self.typical.keys():
            odd = ", ".join(sorted(values.keys() ^ self.typical.keys()))
            raise Refused(
                _("Mẫu tin %(key)s thiếu hoặc thừa: %(odd)s.") % {"key": self.key, "odd": odd}, "template_values"
            )
        return Filled(self, {name: self._cut(name, value) for name, value in values.items()})

    def _cut(self, name: str, value: Value) -> Value:
        most = self.most.get(name)
        return shorten(value, most) if most and isinstance(value, str) and len(value) > most else value

    @property
    def usual(self) -> Filled:
        """With the typical values."""
        return Filled(self, self.typical)

    @property
    def longest(self) -> Filled:
        """With each value that may be cut as long as it gets."""
        return Filled(
            self, dict(self.typical) | {name: _so_long(self.typical[name], most) for name, most in self.most.items()}
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its values, not yet in any language."""

    template: Template
    values: Mapping[str, Value]

    def text(self, language: str = "vi") -> str:
        """Vietnamese unless asked otherwise, whatever language the screen is in."""
        return self._say(self.template.text, language)

    def title(self, language: str = "vi") -> str:
        """Of a letter or a notice on a screen; empty where there is none."""
        return self._say(self.template.title, language)

    def _say(self, msgid: str, language: str) -> str:
        with override(language):
            return _(msgid) % {name: _shown(value) for name, value in self.values.items()} if msgid else ""


def _shown(value: Value) -> str | int:
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return show_date(value)
    return value if isinstance(value, int) else str(value)


def _so_long(value: Value, most: int) -> str:
    return f"{f'{value} ' * (most // len(str(value)) + 1)}"[:most]


def lives_by_link(key: str) -> bool:
    """Of what was written by a template of that name; of a broadcast, which has none, not."""
    return key in _declared and _declared[key].by_link


def declared() -> list[Template]:
    """All templates of the packages imported so far, by key."""
    return [_declared[key] for key in sorted(_declared)]
