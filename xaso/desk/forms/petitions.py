"""What an official does with a report: gives it to somebody, answers, sends it elsewhere, says what the public reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xaso.core.actor import Actor
from xaso.desk.forms.calls import CHOOSE
from xaso.desk.forms.moves import line, words
from xaso.desk.forms.oneself import PlainForm
from xaso.offices.models import Post
from xaso.petitions import actions
from xaso.petitions.models import Petition, Photo


class AssignForm(PlainForm):
    prefix = "giao"
    post = forms.TypedChoiceField(label=_("Giao cho"), coerce=int, widget=forms.Select, error_messages=CHOOSE)
    note = line(_("Dặn thêm"), hint=_("Chỉ cán bộ đọc."), required=False, size=500)

    def __init__(self, posts: Iterable[Post], own: int | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"post": own})
        self.posts = {one.pk: one for one in posts}
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, f"{one.holder_name} · {one.title}") for key, one in self.posts.items()]

    def act(self, petition: Petition, by: Actor) -> Petition:
        to = self.posts[self.cleaned_data["post"]]
        return actions.assign_petition(petition, to=to, note=self.cleaned_data["note"], by=by)


class AskForm(PlainForm):
    prefix = "hoi"
    question = line(
        _("Hỏi người gửi điều gì?"),
        hint=_("Người gửi trả lời trên trang riêng của họ. Hạn tạm dừng đến lúc đó."),
        size=500,
    )

    def act(self, petition: Petition, by: Actor) -> Petition:
        return actions.ask_reporter(petition, question=self.cleaned_data["question"], by=by)


class AnswerForm(PlainForm):
    prefix = "tra-loi"
    outcome = forms.ChoiceField(
        label=_("Trả lời hay chuyển nơi khác?"),
        choices=[("answer", _("Xã đã làm, trả lời")), ("refuse", _("Không thuộc việc của xã"))],
        initial="answer",
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    answer = words(
        _("Lời trả lời"),
        hint=_("Người gửi nhận tin nhắn. Phản ánh đã công khai thì mọi người cũng đọc: xin không ghi tên, số của ai."),
    )
    note = line(_("Ghi riêng cho xã"), required=False, size=500)

    def act(self, petition: Petition, by: Actor) -> Petition:
        said, note = self.cleaned_data["answer"], self.cleaned_data["note"]
        if self.cleaned_data["outcome"] == "refuse":
            return actions.refuse_petition(petition, reason=said, note=note, by=by)
        return actions.answer_petition(petition, answer=said, note=note, by=by)


class ReleaseForm(PlainForm):
    prefix = "cong-khai"
    words = words(_("Lời mọi người sẽ đọc"), hint=_("Bỏ tên, số điện thoại, biển số xe, lời nói về một người."))
    photos = forms.TypedMultipleChoiceField(
        label=_("Ảnh mọi người sẽ xem"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )

    def __init__(self, petition: Petition, photos: Iterable[Photo], data: Mapping[str, Any] | None = None) -> None:
        photos = list(photos)
        chosen = [one.pk for one in photos if one.released_at]
        super().__init__(data, initial={"words": petition.public_words or petition.words, "photos": chosen})
        field = self.fields["photos"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.pk, f"{place}. {one.file.name}") for place, one in enumerate(photos, start=1)]
        if not photos:
            del self.fields["photos"]

    def act(self, petition: Petition, by: Actor) -> Petition:
        chosen = self.cleaned_data.get("photos", [])
        return actions.release_petition(petition, words=self.cleaned_data["words"], photos=chosen, by=by)
