"""What people type at the door."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Refused
from xaso.ui.passkeys import CredentialField


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Số điện thoại của ông/bà"),
        help_text=_("Xã gửi mã 6 số đến số này. Ví dụ 0912 345 678."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "w20"}),
        error_messages={"required": _("Xin nhập số điện thoại."), "max_length": _("Số điện thoại có 10 chữ số.")},
    )

    def clean_phone(self) -> str:
        try:
            return parse_phone(self.cleaned_data["phone"])
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã 6 số"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w12"}),
        error_messages={"required": _("Xin nhập mã 6 số trong tin nhắn."), "max_length": _("Mã chỉ có 6 chữ số.")},
    )


class NumberForm(forms.Form):
    """The number on a card. `label` says whose."""

    number = forms.CharField(
        help_text=_("12 chữ số ở mặt trước thẻ căn cước."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w20"}),
        error_messages={"required": _("Xin nhập số định danh."), "max_length": _("Số định danh có 12 chữ số.")},
    )

    def __init__(self, data: Any = None, *, label: str) -> None:
        super().__init__(data)
        self.fields["number"].label = label

    def clean_number(self) -> str:
        try:
            return CitizenId.parse(self.cleaned_data["number"]).digits
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


class OfficialForm(LoginForm):  # type: ignore[misc]
    """allauth's form (limits, timing, stages), for a name and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Tên đăng nhập"),
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "username"}),
            error_messages={"required": _("Xin nhập tên đăng nhập."), "max_length": _("Tên đăng nhập quá dài.")},
        )
        self.fields["password"] = forms.CharField(
            label=_("Mật khẩu"),
            max_length=200,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Xin nhập mật khẩu."), "max_length": _("Mật khẩu quá dài.")},
        )
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        password = normalize("NFC", self.cleaned_data["password"])
        return {"username": self.cleaned_data["login"], "password": password}


class FactorForm(forms.Form):
    code = forms.CharField(
        label=_("Mã 6 số trên ứng dụng, hoặc một mã giấy"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "w12"}),
        error_messages={"required": _("Xin nhập mã."), "max_length": _("Mã chỉ có chữ số.")},
    )


class PasskeyForm(forms.Form):
    """What a key answered, as the script of the page writes it."""

    credential = CredentialField()
