"""What officials type about their own account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.refused import Invalid, Refused
from xaso.ui.controls import Control, control_of
from xaso.ui.passkeys import CredentialField


def _password(label: Any, *, autocomplete: str, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": gettext_lazy("Xin nhập mật khẩu."),
            "max_length": gettext_lazy("Mật khẩu quá dài."),
        },
    )


class PlainForm(forms.Form):
    """A form whose refusals stand beside the input they are about."""

    def refuse(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not errors:
            self.add_error(None, refusal.message)

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        """(where it leads, question and sentence): boxes left empty are told apart."""
        own = [("#noi-dung", str(error)) for error in self.non_field_errors()]
        return own + [
            (one.target, f"{one.label}{'' if one.label.endswith('?') else ':'} {one.error}")
            for one in self.controls()
            if one.error
        ]


class PasswordForm(PlainForm):
    current = _password(gettext_lazy("Mật khẩu hiện nay"), autocomplete="current-password")
    password = _password(gettext_lazy("Mật khẩu mới"), autocomplete="new-password")
    again = _password(gettext_lazy("Nhập lại mật khẩu mới"), autocomplete="new-password")

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = hint

    def controls(self) -> list[Control]:
        """The policy is said once: as the error where it is one."""
        return [replace(one, hint="") if one.error else one for one in super().controls()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned = {name: normalize("NFC", text) for name, text in cleaned.items()}
        if {"password", "again"} <= cleaned.keys() and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau."))
        return cleaned


class CodeForm(PlainForm):
    code = forms.CharField(
        label=gettext_lazy("Mã 6 số đang hiện trên ứng dụng"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "w12"}),
        error_messages={"required": gettext_lazy("Xin nhập mã."), "max_length": gettext_lazy("Mã chỉ có 6 chữ số.")},
    )


class ProofForm(PlainForm):
    """`with_code`: the account has a second factor."""

    password = _password(gettext_lazy("Mật khẩu hiện nay"), autocomplete="current-password")
    code = forms.CharField(
        label=gettext_lazy("Mã 6 số trên ứng dụng, hoặc một mã giấy"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "w12"}),
        error_messages={"required": gettext_lazy("Xin nhập mã."), "max_length": gettext_lazy("Mã chỉ có chữ số.")},
    )

    def __init__(self, *args: Any, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]

    def clean_password(self) -> str:
        return normalize("NFC", str(self.cleaned_data["password"]))


class KeyForm(PlainForm):
    """A passkey's answer."""

    credential = CredentialField()

    def error_list(self) -> list[tuple[str, str]]:
        return super().error_list() + [("#noi-dung", str(error)) for error in self.errors.get("credential", [])]


class PasskeyForm(KeyForm):
    name = forms.CharField(
        label=gettext_lazy("Gọi khóa này là gì"),
        help_text=gettext_lazy("Để nhận ra sau này, ví dụ: khóa USB, điện thoại của tôi."),
        max_length=60,
        required=False,
        error_messages={"max_length": gettext_lazy("Dài quá. Xin ghi gọn lại.")},
    )
