"""What a browser says of a passkey, read from a form that `passkey.js` filled in."""

from __future__ import annotations

import json
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_SIGNS: Final = 20_000
MISSING: Final = _("Chưa thấy khóa. Xin bấm nút rồi làm theo trình duyệt.")


class CredentialField(forms.CharField):
    """A JSON object of bounded length; what is in it is for the library to check."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": MISSING, "max_length": MISSING}
        super().__init__(max_length=MOST_SIGNS, error_messages=messages, **kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            told = json.loads(super().clean(value))
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise forms.ValidationError(MISSING)
        return told
