"""One form for each lawful move: what is asked, what pressing it does, and which action hears it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.money import show_dong
from xaso.core.refused import Invalid, Refused
from xaso.deadlines.rules import due_of
from xaso.documents.queries import next_book_number
from xaso.dossiers import actions
from xaso.dossiers.models import Dossier, Result
from xaso.dossiers.queries import next_officers
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import Outcome
from xaso.offices.models import Post
from xaso.offices.queries import calendar_of
from xaso.ui.controls import Control, control_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
    Files = MultiValueDict[str, UploadedFile[Any]]

LONG = 2000


def words(label: Words, *, hint: Words = "", required: bool = True) -> forms.CharField:
    """A text of several lines."""
    missing = {"required": gettext_lazy("Xin ghi mục này."), "max_length": gettext_lazy("Dài quá 2.000 chữ.")}
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONG, widget=forms.Textarea, error_messages=missing
    )


def line(label: Words, *, hint: Words = "", required: bool = True, size: int = 300) -> forms.CharField:
    """A text of one line."""
    missing = {"required": gettext_lazy("Xin ghi mục này."), "max_length": gettext_lazy("Dài quá. Xin ghi gọn lại.")}
    return forms.CharField(label=label, help_text=hint, required=required, max_length=size, error_messages=missing)


class MoveForm(forms.Form):
    """`lead` says what pressing the button does. `act` calls the action; what it refuses goes back beside its input."""

    template: ClassVar[str] = "desk/dossiers/move.html"
    button: Words = ""
    done: Words = gettext_lazy("Đã làm xong.")
    sends_files: ClassVar[bool] = False
    act: Callable[[], object]

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(data, files)
        self.dossier = dossier
        self.by = by
        self.stale = False

    @property
    def lead(self) -> list[str]:
        return []

    def refuse(self, refusal: Refused) -> None:
        """Puts each sentence where it belongs; one that belongs nowhere stands at the top."""
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not errors:
            self.add_error(None, refusal.message)

    def controls(self) -> list[Control]:
        return [self._suggested(control_of(bound)) for bound in self.visible_fields()]

    def _suggested(self, control: Control) -> Control:
        """Articles of law are offered from the version's own list."""
        if control.name != "legal_basis" or self.dossier.version is None:
            return control
        return replace(control, suggestions=tuple(self.dossier.version.content["legal_basis"]))

    def error_list(self) -> list[tuple[str, str]]:
        """(where it leads, sentence), the general ones first."""
        general = [("/can-bo/" if self.stale else "noi-dung", str(error)) for error in self.non_field_errors()]
        return general + [(control.target, control.error) for control in self.controls() if control.error]


class ReceiveForm(MoveForm):
    button = gettext_lazy("Tiếp nhận")
    done = gettext_lazy("Đã tiếp nhận. Giấy hẹn và tin nhắn đã gửi người nộp.")

    @property
    def lead(self) -> list[str]:
        limit = self.dossier.version.limit if self.dossier.version else None
        said = [_("Hồ sơ đủ giấy tờ, đúng nơi giải quyết thì tiếp nhận. Thời hạn tính từ lúc bấm.")]
        if limit:
            due = due_of(limit, clock.now(), calendar_of(self.dossier.office_id))
            said.append(_("Hẹn trả: %(due)s (%(limit)s).") % {"due": show_moment(due), "limit": limit.words})
        return [*said, _("Giấy tiếp nhận và hẹn trả gửi ngay cho người nộp.")]

    def act(self) -> object:
        return actions.receive_dossier(self.dossier, by=self.by)


class RefuseForm(MoveForm):
    button = gettext_lazy("Từ chối hồ sơ")
    done = gettext_lazy("Đã từ chối. Phiếu từ chối đã gửi người nộp.")
    reason = words(gettext_lazy("Lý do"), hint=gettext_lazy("Người dân đọc câu này. Nói rõ thiếu gì, sai gì."))
    legal_basis = line(gettext_lazy("Căn cứ pháp lý"), hint=gettext_lazy("Điều, khoản, tên văn bản."))
    advice = words(gettext_lazy("Hướng dẫn người dân làm gì tiếp"), required=False)

    @property
    def lead(self) -> list[str]:
        return [_("Thiếu giấy tờ thì dùng “Xin thêm giấy”, đừng từ chối. Số hồ sơ đã cấp được giữ nguyên.")]

    def act(self) -> object:
        said = self.cleaned_data
        return actions.refuse_dossier(
            self.dossier, reason=said["reason"], legal_basis=said["legal_basis"], advice=said["advice"], by=self.by
        )


