"""A form that stands alone: what an action refuses goes back beside its input."""

from __future__ import annotations

from dataclasses import replace

from django import forms

from xaso.core.refused import Invalid, Refused
from xaso.ui.controls import Control, control_of


class PlainForm(forms.Form):
    def refuse(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not errors:
            self.add_error(None, refusal.message)

    def controls(self) -> list[Control]:
        return [replace(control_of(bound), optional=not bound.field.required) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        """(where it leads, question and sentence): four boxes left empty are told apart."""
        general = [("noi-dung", str(error)) for error in self.non_field_errors()]
        return general + [
            (one.target, f"{one.label}{'' if one.label.endswith('?') else ':'} {one.error}")
            for one in self.controls()
            if one.error
        ]
