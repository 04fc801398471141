"""Consent for a child or a ward: whose, who answers for them, to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.dates import PartialDate, show_moment
from xaso.desk.forms.cards import CardForm
from xaso.desk.forms.moves import line
from xaso.desk.forms.oneself import PlainForm
from xaso.people.models import Consent, Person
from xaso.people.rules import ASKED, Purpose
from xaso.privacy.actions import Paper, agree_for_child
from xaso.privacy.rules import Answers
from xaso.ui.controls import Control, control_of

SEEN: Final = ("the", "quan-he", "ky")


class ChildForm(CardForm):
    number = line(
        gettext_lazy("Số định danh của trẻ, hoặc của người được giám hộ"),
        hint=gettext_lazy("Trên giấy khai sinh hoặc thẻ căn cước đang cầm."),
        size=40,
    )


class ConsentForm(PlainForm):
    child_full_name = line(gettext_lazy("Họ, chữ đệm, tên của trẻ"), size=200)
    child_born = line(
        gettext_lazy("Ngày sinh của trẻ"), hint=gettext_lazy("Ví dụ 17/11/2015."), required=False, size=40
    )
    guardian_full_name = line(gettext_lazy("Họ, chữ đệm, tên người đồng ý"), size=200)
    guardian_number = line(gettext_lazy("Số định danh người đồng ý"), size=40)
    answers_as = forms.ChoiceField(
        label=gettext_lazy("Người đồng ý là ai?"),
        choices=Answers.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Xin chọn người đồng ý là ai.")},
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Đồng ý những việc nào?"),
        help_text=gettext_lazy("Đọc từng lời cho người ấy nghe. Không đồng ý thì để trống."),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Xin chọn ít nhất một việc mà người ấy đồng ý.")},
    )
    child_agrees = forms.MultipleChoiceField(
        label=gettext_lazy("Trẻ từ đủ 7 tuổi"),
        choices=[("yes", gettext_lazy("Đã hỏi riêng cháu, cháu cũng đồng ý"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    papers_seen = forms.MultipleChoiceField(
        label=gettext_lazy("Đã xem, đã có"),
        choices=[
            (SEEN[0], gettext_lazy("Thẻ căn cước của người đồng ý; người ấy có mặt")),
            (SEEN[1], gettext_lazy("Giấy khai sinh, quyết định giám hộ hoặc quyết định của tòa án")),
            (SEEN[2], gettext_lazy("Giấy đồng ý đã ký, xã giữ")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chỉ ghi khi đã xem giấy tờ và có giấy đã ký. Xin xem rồi đánh dấu.")},
    )

    def __init__(self, known: Person | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["guardian_number"].widget.attrs.update({"inputmode": "numeric", "data-width": "w12"})
        self.fields["child_born"].widget.attrs.update({"data-width": "w12"})
        if known is not None:
            self.fields["child_full_name"].initial = known.full_name
            self.fields["child_born"].initial = PartialDate.parse(known.born).show() if known.born else ""

    def controls(self) -> list[Control]:
        """Each purpose stands with the words that are read out."""
        drawn = [replace(control_of(bound), optional=False) for bound in self.visible_fields()]
        return [replace(one, options=_with_words(one)) if one.name == "purposes" else one for one in drawn]

    def act(self, number: str, by: Actor) -> list[Consent]:
        said = self.cleaned_data
        return agree_for_child(
            Paper(number, said["child_full_name"], said["child_born"]),
            guardian=Paper(said["guardian_number"], said["guardian_full_name"]),
            answers_as=said["answers_as"],
            purposes=said["purposes"],
            child_agrees=bool(said["child_agrees"]),
            papers_seen=set(said["papers_seen"]) == set(SEEN),
            by=by,
        )


def _with_words(control: Control) -> tuple[Any, ...]:
    return tuple(replace(one, hint=str(ASKED[Purpose(one.value)].words)) for one in control.options)


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose that was agreed to, as it may be withdrawn."""

    key: str
    name: str
    since: str
    guardian: str


def standing_rows(found: Mapping[str, Consent]) -> list[Standing]:
    return [
        Standing(
            purpose.value, str(purpose.label), show_moment(one.given_at), one.guardian.full_name if one.guardian else ""
        )
        for purpose in Purpose
        if (one := found.get(purpose.value))
    ]
