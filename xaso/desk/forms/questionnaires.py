"""What is typed to ask everybody something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.desk.forms.moves import line
from xaso.desk.forms.oneself import PlainForm
from xaso.desk.forms.people import day
from xaso.surveys.actions import Paper, revise_questionnaire, write_questionnaire
from xaso.surveys.models import Questionnaire
from xaso.surveys.rules.questionnaires import TEXT_LENGTH, TITLE_LENGTH


class QuestionnaireForm(PlainForm):
    title = line(_("Tên phiếu hỏi"), hint=_("Hỏi về việc gì. Ví dụ: Giờ tiếp dân buổi chiều."), size=TITLE_LENGTH)
    text = forms.CharField(
        label=_("Các câu hỏi"),
        help_text=_(
            "Mỗi câu một đoạn, giữa hai đoạn để trống một dòng. Lựa chọn ghi ở dòng dưới câu hỏi, sau dấu gạch (-). "
            "Cần một con số thì ghi (số) ở dòng dưới. Không ghi gì bên dưới: người dân viết lời. Xin đừng hỏi tên, số điện thoại."
        ),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"data-rows": "20"}),  # ten questions with their choices
        error_messages={"required": _("Xin ghi mục này."), "max_length": _("Dài quá. Xin ghi gọn lại.")},
    )
    opens_on = day(_("Mở từ ngày"))
    closes_on = day(_("Đến hết ngày"))

    def __init__(self, known: Questionnaire | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=_initial(known))
        self.known = known

    def act(self, by: Actor) -> Questionnaire:
        """Writes or revises the draft. Raises Refused."""
        said = self.cleaned_data
        paper = Paper(said["title"], said["text"], said["opens_on"], said["closes_on"])
        if self.known is None:
            return write_questionnaire(paper, by=by)
        revise_questionnaire(self.known, paper=paper, by=by)
        return self.known


def _initial(known: Questionnaire | None) -> dict[str, Any]:
    if known is None:
        return {}
    days = {name: show_date(getattr(known, name)) for name in ("opens_on", "closes_on")}
    return {"title": known.title, "text": known.text} | days
