"""What a resident says of a report, and the report told back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.refused import Invalid
from xaso.core.text import normalise
from xaso.offices.models import Office
from xaso.petitions.actions import send_petition
from xaso.petitions.models import Petition, Photo
from xaso.petitions.queries import PublicPetition
from xaso.petitions.rules import PHOTOS, Category, State
from xaso.portal.forms.papers import Card, ShownFile
from xaso.portal.forms.told import Step
from xaso.ui.controls import Control, control_of

MISSING = {"required": gettext_lazy("Xin chọn phản ánh về việc gì."), "invalid_choice": gettext_lazy("Xin chọn lại.")}
KINDS = {
    State.SENT: ("", "clock"),
    State.WORKING: ("", "pen"),
    State.ASKED: ("wait", "clock"),
    State.ANSWERED: ("", "ok"),
    State.REFUSED: ("off", "turn"),
}


class PetitionForm(forms.Form):
    """Lengths and spelling are judged by the action, which names each box."""

    category = forms.ChoiceField(
        label=gettext_lazy("Ông/bà phản ánh việc gì?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )
    hamlet = forms.TypedChoiceField(
        label=gettext_lazy("Ở ấp nào?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select,
        error_messages=MISSING,
    )
    place = forms.CharField(
        label=gettext_lazy("Chỗ nào, gần đâu?"),
        help_text=gettext_lazy("Ví dụ: cầu kênh 9, trước trường tiểu học."),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Ông/bà thấy điều gì?"),
        help_text=gettext_lazy("Chỉ cán bộ đọc lời này. Xã không đưa lên mạng tên, số điện thoại của ai."),
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Xin ghi ông/bà thấy điều gì.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại để xã báo lại"),
        help_text=gettext_lazy("Để trống thì ông/bà xem câu trả lời bằng đường dẫn ở trang sau."),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "data-width": "w20"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Tên ông/bà"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, hamlets: Iterable[tuple[int, str]], data: Mapping[str, Any] | None = None, **facts: Any) -> None:
        typed = None if data is None else {name: normalise(text) for name, text in data.items()}
        super().__init__(typed, initial={"key": uuid4(), **facts})
        field = self.fields["hamlet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Không rõ ấp nào")), *hamlets]

    def act(self, office: Office, by: Actor) -> Petition:
        """Raises Invalid, with its sentences beside the boxes already."""
        said = dict(self.cleaned_data)
        said["key"] = said["key"] or uuid4()
        try:
            return send_petition(office, by=by, **said)
        except Invalid as refusal:
            for name, sentence in refusal.errors.items():
                self.add_error(name if name in self.fields else None, sentence)
            raise

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        """(where it leads, sentence)."""
        own = [("noi-dung", str(error)) for error in self.non_field_errors()]
        return own + [(one.target, one.error) for one in self.controls() if one.error]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the public list or of one's own."""

    url: str
    title: str
    place: str
    state: str
    kind: str
    mark: str
    age: str
    number: str


def listed(one: PublicPetition) -> Listed:
    return Listed(
        url=reverse("portal:petition", args=[one.number]),
        title=one.label,
        place=one.hamlet,
        state=str(one.state.label),
        kind=KINDS[one.state][0],
        mark=KINDS[one.state][1],
        age=age_words(one.age(clock.today())),
        number=one.number,
    )


def mine(one: Petition) -> Listed:
    state = State(one.state)
    return Listed(
        url=reverse("portal:petition-mine", args=[one.token]),
        title=str(Category(one.category).label),
        place=one.place,
        state=str(state.label),
        kind=KINDS[state][0],
        mark=KINDS[state][1],
        age=show_moment(one.sent_at),
        number=one.number,
    )


def age_words(days: int) -> str:
    return _("trong ngày") if days <= 0 else ngettext("%(days)d ngày", "%(days)d ngày", days) % {"days": days}


def steps(one: Petition | PublicPetition, *, answer: str) -> list[Step]:
    """The road of a report, for the timeline."""
    state = State(one.state)
    begun = state is not State.SENT
    road = [Step("done", "ok", _("Xã đã nhận"), show_moment(one.sent_at))]
    if state == State.ASKED:
        road.append(Step("now", "pen", _("Xã hỏi thêm người gửi")))
        road.append(Step("next", "mail", _("Xã trả lời")))
        return road
    if state in (State.SENT, State.WORKING):
        road.append(Step("now", "pen", _("Cán bộ đang xử lý") if begun else _("Chờ giao cho cán bộ")))
        road.append(Step("next", "mail", _("Xã trả lời"), _("trước %(due)s") % {"due": show_moment(one.due_at)}))
        return road
    said = _("Xã đã trả lời") if state is State.ANSWERED else _("Việc này không thuộc xã")
    road.append(Step("done", "ok", said, show_moment(one.ended_at) if one.ended_at else "", answer))
    return road


def photo_card(petition: Petition, photos: Sequence[Photo], error: str = "") -> Card:
    """The pictures that came, and where the next one goes: sent in pieces where there is a script."""
    token = petition.token
    return Card(
        key="anh",
        name=_("Ảnh chỗ phản ánh"),
        begin=reverse("portal:petition-upload", args=[token]),
        action=reverse("portal:petition-attach", args=[token]),
        required=False,
        hint=_("Nhiều nhất %(most)d ảnh. Mạng đứt thì lời phản ánh vẫn còn, ảnh gửi lại sau được.") % {"most": PHOTOS},
        error=error,
        pages=len(photos),
        files=[
            ShownFile(
                name=photo.file.name,
                url=reverse("portal:petition-photo", args=[token, photo.pk]) + "?w=1600",
                thumb=reverse("portal:petition-photo", args=[token, photo.pk]) + "?w=240",
                remove=reverse("portal:petition-detach", args=[token, photo.pk]),
            )
            for photo in photos
        ],
    )
