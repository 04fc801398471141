"""What is written about a breach."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.desk.forms.moves import line, words
from xaso.desk.forms.oneself import PlainForm
from xaso.privacy.actions import note_breach, open_breach
from xaso.privacy.models import Breach, BreachNote
from xaso.privacy.rules import NoteKind

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Words

MOMENTS = ("%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Hh %d/%m/%Y", "%Hh%M %d/%m/%Y", "%d/%m/%Y %Hh")


def moment(label: Words, *, required: bool = True) -> forms.DateTimeField:
    """An hour and a day on the wall clock of Vietnam, typed as people write them."""
    wrong = gettext_lazy("Xin ghi giờ và ngày như 07:30 25/11/2026.")
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=MOMENTS,
        help_text=gettext_lazy("Ví dụ 07:30 25/11/2026."),
        widget=forms.DateTimeInput(format=MOMENTS[0], attrs={"data-width": "w12"}),
        error_messages={"required": wrong, "invalid": wrong},
    )


class BreachForm(PlainForm):
    title = line(gettext_lazy("Gọi ngắn gọn là gì?"), hint=gettext_lazy("Ví dụ: Mất máy tính của một cửa."), size=200)
    found_at = moment(gettext_lazy("Phát hiện lúc"))
    happened_at = moment(gettext_lazy("Xảy ra lúc, nếu biết"), required=False)
    happened = words(gettext_lazy("Chuyện gì đã xảy ra?"))
    whose = words(
        gettext_lazy("Dữ liệu gì, của ai?"), hint=gettext_lazy("Loại dữ liệu và nhóm người, không ghi tên từng người.")
    )
    how_many = forms.IntegerField(
        label=gettext_lazy("Bao nhiêu người? (ước lượng)"),
        required=False,
        min_value=0,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "w4"}),
        error_messages={"invalid": gettext_lazy("Xin ghi bằng chữ số, hoặc để trống.")},
    )
    sensitive = forms.ChoiceField(
        label=gettext_lazy("Có dữ liệu sinh trắc hoặc vị trí không?"),
        help_text=gettext_lazy("Nếu có thì phải báo cho người bị ảnh hưởng, cũng trong 72 giờ."),
        choices=[("yes", gettext_lazy("Có")), ("no", gettext_lazy("Không"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Xin chọn có hoặc không.")},
    )
    measures = words(gettext_lazy("Đã làm gì, sẽ làm gì?"))

    def act(self, by: Actor) -> Breach:
        said: dict[str, Any] = dict(self.cleaned_data)
        said["sensitive"] = said["sensitive"] == "yes"
        return open_breach(by=by, **said)

    def clean_found_at(self) -> datetime:
        found: datetime = self.cleaned_data["found_at"]
        if found > clock.now():
            raise forms.ValidationError(_("Giờ phát hiện không thể ở tương lai."))
        return found


class NoteForm(PlainForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Ghi thêm việc gì?"),
        choices=NoteKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Xin chọn ghi việc gì."),
            "invalid_choice": gettext_lazy("Xin chọn ghi việc gì."),
        },
    )
    words = words(
        gettext_lazy("Nội dung"), hint=gettext_lazy("Gửi ai, bằng cách nào, số văn bản; hoặc biết thêm điều gì.")
    )

    def act(self, breach: Breach, by: Actor) -> BreachNote:
        return note_breach(breach, by=by, **self.cleaned_data)
