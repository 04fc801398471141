"""The roster, lines and answers, as officials type them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.desk.forms.breach import moment
from xaso.desk.forms.calls import CHOOSE
from xaso.desk.forms.moves import line
from xaso.desk.forms.oneself import PlainForm
from xaso.hotline import actions
from xaso.hotline.access import may_plan
from xaso.hotline.models import Answer, Duty, Line, Question
from xaso.offices.models import Office, Post

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files

ROSTER_BYTES = 2 * 1024 * 1024
YES_NO = [("yes", _("Có")), ("no", _("Không"))]


def choice(label: Any, *, widget: Any = forms.Select, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, widget=widget, error_messages=CHOOSE, **more)


class _OfPosts(PlainForm):
    """With people to choose from."""

    def __init__(self, posts: Iterable[Post], data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.posts = {one.pk: one for one in posts}
        for name in {"post", "keeper"} & self.fields.keys():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            named = [(key, f"{one.holder_name} · {one.title}") for key, one in self.posts.items()]
            field.choices = named


class DutyForm(_OfPosts):
    post = choice(_("Người trực"))
    starts_at = moment(_("Từ"))
    ends_at = moment(_("Đến"))
    phone = line(_("Số gọi được khi trực"), hint=_("Chỉ cán bộ xã thấy."), required=False, size=40)

    def act(self, to: Line, by: Actor) -> Duty:
        said = dict(self.cleaned_data)
        return actions.put_on_duty(to, post=self.posts[said.pop("post")], by=by, **said)


class HandOverForm(_OfPosts):
    post = choice(_("Giao ca cho"))
    at = moment(_("Từ lúc"), required=False)
    phone = line(_("Số gọi được của người nhận"), required=False, size=40)
    note = line(_("Người nhận cần biết gì?"), required=False, size=500)

    def act(self, duty: Duty, by: Actor) -> None:
        """At once by who draws the roster; all others ask."""
        said = dict(self.cleaned_data)
        does = actions.hand_duty_over if may_plan(by) else actions.ask_to_take
        does(duty, to=self.posts[said.pop("post")], by=by, **said)


class SwapForm(PlainForm):
    other = choice(_("Đổi với ca"))

    def __init__(self, others: Iterable[tuple[Duty, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        listed = list(others)
        self.others = {one.pk: one for one, _words in listed}
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, words) for one, words in listed]

    def act(self, duty: Duty, by: Actor) -> None:
        """At once by who draws the roster; all others ask."""
        does = actions.swap_duties if may_plan(by) else actions.ask_to_swap
        does(duty, other=self.others[self.cleaned_data["other"]], by=by)


class NoteForm(PlainForm):
    note = line(_("Ca sau cần biết gì?"), required=False, size=500)

    def act(self, duty: Duty, by: Actor) -> None:
        actions.leave_note(duty, note=self.cleaned_data["note"], by=by)


class RosterFileForm(PlainForm):
    file = forms.FileField(
        label=_("Tệp lịch trực (.xlsx hoặc CSV)"),
        help_text=_("Ba cột: Từ, Đến, Người trực; có thể thêm Điện thoại. Sai một dòng thì không dòng nào được ghi."),
        error_messages={
            "required": _("Xin chọn tệp."),
            "empty": _("Tệp trống, không có dòng nào."),
            "invalid": _("Xin chọn tệp."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Files | None = None) -> None:
        super().__init__(data, files)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > ROSTER_BYTES:
            raise forms.ValidationError(_("Tệp nặng quá 2 MB, không phải một lịch trực."))
        return sent

    def act(self, to: Line, by: Actor) -> int:
        return actions.import_roster(to, content=self.cleaned_data["file"].read(), by=by)


class _LineForm(_OfPosts):
    name = line(_("Tên đường dây"), hint=_("Ví dụ: Đường dây hỗ trợ xã Vị Thủy."), size=120)
    around_the_clock = forms.ChoiceField(
        label=_("Có người nghe cả ngày đêm không?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    names_people = forms.ChoiceField(
        label=_("Cho người dân biết tên người đang trực không?"),
        choices=YES_NO,
        initial="no",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    keeper = choice(_("Ai được báo khi lịch còn trống hoặc không ai nghe?"))
    keeper_phone = line(_("Số nhận tin của người ấy"), required=False, size=40)

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["keeper"] = self.posts[said["keeper"]]
        return said | {name: said[name] == "yes" for name in ("around_the_clock", "names_people")}


class LineForm(_LineForm):
    field_order = ("name", "number")
    number = line(_("Số điện thoại công khai"), size=40)

    def act(self, office: Office, by: Actor) -> Line:
        return actions.open_line(office, by=by, **self.said())


class ChangeLineForm(_LineForm):
    """The number stays: it hangs on walls."""

    @classmethod
    def of(cls, line: Line, posts: Iterable[Post], data: Mapping[str, Any] | None = None) -> ChangeLineForm:
        initial = {"name": line.name, "keeper": line.keeper_id, "keeper_phone": show_phone(line.keeper_phone)}
        initial |= {name: "yes" if getattr(line, name) else "no" for name in ("around_the_clock", "names_people")}
        return cls(posts, data, initial=initial)

    def change(self, line: Line, by: Actor) -> Line:
        return actions.change_line(line, by=by, **self.said())


class AnswerForm(PlainForm):
    title = line(_("Câu hỏi, như người dân hỏi"), size=200)
    body = forms.CharField(
        label=_("Câu trả lời"),
        help_text=_("Ngắn, đủ để nhắn tin: tối đa 600 chữ."),
        max_length=600,
        widget=forms.Textarea,
        error_messages={"required": _("Xin ghi câu trả lời."), "max_length": _("Dài quá 600 chữ. Xin ghi gọn lại.")},
    )
    also = line(_("Cách hỏi khác"), hint=_("Cách nhau bằng dấu chấm phẩy."), required=False, size=400)
    code = line(_("Mã thủ tục"), hint=_("Thủ tục đổi thì câu này hiện là cần xem lại."), required=False, size=40)

    def act(self, answer: Answer | None, by: Actor, question: Question | None = None) -> Answer:
        if answer is None:
            return actions.write_answer(by=by, question=question, **self.cleaned_data)
        return actions.revise_answer(answer, by=by, **self.cleaned_data)
