"""Carrying out a request about data: one form for each deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xaso.core.actor import Actor
from xaso.core.dates import PartialDate
from xaso.core.identifiers import show_phone
from xaso.desk.forms.moves import MoveForm, line
from xaso.dossiers.models import Dossier
from xaso.people.rules import Sex
from xaso.privacy import actions
from xaso.privacy.access import subject_of
from xaso.privacy.queries import carried_out, kept_by_law, open_besides
from xaso.privacy.rules import CIVIL_STATUS, Deed


class DeedForm(MoveForm):
    done = gettext_lazy("Đã làm. Việc này đã ghi nhật ký; bây giờ trình văn bản trả lời.")

    @property
    def lead(self) -> list[str]:
        return [*self.said(), *carried_out(self.dossier)]

    def said(self) -> list[str]:
        return []


class CopyForm(DeedForm):
    button = gettext_lazy("Làm bản sao")

    def said(self) -> list[str]:
        if self.dossier.account_id is None:
            return [
                _("Máy gom mọi hồ sơ mang số định danh này vào một tệp; cán bộ tiếp nhận giao tại quầy, trong 7 ngày.")
            ]
        return [
            _("Máy gom mọi dữ liệu của tài khoản vào một tệp và nhắn tin; chỉ người yêu cầu tải được, trong 7 ngày.")
        ]

    def act(self) -> object:
        return actions.carry_out_copy(self.dossier, by=self.by)


class CorrectionForm(DeedForm):
    button = gettext_lazy("Sửa dữ liệu")
    full_name = line(gettext_lazy("Họ, chữ đệm, tên"), size=100)
    born = line(
        gettext_lazy("Ngày sinh"), hint=gettext_lazy("Ví dụ 17/11/1988; chỉ nhớ năm thì ghi 1988."), required=False
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Giới tính"), choices=[("", gettext_lazy("chưa rõ")), *Sex.choices], required=False
    )
    phone = line(gettext_lazy("Số điện thoại"), required=False, size=20)
    ethnicity = line(gettext_lazy("Dân tộc"), required=False, size=60)
    nationality = line(gettext_lazy("Quốc tịch"), required=False, size=60)

    def __init__(self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(dossier, by, data)
        person = subject_of(dossier).person
        if person is None:
            return
        shown = {
            "born": PartialDate.parse(person.born).show() if person.born else "",
            "phone": show_phone(person.phone) if person.phone else "",
        }
        for name, field in self.fields.items():
            field.initial = shown.get(name, getattr(person, name))

    def said(self) -> list[str]:
        return [
            _("Xem giấy tờ gốc rồi sửa. Hồ sơ đã nộp giữ lời khai lúc nộp; điều đã vào sổ hộ tịch thì phải cải chính.")
        ]

    def act(self) -> object:
        return actions.carry_out_correction(self.dossier, values=self.cleaned_data, by=self.by)


class WithdrawalForm(DeedForm):
    button = gettext_lazy("Ghi việc rút lại")

    def act(self) -> object:
        return actions.carry_out_withdrawal(self.dossier, by=self.by)


class RestrictionForm(DeedForm):
    button = gettext_lazy("Hạn chế xử lý")

    def said(self) -> list[str]:
        return [
            _("Hồ sơ đã xong của người này từ nay chỉ lãnh đạo và người kiểm tra mở được, và phải nói rõ lý do."),
            _("Hồ sơ đang giải quyết vẫn làm tiếp theo luật. Mọi sự đồng ý được rút lại."),
        ]

    def act(self) -> object:
        return actions.carry_out_restriction(self.dossier, by=self.by)


class ErasureForm(DeedForm):
    button = gettext_lazy("Xóa dữ liệu")
    sure = forms.MultipleChoiceField(
        label=gettext_lazy("Xác nhận"),
        choices=[("yes", gettext_lazy("Tôi đã xem danh sách trên. Xóa rồi không lấy lại được."))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Xin đánh dấu để xác nhận trước khi xóa.")},
    )

    def said(self) -> list[str]:
        subject = subject_of(self.dossier)
        theirs, law = subject.dossiers.count(), kept_by_law(subject).count()
        said = [
            ngettext("%(n)d hồ sơ, kể cả yêu cầu này.", "%(n)d hồ sơ, kể cả yêu cầu này.", theirs) % {"n": theirs},
            _("Phải giữ theo luật: %(n)d hồ sơ hộ tịch (%(law)s).") % {"n": law, "law": CIVIL_STATUS},
            _("Yêu cầu này và số điện thoại xóa sau khi người dân nhận trả lời 30 ngày."),
        ]
        if waiting := open_besides(self.dossier, subject):
            said.append(_("Chưa xóa được: hồ sơ %(number)s còn đang giải quyết.") % {"number": waiting.number})
        return said

    def act(self) -> object:
        return actions.erase_person(self.dossier, by=self.by)


FORMS: Final[dict[Deed, type[DeedForm]]] = {
    Deed.COPY: CopyForm,
    Deed.CORRECT: CorrectionForm,
    Deed.WITHDRAW: WithdrawalForm,
    Deed.RESTRICT: RestrictionForm,
    Deed.ERASE: ErasureForm,
}
