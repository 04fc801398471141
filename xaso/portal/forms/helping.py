"""What a helper says before they begin, and what they see of a dossier afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.dossiers.rules.behalf import NEIGHBOURS, OFFICIALS
from xaso.ui.controls import Control, control_of

REQUIRED = {"required": _("Xin chọn ông/bà là ai."), "invalid_choice": _("Xin chọn ông/bà là ai.")}


class HelpForm(forms.Form):
    """Checked by the action, which knows the rules; here only what is asked."""

    kind = forms.ChoiceField(label=_("Ông/bà là ai?"), widget=forms.RadioSelect, error_messages=REQUIRED)
    helper_name = forms.CharField(
        label=_("Họ tên của ông/bà"),
        help_text=_("Chủ hồ sơ đọc tên này trước khi đồng ý; cán bộ cũng thấy."),
        max_length=200,
        error_messages={"required": _("Xin ghi họ tên của ông/bà, để chủ hồ sơ biết ai làm giúp.")},
    )
    owner_name = forms.CharField(
        label=_("Họ tên người được giúp"),
        max_length=200,
        error_messages={"required": _("Xin ghi họ tên người được giúp.")},
    )
    owner_phone = forms.CharField(
        label=_("Số điện thoại của người được giúp"),
        help_text=_(
            "Xã nhắn đến số này để họ tự xem và đồng ý. Không có điện thoại thì để trống, dùng giấy có người làm chứng."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "data-width": "w20"}),
    )

    def __init__(self, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"helper_name": actor.name if actor.person else ""})
        kinds = OFFICIALS if actor.is_official else NEIGHBOURS
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if actor.is_official:
            del self.fields["helper_name"]

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        return [(control.target, control.error) for control in self.controls() if control.error]

    def said(self) -> dict[str, str]:
        return {
            name: str(self.cleaned_data.get(name) or "")
            for name in ("kind", "helper_name", "owner_name", "owner_phone")
        }


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the owner lets a helper do from now on. Nothing is ticked before they say so."""

    follow: bool
    answer: bool


def allowed_in(sent: Mapping[str, Any]) -> Allowed:
    return Allowed("theo-doi" in sent, "bo-sung" in sent)
