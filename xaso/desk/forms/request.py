"""A request about data that somebody brings to the counter: whose card, what they want, in their words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Refused
from xaso.desk.forms.moves import line, words
from xaso.desk.forms.oneself import PlainForm
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import Delivery
from xaso.offices.models import Office
from xaso.privacy.actions import open_request

SEEN = "da-xem"
CHOICES = [
    ("view", gettext_lazy("Xem dữ liệu xã đang giữ")),
    ("copy", gettext_lazy("Xin bản sao dữ liệu")),
    ("correct", gettext_lazy("Sửa chỗ sai")),
    ("restrict", gettext_lazy("Hạn chế xử lý: hồ sơ đã xong chỉ lãnh đạo và người kiểm tra mở được")),
    ("object", gettext_lazy("Phản đối xử lý: như hạn chế, và rút lại mọi sự đồng ý")),
    ("withdraw", gettext_lazy("Rút lại mọi sự đồng ý")),
    ("delete", gettext_lazy("Xóa mọi dữ liệu xã được phép xóa")),
    ("look", gettext_lazy("Giải thích một lần mở hồ sơ")),
]


class RequestForm(PlainForm):
    number = line(
        gettext_lazy("Số định danh trên thẻ"), hint=gettext_lazy("Gõ từ thẻ đang cầm, không hỏi miệng."), size=40
    )
    full_name = line(gettext_lazy("Họ, chữ đệm, tên trên thẻ"), size=200)
    card_seen = forms.MultipleChoiceField(
        label=gettext_lazy("Thẻ căn cước"),
        choices=[(SEEN, gettext_lazy("Chủ thẻ có mặt; tôi đã xem thẻ và nhìn người"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chỉ ghi khi chủ thẻ có mặt. Xin xem thẻ rồi đánh dấu.")},
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("Người dân yêu cầu gì?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Xin chọn người dân yêu cầu việc gì."),
            "invalid_choice": gettext_lazy("Xin chọn người dân yêu cầu việc gì."),
        },
    )
    words = words(
        gettext_lazy("Lời của người dân"), hint=gettext_lazy("Dữ liệu nào, ở hồ sơ nào, sai chỗ nào, vì sao.")
    )
    phone = line(
        gettext_lazy("Số điện thoại"), hint=gettext_lazy("Xã nhắn tin hẹn trả về số này."), required=False, size=40
    )
    delivery = forms.ChoiceField(
        label=gettext_lazy("Nhận trả lời"),
        choices=[(one.value, one.label) for one in (Delivery.PICKUP, Delivery.ELECTRONIC)],
        widget=forms.RadioSelect,
        initial=Delivery.PICKUP,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ("number", "phone"):
            self.fields[name].widget.attrs.update({"inputmode": "numeric", "data-width": "w12"})

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"])
        try:
            return parse_phone(text) if text else ""
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused

    def act(self, office: Office, by: Actor) -> Dossier:
        said = self.cleaned_data | {"card_seen": SEEN in self.cleaned_data["card_seen"]}
        return open_request(office=office, by=by, **said)
