"""An identity card on the counter: its number, and what is to be done for its holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.dates import PartialDate, show_moment
from xaso.core.identifiers import CitizenId, show_phone
from xaso.core.refused import Refused
from xaso.desk.forms.moves import line
from xaso.dossiers.actions import confirm_card, report_lost_phone
from xaso.signin.access import claim_of_number
from xaso.signin.actions import decide_claim
from xaso.signin.models import NumberClaim
from xaso.ui.controls import Control, control_of

FITS: Final = "khop"
FITS_NOT: Final = "khong-khop"
LOST: Final = "mat-so"


class CardForm(forms.Form):
    number = line(
        gettext_lazy("Số định danh trên thẻ"), hint=gettext_lazy("Gõ từ thẻ đang cầm, không hỏi miệng."), size=40
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["number"].widget.attrs.update({"inputmode": "numeric", "data-width": "w12", "autocomplete": "off"})

    def clean_number(self) -> str:
        try:
            return CitizenId.parse(self.cleaned_data["number"]).digits
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        general = [("noi-dung", str(error)) for error in self.non_field_errors()]
        return general + [(control.target, control.error) for control in self.controls() if control.error]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account that says the number is its holder's, as the officer compares it with the card."""

    id: str
    since: str
    way: str
    full_name: str
    born: str

    @classmethod
    def of(cls, claim: NumberClaim) -> Waiting:
        account = claim.account
        said = next((one.claims for one in account.identities.all()), None)
        way = _("số điện thoại %(phone)s") % {"phone": show_phone(account.phone)} if account.phone else ""
        return cls(
            id=str(claim.pk),
            since=show_moment(claim.made_at),
            way=way or _("định danh điện tử"),
            full_name=said.full_name if said else "",
            born=PartialDate.parse(said.birth_date).show() if said and said.birth_date else "",
        )


def typed(asked: Mapping[str, str]) -> dict[str, str]:
    """What stands in the boxes again after a refusal; `claim` says in whose."""
    names = {"claim": "ma", "name": "ho-ten", "code": "bon-so", "phone": "dien-thoai"}
    return {name: asked.get(box, "")[:200] for name, box in names.items()}


def act(asked: Mapping[str, str], number: str, by: Actor) -> str:
    """Does what was pressed and says so. Raises Refused."""
    verb = asked.get("viec", "")
    if verb == LOST:
        report_lost_phone(asked.get("dien-thoai", "")[:40], number=number, by=by)
        return _("Đã gỡ số điện thoại. Hồ sơ vẫn còn; khi có số mới, người dân đăng nhập rồi khai số định danh.")
    claim = claim_of_number(asked.get("ma", ""), number)
    if verb == FITS:
        confirm_card(claim, number=number, code=asked.get("bon-so", ""), full_name=asked.get("ho-ten", "")[:200], by=by)
        return _("Đã nối tài khoản. Người dân đăng nhập lại là thấy đủ hồ sơ.")
    decide_claim(claim, number=number, fits=False, by=by)
    return _("Đã ghi là không khớp. Tài khoản ấy vẫn chỉ thấy hồ sơ tự nộp.")
