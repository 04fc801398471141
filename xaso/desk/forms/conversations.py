"""What is typed to answer somebody at Zalo, and the template of an account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.desk.forms.oneself import PlainForm
from xaso.messages.actions import answer_follower


class AnswerForm(PlainForm):
    text = forms.CharField(
        label=_("Trả lời"),
        help_text=_("Người dân đọc ở Zalo. Không ghi số định danh hay giấy tờ của ai."),
        widget=forms.Textarea,
        error_messages={"required": _("Xin ghi câu trả lời.")},
    )

    def act(self, follower: UUID, by: Actor) -> None:
        answer_follower(follower, text=self.cleaned_data["text"], by=by)