class StopForm(MoveForm):
    button = gettext_lazy("Dừng giải quyết")
    done = gettext_lazy("Đã dừng giải quyết.")
    reason = words(gettext_lazy("Lý do"), hint=gettext_lazy("Người dân đọc câu này."))
    legal_basis = line(gettext_lazy("Căn cứ pháp lý"), hint=gettext_lazy("Điều, khoản, tên văn bản."))

    @property
    def lead(self) -> list[str]:
        return [_("Hồ sơ kết thúc, không có kết quả. Việc này không hoàn lại được.")]

    def act(self) -> object:
        said = self.cleaned_data
        return actions.stop_dossier(self.dossier, reason=said["reason"], legal_basis=said["legal_basis"], by=self.by)


class WithdrawForm(MoveForm):
    button = gettext_lazy("Rút hồ sơ")
    done = gettext_lazy("Đã rút hồ sơ theo yêu cầu của người nộp.")
    reason = words(gettext_lazy("Lý do người nộp rút"), hint=gettext_lazy("Ghi như người nộp nói."))

    @property
    def lead(self) -> list[str]:
        return [_("Chỉ rút khi chính người nộp yêu cầu tại quầy. Việc này không hoàn lại được.")]

    def act(self) -> object:
        return actions.withdraw_dossier(self.dossier, reason=self.cleaned_data["reason"], by=self.by)


class PassForm(MoveForm):
    button = gettext_lazy("Chuyển")
    done = gettext_lazy("Đã chuyển.")
    words = words(gettext_lazy("Lời nhắn cho người nhận"), required=False)

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        self.officers = {str(post.pk): post for post in next_officers(dossier) if post.pk != dossier.holder_id}
        named = [(key, f"{show_post(post)} · {post.office.short_name}") for key, post in self.officers.items()]
        self.fields["to_post"] = forms.ChoiceField(
            label=_("Chuyển cho ai"),
            choices=named,
            widget=forms.RadioSelect,
            initial=named[0][0] if named else None,
            error_messages={"required": _("Xin chọn người nhận."), "invalid_choice": _("Xin chọn lại người nhận.")},
        )
        self.order_fields(["to_post", "words"])

    @property
    def lead(self) -> list[str]:
        if self.officers:
            return [_("Hồ sơ sang bàn người nhận ngay. Thời hạn vẫn chạy.")]
        return [_("Xã chưa có cán bộ thụ lý nào khác đang giữ việc.")]

    def act(self) -> object:
        to: Post = self.officers[self.cleaned_data["to_post"]]
        return actions.pass_dossier(self.dossier, to_post=to, words=self.cleaned_data["words"], by=self.by)


class ApproveForm(MoveForm):
    button = gettext_lazy("Ký duyệt")
    done = gettext_lazy("Đã ký duyệt. Hồ sơ sang bộ phận một cửa để vào sổ và trả.")

    @property
    def lead(self) -> list[str]:
        result: Result = self.dossier.result
        outcome = str(result.get_outcome_display())
        said = [_("Đề xuất: %(outcome)s.") % {"outcome": outcome.lower()}]
        if result.reason:
            said.append(_("Lý do: %(reason)s") % {"reason": result.reason})
        if result.outcome == Outcome.GRANTED:
            said.append(_("Bản nháp kết quả ở khung bên phải. Ký xong thì đồng hồ ngừng."))
        return said

    def act(self) -> object:
        return actions.approve_result(self.dossier, by=self.by)


class ReturnForm(MoveForm):
    button = gettext_lazy("Trả lại để sửa")
    done = gettext_lazy("Đã trả lại cho người trình.")
    reason = words(gettext_lazy("Cần sửa gì"), hint=gettext_lazy("Chỉ cán bộ trong xã đọc câu này."))

    def act(self) -> object:
        return actions.return_proposal(self.dossier, reason=self.cleaned_data["reason"], by=self.by)


class NumberForm(MoveForm):
    button = gettext_lazy("Vào sổ")
    done = gettext_lazy("Đã vào sổ.")
    book = line(gettext_lazy("Quyển sổ"), size=60)
    number = forms.IntegerField(
        label=gettext_lazy("Số"),
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w4"}),
        error_messages={
            "required": gettext_lazy("Xin ghi số vào sổ."),
            "invalid": gettext_lazy("Số vào sổ chỉ gồm chữ số."),
            "min_value": gettext_lazy("Số vào sổ bắt đầu từ 1."),
            "max_value": gettext_lazy("Số vào sổ lớn quá. Xin xem lại."),
        },
    )

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        book = str(dossier.version.result.get("name", ""))[:60] if dossier.version else ""
        self.fields["book"].initial = book
        year = clock.today().year
        free = next_book_number(office_id=dossier.office_id, book=book, year=year)
        self.fields["number"].initial = free
        self.fields["number"].help_text = _("Số kế tiếp còn trống của quyển này năm %(year)d là %(free)d.") % {
            "year": year,
            "free": free,
        }

    @property
    def lead(self) -> list[str]:
        return [_("Vào sổ xong thì có bản kết quả để in và trả.")]

    def act(self) -> object:
        said = self.cleaned_data
        return actions.number_result(self.dossier, book=said["book"], number=said["number"], by=self.by)


