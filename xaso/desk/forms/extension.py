"""More time for a request, once: how much, why, and until when that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.deadlines.queries import due_if_extended
from xaso.desk.forms.moves import MoveForm, words
from xaso.dossiers import actions
from xaso.dossiers.access import may_get
from xaso.dossiers.models import Dossier

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files


class ExtendForm(MoveForm):
    button = gettext_lazy("Gia hạn")
    done = gettext_lazy("Đã gia hạn. Lý do và hạn mới đã báo người yêu cầu.")
    amount = forms.IntegerField(
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w4"}),
        error_messages={
            "required": gettext_lazy("Xin ghi gia hạn bao nhiêu."),
            "invalid": gettext_lazy("Xin ghi một số."),
        },
    )
    reason = words(gettext_lazy("Lý do"), hint=gettext_lazy("Người dân đọc câu này."))

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        self.most = may_get(dossier)
        unit = dossier.clock.limit.unit.label if dossier.clock else ""
        self.fields["amount"].label = _("Thêm bao nhiêu %(unit)s") % {"unit": unit}
        self.fields["amount"].initial = self.most

    @property
    def lead(self) -> list[str]:
        legal = self.dossier.clock
        due = due_if_extended(legal, self.most, clock.now()) if legal and self.most else None
        if legal is None or legal.due_at is None or due is None:
            return []
        told = {"now": show_moment(legal.due_at), "most": self.most, "unit": legal.limit.unit.label}
        said = [
            _("Hạn bây giờ: %(now)s. Luật cho gia hạn một lần, nhiều nhất %(most)d %(unit)s.") % told,
            _("Gia hạn hết mức thì trả lời trước %(due)s.") % {"due": show_moment(due)},
        ]
        if not self.dossier.contact_phone and self.dossier.account_id is None:
            said.append(_("Người yêu cầu không để lại số điện thoại: xin báo lý do và hạn mới bằng giấy."))
        return said

    def act(self) -> object:
        said = self.cleaned_data
        return actions.extend_dossier(self.dossier, amount=said["amount"], reason=said["reason"], by=self.by)
