"""What somebody leaves who wants to be called back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.refused import Invalid, Refused
from xaso.ui.controls import Control, control_of


class CallBackForm(forms.Form):
    phone = forms.CharField(
        label=_("Xã gọi lại số nào?"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national", "data-width": "w20"}
        ),
        error_messages={"required": _("Xin ghi số điện thoại để xã gọi lại."), "max_length": _("Số này dài quá.")},
    )
    name = forms.CharField(
        label=_("Tên ông/bà"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    words = forms.CharField(
        label=_("Ông/bà muốn hỏi việc gì?"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("Dài quá 500 chữ. Xin ghi ngắn lại.")},
    )

    def refuse(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {"phone": refusal.message}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else "phone", sentence)

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        return [(control.target, control.error) for control in self.controls() if control.error]
