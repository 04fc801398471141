"""What a notice says, declared once: the package that owns the words declares them, all stand in one list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from xaso.core.refused import Refused
from xaso.messages.rules.notices import Purpose, Urgency

Value = str | int
_VARIABLE: Final = re.compile(r"%\((\w+)\)[sd]")
_declared: dict[str, Template] = {}


@dataclass(frozen=True, slots=True)
class Template:
    """`text` is the msgid, Vietnamese (mark it with gettext_noop; its English is in the catalogue, whose check holds both to the
    same variables). `typical`: for each variable a value as they come, to show and count by."""

    key: str
    text: str
    typical: Mapping[str, Value]
    purpose: Purpose = Purpose.DOSSIER
    urgency: Urgency = Urgency.NORMAL

    def __post_init__(self) -> None:
        if set(_VARIABLE.findall(self.text)) != set(self.typical):
            raise ValueError(f"{self.key}: the text and the typical values name different variables")
        if _declared.setdefault(self.key, self).text != self.text:
            raise ValueError(f"{self.key} is declared twice")

    def with_values(self, **values: Value) -> Filled:
        """Raises Refused unless exactly its variables are given."""
        if values.keys() != self.typical.keys():
            odd = ", ".join(sorted(values.keys() ^ self.typical.keys()))
            raise Refused(
                _("Mẫu tin %(key)s thiếu hoặc thừa: %(odd)s.") % {"key": self.key, "odd": odd}, "template_values"
            )
        return Filled(self, values)


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its values, not yet in any language."""

    template: Template
    values: Mapping[str, Value]

    def text(self, language: str = "vi") -> str:
        """Vietnamese unless asked otherwise, whatever language the screen is in."""
        with override(language):
            return _(self.template.text) % self.values


def declared() -> list[Template]:
    """All templates of the packages imported so far, by key."""
    return [_declared[key] for key in sorted(_declared)]
