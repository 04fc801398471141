"""Support days as officials type them, and who came, in a few presses on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.dates import show_time, weekday_name
from xaso.desk.forms.calls import CHOOSE
from xaso.desk.forms.moves import line
from xaso.desk.forms.oneself import PlainForm
from xaso.desk.forms.people import day as day_typed
from xaso.outreach import actions
from xaso.outreach.models import SupportDay, Visit
from xaso.outreach.rules import HELPS, PARTNER, PLACE, Topic
from xaso.ui.controls import Control

MONDAY = date(2026, 1, 5)


def hour(label: Any) -> forms.TimeField:
    wrong = gettext_lazy("Xin ghi giờ như 07:30.")
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H"],
        help_text=gettext_lazy("Ví dụ 07:30."),
        widget=forms.TimeInput(format="%H:%M", attrs={"data-width": "w4"}),
        error_messages={"required": wrong, "invalid": wrong},
    )


class DayForm(PlainForm):
    """`like`: an earlier one, to copy from."""

    place = line(gettext_lazy("Ở đâu?"), hint=gettext_lazy("Ví dụ: nhà văn hóa ấp 5."), size=PLACE)
    day = day_typed(gettext_lazy("Ngày"))
    begins = hour(gettext_lazy("Từ"))
    ends = hour(gettext_lazy("Đến"))
    helps = line(
        gettext_lazy("Giúp việc gì?"),
        hint=gettext_lazy("Người dân đọc lời này. Ví dụ: cài ví điện tử, nộp hồ sơ trên mạng."),
        size=HELPS,
    )
    partner = line(gettext_lazy("Cùng với ai?"), required=False, size=PARTNER)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lặp lại vào"),
        help_text=gettext_lazy("Ngày xã nghỉ theo lịch thì không ghi."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )
    until = day_typed(gettext_lazy("Lặp lại đến hết ngày"), required=False)

    def __init__(self, like: SupportDay | None, data: Mapping[str, Any] | None = None) -> None:
        begun = {}
        if like is not None:
            begun = {name: getattr(like, name) for name in ("place", "helps", "partner")}
            begun |= {"begins": show_time(like.starts_at), "ends": show_time(like.ends_at)}
        super().__init__(data, initial=begun)
        field = self.fields["weekdays"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, weekday_name(MONDAY + timedelta(days=number))) for number in range(7)]

    def act(self, by: Actor) -> actions.Entered:
        return actions.enter_support_days(by=by, **self.cleaned_data)


class VisitForm(PlainForm):
    topic = forms.ChoiceField(
        label=gettext_lazy("Đã giúp việc gì?"), choices=Topic.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    finished = forms.ChoiceField(
        label=gettext_lazy("Xong chưa?"),
        choices=[("yes", gettext_lazy("Xong")), ("no", gettext_lazy("Chưa xong"))],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    phone = line(
        gettext_lazy("Số để nhắn hỏi một lần"), hint=gettext_lazy("Để trống thì có mã để đưa cho người ấy."),
        required=False, size=40,
    )  # fmt: skip
    agreed = forms.MultipleChoiceField(
        label=gettext_lazy("Đọc cho người ấy nghe"),
        choices=[("yes", gettext_lazy("Người ấy đồng ý"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid4()})
        self.fields["phone"].widget.attrs.update({"inputmode": "tel", "data-width": "w20"})
        self.fields["agreed"].help_text = actions.words_of_consent()

    def act(self, of: SupportDay, by: Actor) -> Visit:
        said = self.cleaned_data
        key: UUID = said["key"] or uuid4()
        return actions.note_visit(
            of,
            key=key,
            topic=said["topic"],
            finished=said["finished"] == "yes",
            phone=said["phone"],
            agreed=bool(said["agreed"]),
            by=by,
        )

    def hidden(self) -> list[Control]:
        return [Control("hidden", "key", "", value=str(self["key"].value() or ""))]
