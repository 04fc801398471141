"""A dossier brought to the counter: whose it is, how to reach them, which papers lie on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Invalid, Refused
from xaso.desk.forms.moves import line
from xaso.dossiers.actions import register_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import Channel, Delivery, Right
from xaso.dossiers.rules.behalf import PROOFS, claim_of, hindrance
from xaso.offices.models import Office
from xaso.procedures.models import ProcedureVersion
from xaso.ui.controls import Control, control_of

HERE: Final = (Channel.COUNTER, Channel.POST)
BROUGHT: Final = "co"
SHOWN: Final = {proof.key for proofs in PROOFS.values() for proof in proofs}
COUNTED: Final = {"copies": gettext_lazy("Số bản cần cấp"), "pages": gettext_lazy("Số trang mỗi bản")}


@dataclass(frozen=True, slots=True)
class PaperLine:
    key: str
    name: str
    when: str
    required: bool
    brought: bool
    originals: str
    copies: str


class CounterForm(forms.Form):
    owner_name = line(gettext_lazy("Họ, chữ đệm, tên chủ hồ sơ"), size=200)
    citizen_id = line(gettext_lazy("Số định danh"), required=False, size=40)
    phone = line(
        gettext_lazy("Số điện thoại"), hint=gettext_lazy("Xã nhắn tin hẹn trả về số này."), required=False, size=40
    )
    delivery = forms.ChoiceField(
        label=gettext_lazy("Nhận kết quả"), choices=Delivery.choices, widget=forms.RadioSelect, initial=Delivery.PICKUP
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hồ sơ đến bằng"),
        choices=[(one.value, one.label) for one in HERE],
        widget=forms.RadioSelect,
        initial=Channel.COUNTER,
    )
    by_right = forms.ChoiceField(
        label=gettext_lazy("Người đứng nộp là"),
        widget=forms.RadioSelect,
        initial=Right.SELF,
        required=False,
    )
    filer_name = line(gettext_lazy("Họ tên người nộp thay"), required=False, size=200)
    filer_phone = line(
        gettext_lazy("Số điện thoại người nộp thay"),
        hint=gettext_lazy("Hai bên xác thực việc ủy quyền, mỗi bên trên điện thoại của mình."),
        required=False,
        size=40,
    )
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("Người nộp thay đã xuất trình bản chính"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, version: ProcedureVersion, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.version = version
        self._offer_rights()
        for name in ("citizen_id", "phone", "filer_phone"):
            self.fields[name].widget.attrs.update({"inputmode": "numeric", "data-width": "w12"})
        for name in _counted(version):
            self.fields[name] = forms.IntegerField(
                label=COUNTED.get(name, name),
                min_value=1,
                max_value=999,
                initial=1,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w4"}),
                error_messages={"invalid": _("Xin ghi một số.")},
            )

    def _offer_rights(self) -> None:
        """An organisation files for a household's business alone: elsewhere nobody is asked about it."""
        content = self.version.content
        rights = [right for right in Right if right != Right.AGENT or not hindrance(content, right)]
        proofs = [proof for right in rights for proof in claim_of(content, right).proofs]
        rights_field, shown_field = self.fields["by_right"], self.fields["shown"]
        assert isinstance(rights_field, forms.ChoiceField)
        assert isinstance(shown_field, forms.ChoiceField)
        rights_field.choices = [(right.value, right.label) for right in rights]
        shown_field.choices = [(proof.key, proof.name) for proof in proofs]
        if not any(claim_of(content, right).attested for right in rights):
            self.fields["filer_phone"].widget = forms.HiddenInput()

    def clean_citizen_id(self) -> str:
        return self._read("citizen_id", lambda text: CitizenId.parse(text).digits)

    def clean_phone(self) -> str:
        return self._read("phone", parse_phone)

    def clean_filer_phone(self) -> str:
        return self._read("filer_phone", parse_phone)

    def _read(self, name: str, reader: Any) -> str:
        text = str(self.cleaned_data.get(name) or "")
        try:
            return str(reader(text)) if text else ""
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def papers(self) -> list[PaperLine]:
        """The version's list, as ticked; nothing is ticked before somebody has looked."""
        brought = self._brought()
        return [
            PaperLine(
                one["key"],
                one["name"],
                one.get("when", ""),
                one["required"],
                one["key"] in brought,
                str(self.data.get(f"chinh-{one['key']}", one.get("originals", 0))),
                str(self.data.get(f"sao-{one['key']}", one.get("copies", 0))),
            )
            for one in self.version.papers
        ]

    def controls(self) -> list[Control]:
        """Who files is answered from the start, like the other choices."""
        drawn = [control_of(bound) for bound in self.visible_fields()]
        return [replace(one, optional=False) if one.name == "by_right" else one for one in drawn]

    def error_list(self) -> list[tuple[str, str]]:
        general = [("noi-dung", str(error)) for error in self.non_field_errors()]
        return general + [(control.target, control.error) for control in self.controls() if control.error]

    def register(self, office: Office, by: Actor) -> Dossier:
        said = self.cleaned_data
        return register_dossier(
            code=self.version.procedure.code,
            office=office,
            owner_name=said["owner_name"],
            phone=said["phone"],
            citizen_id=said["citizen_id"],
            papers=[_counts(one) for one in self.papers() if one.brought],
            answers={name: said[name] for name in _counted(self.version) if said.get(name)},
            delivery=said["delivery"],
            channel=said["channel"],
            by_right=said["by_right"] or Right.SELF,
            filer_name=said["filer_name"],
            filer_phone=said["filer_phone"],
            shown=said["shown"],
            by=by,
        )

    def refuse(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        for name, sentence in errors.items():
            name = "shown" if name.removeprefix("paper-") in SHOWN else name
            self.add_error(name if name in self.fields else None, sentence)
        if not errors:
            self.add_error(None, refusal.message)

    def _brought(self) -> list[str]:
        return list(self.data.getlist(BROUGHT)) if hasattr(self.data, "getlist") else []


def _counted(version: ProcedureVersion) -> list[str]:
    """What the fee is counted by, where the officer has to say it."""
    named = [str(fee["per"]) for fee in version.content.get("fees", ()) if fee.get("per")]
    by_page = any((fee.get("formula") or {}).get("pages") for fee in version.content.get("fees", ()))
    return list(dict.fromkeys([*named, *(("copies", "pages") if by_page else ())]))


def _counts(one: PaperLine) -> dict[str, Any]:
    """A ticked paper of which nobody said how many is one original."""
    originals, copies = (int(text) if text.isdecimal() else 0 for text in (one.originals[:3], one.copies[:3]))
    return {"key": one.key, "originals": originals if originals or copies else 1, "copies": copies}
