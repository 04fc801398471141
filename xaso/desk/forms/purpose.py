"""What for: asked of an official whom nothing in the dossier calls for."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy

from xaso.core.refused import Invalid
from xaso.desk.forms.moves import line
from xaso.dossiers.rules import STATED
from xaso.dossiers.rules.looks import WORDS_LENGTH
from xaso.ui.controls import Control, control_of


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("Ông/bà mở hồ sơ này để làm gì?"),
        choices=[(one.value, one.label) for one in STATED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Xin chọn ông/bà mở hồ sơ này để làm gì.")},
    )
    words = line(
        gettext_lazy("Ghi rõ thêm"),
        hint=gettext_lazy("Số hồ sơ khác, số văn bản, phản ánh của ai. Không cần ghi khi người dân đang hỏi."),
        required=False,
        size=WORDS_LENGTH,
    )

    def refuse(self, refusal: Invalid) -> None:
        for name, sentence in refusal.errors.items():
            self.add_error(name, sentence)

    def controls(self) -> list[Control]:
        return [replace(control_of(bound), optional=False) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        """(where it leads, sentence)."""
        return [(control.target, control.error) for control in self.controls() if control.error]