class PaymentForm(MoveForm):
    """Amounts that the province sets, or somebody has to count, are written in here; the others are offered."""

    button = gettext_lazy("Đề nghị nộp phí")
    done = gettext_lazy("Đã nhắn người nộp. Thời hạn dừng đến khi thu đủ.")
    exemption = line(
        gettext_lazy("Miễn, giảm"),
        hint=gettext_lazy("Chỉ ghi khi đổi số tiền đã định: cho ai, theo điều nào."),
        required=False,
    )

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        for place, one in enumerate(dossier.fee_lines):
            self.fields[f"amount-{place}"] = _amount(one)
        self.order_fields([*(name for name in self.fields if name.startswith("amount-")), "receipt", "exemption"])

    @property
    def lead(self) -> list[str]:
        return [_("Thời hạn dừng từ lúc bấm đến khi thu đủ.")]

    def amounts(self) -> dict[int, int]:
        """Place in the fee's lines -> đồng, for what was written."""
        said = {place: self.cleaned_data[f"amount-{place}"] for place in range(len(self.dossier.fee_lines))}
        return {place: amount for place, amount in said.items() if amount is not None}

    def act(self) -> object:
        return actions.request_payment(
            self.dossier, amounts=self.amounts(), exemption=self.cleaned_data["exemption"], by=self.by
        )


class FeeForm(PaymentForm):
    button = gettext_lazy("Đã thu đủ")
    done = gettext_lazy("Đã ghi nhận phí, lệ phí.")
    receipt = line(
        gettext_lazy("Số biên lai"), hint=gettext_lazy("Không thu đồng nào thì để trống."), required=False, size=60
    )

    @property
    def lead(self) -> list[str]:
        known = self.dossier.fee_is_known  # else the sum is not what has to be paid
        return [_("Phải thu: %(fee)s.") % {"fee": show_dong(self.dossier.fee_amount)}] if known else []

    def refuse(self, refusal: Refused) -> None:
        if refusal.code == "receipt_missing":
            self.add_error("receipt", refusal.message)
        else:
            super().refuse(refusal)

    def act(self) -> object:
        said = self.cleaned_data
        return actions.record_fee(
            self.dossier, receipt=said["receipt"], amounts=self.amounts(), exemption=said["exemption"], by=self.by
        )


def _amount(one: Mapping[str, Any]) -> forms.IntegerField:
    return forms.IntegerField(
        label=str(one["name"]),
        help_text="" if one.get("amount") is not None else str(one.get("text", "")),
        initial=one.get("amount"),
        required=one.get("amount") is None,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w12"}),
        error_messages={
            "required": _("Xin ghi số tiền của “%(name)s”; miễn thì ghi 0.") % {"name": one["name"]},
            "invalid": gettext_lazy("Xin ghi số tiền bằng chữ số, không dấu chấm."),
            "min_value": gettext_lazy("Số tiền không âm. Miễn thì ghi 0."),
        },
    )


class HandOverForm(MoveForm):
    button = gettext_lazy("Đã trả kết quả")
    done = gettext_lazy("Đã trả kết quả. Hồ sơ xong.")
    to_whom = line(gettext_lazy("Trả cho ai"), hint=gettext_lazy("Người đến nhận, hoặc bưu điện."), size=200)

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        self.fields["to_whom"].initial = dossier.owner_name

    @property
    def lead(self) -> list[str]:
        said = [_("Cách nhận: %(how)s.") % {"how": str(self.dossier.get_delivery_display()).lower()}]
        if self.dossier.fee_paid_at:
            receipt = {"fee": show_dong(self.dossier.fee_amount), "receipt": self.dossier.fee_receipt}
            said.append(_("Đã thu %(fee)s, biên lai %(receipt)s.") % receipt)
        return said

    def act(self) -> object:
        return actions.hand_over(self.dossier, to_whom=self.cleaned_data["to_whom"], by=self.by)
