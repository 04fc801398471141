"""What an administrator types: somebody new, another post, the end of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core import clock
from xaso.core.dates import show_date
from xaso.desk.forms.moves import line
from xaso.desk.forms.oneself import PlainForm
from xaso.offices.models import Office
from xaso.offices.rules import OfficeKind, Role
from xaso.signin.rules import Reads

EXAMPLE = _("Ví dụ 01/12/2026.")
FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def day(label: Any, *, hint: Any = EXAMPLE, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=FORMATS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w12"}),
        error_messages={
            "required": _("Xin ghi ngày."),
            "invalid": _("Xin ghi ngày/tháng/năm, ví dụ 01/12/2026."),
        },
    )


class PostForm(PlainForm):
    """A role in an office of the administrator's unit, from a day on."""

    office = forms.TypedChoiceField(
        label=_("Bộ phận"),
        coerce=int,
        widget=forms.Select,
        error_messages={"required": _("Xin chọn bộ phận."), "invalid_choice": _("Xin chọn bộ phận.")},
    )
    role = forms.ChoiceField(
        label=_("Vai trò"),
        widget=forms.Select,
        error_messages={"required": _("Xin chọn vai trò."), "invalid_choice": _("Xin chọn vai trò.")},
    )
    title = line(_("Chức danh"), hint=_("Như trong quyết định, ví dụ: công chức tư pháp – hộ tịch."), size=120)
    valid_from = day(_("Giữ vai trò từ ngày"))
    valid_to = day(_("Thôi giữ từ ngày"), hint=_("Để trống nếu chưa biết."), required=False)

    def __init__(self, *args: Any, offices: Iterable[Office], roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.pk: office for office in offices}
        self._choices("office").choices = [("", "…"), *((pk, one.name) for pk, one in self.offices.items())]
        self._choices("role").choices = [("", "…"), *((role.value, role.label) for role in roles)]
        self.fields["valid_from"].initial = show_date(clock.today())

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def values(self) -> dict[str, Any]:
        """As `offices.actions.appoint` takes them."""
        given = self.cleaned_data
        return {
            "office": self.offices[given["office"]],
            "role": Role(given["role"]),
            "title": given["title"],
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"],
        }


class PersonForm(PostForm):
    """Somebody new: the same, with who they are and what they will type at the door."""

    full_name = line(_("Họ, chữ đệm, tên"), size=100)
    id_number = line(
        _("Số định danh"),
        hint=_("12 số. Ghi khi người này đã có trong phần mềm, để không thành hai người."),
        required=False,
        size=20,
    )
    username = line(
        _("Tên đăng nhập"), hint=_("Chữ không dấu, chữ số, dấu chấm, gạch nối. Ví dụ: hanh.tiepnhan."), size=40
    )

    field_order = ["full_name", "id_number", "office", "role", "title", "valid_from", "valid_to", "username"]

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("full_name", "id_number", "username")}


class EndForm(PlainForm):
    on = day(_("Ngày đầu tiên không còn giữ vai trò"))


class OfficeForm(PlainForm):
    name = line(_("Tên đầy đủ"), hint=_("Như trên con dấu hoặc trong quyết định."), size=200)
    short_name = line(_("Tên ngắn"), hint=_("Hiện ở góc màn hình, ví dụ: Một cửa xã Vị Thủy."), size=60)
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[("", "…"), *OfficeKind.choices],
        widget=forms.Select,
        error_messages={"required": _("Xin chọn loại."), "invalid_choice": _("Xin chọn loại.")},
    )
    agency_code = line(
        _("Mã cơ quan"), hint=_("Đứng đầu số hồ sơ, ví dụ H13.31441. Chỉ bộ phận một cửa cần."), required=False, size=40
    )
    phone = line(_("Điện thoại"), required=False, size=20)
    address = line(_("Địa chỉ"), required=False, size=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == OfficeKind.ONE_STOP and not cleaned.get("agency_code"):
            self.add_error("agency_code", _("Bộ phận một cửa cần mã cơ quan để đánh số hồ sơ."))
        return cleaned


class TokenForm(PlainForm):
    name = line(
        _("Chương trình của ai, để làm gì"), hint=_("Ví dụ: Trung tâm điều hành thành phố, bảng số liệu."), size=80
    )
    username = line(
        _("Tên tài khoản máy"), hint=_("Chữ không dấu, chữ số, dấu chấm, gạch nối. Ví dụ: may.ioc."), size=40
    )
    reads = forms.ChoiceField(
        label=_("Được đọc gì"),
        choices=Reads.choices,
        widget=forms.Select,
        error_messages={"required": _("Xin chọn."), "invalid_choice": _("Xin chọn.")},
    )
    days = forms.IntegerField(
        label=_("Dùng được bao nhiêu ngày"),
        help_text=_("Nhiều nhất 366. Hết hạn thì mở khóa mới."),
        initial=180,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w12"}),
        error_messages={"required": _("Xin ghi số ngày."), "invalid": _("Xin ghi số ngày bằng chữ số.")},
    )
