"""What whoever answers the telephone types: a number, what was promised, what there is to remember."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.desk.forms.moves import line, words
from xaso.desk.forms.oneself import PlainForm
from xaso.dossiers.models import Draft
from xaso.hotline import actions
from xaso.hotline.models import Call, Line, Promise
from xaso.hotline.rules import Language, Within
from xaso.offices.models import Post
from xaso.petitions.models import Petition
from xaso.petitions.rules import PLACE, Category

CHOOSE = {"required": _("Xin chọn một mục."), "invalid_choice": _("Xin chọn một mục.")}


class TypeForm(PlainForm):
    """The fifteen seconds: one box, and the line where there are several."""

    caller = line(_("Số người gọi"), hint=_("Để trống nếu không hiện số."), required=False, size=40)
    line = forms.TypedChoiceField(
        label=_("Gọi đến đường dây"), coerce=int, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    def __init__(self, lines: Iterable[Line], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.lines = {one.pk: one for one in lines}
        self.fields["caller"].widget.attrs.update({"inputmode": "tel", "data-width": "w20"})
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, one.name) for one in self.lines.values()]
        field.initial = next(iter(self.lines), None)
        if len(self.lines) == 1:
            field.widget = forms.HiddenInput()

    def act(self, by: Actor) -> Call:
        chosen = self.lines[self.cleaned_data["line"]]
        return actions.type_call(chosen, caller=self.cleaned_data["caller"], by=by)


class CallerForm(PlainForm):
    """The number, where it was typed wrong."""

    prefix = "so"
    caller = line(_("Số người gọi"), size=40)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["caller"].widget.attrs.update({"inputmode": "tel", "data-width": "w20"})

    def act(self, call: Call, by: Actor) -> Call:
        return actions.correct_caller(call, caller=self.cleaned_data["caller"], by=by)


class PromiseForm(PlainForm):
    words = words(_("Xã hẹn trả lời điều gì?"), hint=_("Người gọi nhận tin nhắn có lời này và giờ hẹn."))
    within = forms.ChoiceField(
        label=_("Hẹn trong bao lâu?"),
        choices=Within.choices,
        initial=Within.FOUR_HOURS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    name = line(_("Tên người gọi"), required=False, size=200)

    def act(self, call: Call, by: Actor) -> Promise:
        return actions.promise_answer(call, by=by, **self.cleaned_data)


class FinishForm(PlainForm):
    name = line(_("Tên người gọi"), required=False, size=200)
    language = forms.ChoiceField(
        label=_("Người gọi nói tiếng gì?"),
        choices=Language.choices,
        required=False,
        widget=forms.Select,
        error_messages=CHOOSE,
    )
    number = forms.ChoiceField(
        label=_("Về hồ sơ nào?"), required=False, widget=forms.Select, help_text=_("Lời ghi đi theo hồ sơ này.")
    )
    note = forms.CharField(
        label=_("Người gọi hỏi gì, đã trả lời gì?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"max_length": _("Dài quá 1.000 chữ. Xin ghi gọn lại.")},
    )
    solved = forms.ChoiceField(
        label=_("Người gọi đã được việc chưa?"),
        choices=[("yes", _("Được rồi")), ("no", _("Còn phải làm tiếp"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Xin chọn được rồi hay còn phải làm tiếp.")},
    )

    def __init__(self, call: Call, numbers: Iterable[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        own = call.dossier.number if call.dossier else ""
        solved = {True: "yes", False: "no", None: ""}[call.solved]
        initial = {"name": call.name, "language": call.language, "note": call.note, "number": own, "solved": solved}
        super().__init__(data, initial=initial)
        known = dict(numbers) | ({own: own} if own else {})
        field = self.fields["number"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(known.items())

    def act(self, call: Call, by: Actor) -> Call:
        said = dict(self.cleaned_data)
        return actions.finish_call(call, solved=said.pop("solved") == "yes", by=by, **said)


class FilingForm(PlainForm):
    """A filing for the caller, who confirms it on their own telephone."""

    code = line(_("Mã thủ tục"), hint=_("Ví dụ 1.001193 là đăng ký khai sinh."), size=40)
    owner_name = line(_("Họ tên người gọi"), hint=_("Người này xem và xác nhận trên điện thoại của mình."), size=200)

    def act(self, call: Call, by: Actor) -> Draft:
        return actions.prepare_filing(call, by=by, **self.cleaned_data)


class ReportForm(PlainForm):
    """What the caller tells, as a report to the commune in their name."""

    prefix = "bao"
    category = forms.ChoiceField(
        label=_("Phản ánh về việc gì?"), choices=Category.choices, widget=forms.Select, error_messages=CHOOSE
    )
    words = words(
        _("Người gọi thấy điều gì?"), hint=_("Ghi như lời người gọi kể. Người gọi nhận tin nhắn có số phản ánh.")
    )
    hamlet = forms.TypedChoiceField(
        label=_("Ở ấp nào?"), coerce=int, empty_value=None, required=False, widget=forms.Select, error_messages=CHOOSE
    )
    place = line(_("Chỗ nào?"), hint=_("Ví dụ: trước trường tiểu học, đầu kênh 9."), required=False, size=PLACE)

    def __init__(self, hamlets: Iterable[tuple[int, str]], data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["hamlet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Không rõ")), *hamlets]

    def act(self, call: Call, by: Actor) -> Petition:
        return actions.report_for_caller(call, by=by, **self.cleaned_data)


class KeepForm(PlainForm):
    deed = forms.ChoiceField(
        label=_("Làm gì với lời hẹn này?"),
        choices=[
            ("tell", _("Đã trả lời, nhắn lời dưới đây cho người gọi")),
            ("keep", _("Đã gọi và trả lời xong, không nhắn")),
            ("drop", _("Không cần trả lời nữa")),
        ],
        initial="tell",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    outcome = forms.CharField(
        label=_("Trả lời thế nào, hoặc vì sao không cần nữa?"),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("Xin ghi mục này."), "max_length": _("Dài quá 500 chữ. Xin ghi gọn lại.")},
    )

    def act(self, promise: Promise, by: Actor) -> Promise:
        outcome, deed = self.cleaned_data["outcome"], self.cleaned_data["deed"]
        if deed == "drop":
            return actions.drop_promise(promise, reason=outcome, by=by)
        return actions.keep_promise(promise, outcome=outcome, tell=deed == "tell", by=by)


class TakeForm(PlainForm):
    """Mine, or a colleague's."""

    post = forms.TypedChoiceField(label=_("Giao cho"), coerce=int, widget=forms.Select, error_messages=CHOOSE)

    def __init__(self, posts: Iterable[Post], own: int | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"post": own})
        self.posts = {one.pk: one for one in posts}
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.holder_name) for key, one in self.posts.items()]

    def act(self, promise: Promise, by: Actor) -> None:
        actions.take_promise(promise, to=self.posts[self.cleaned_data["post"]], by=by)
