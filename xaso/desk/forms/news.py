"""What is typed to write, correct or withdraw an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.desk.forms.moves import line
from xaso.desk.forms.people import day
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.messages.actions import (
    Copy,
    circulate_article,
    correct_article,
    link_account,
    revise_article,
    write_article,
)
from xaso.messages.models import Article, OfficialAccount
from xaso.messages.rules import ARTICLE_LENGTH, HEADLINE_LENGTH, SUMMARY_LENGTH
from xaso.ui.controls import Control, control_of

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files, Words


def _lines(label: Words, *, hint: Words, size: int, rows: int = 4) -> forms.CharField:
    missing = {"required": _("Xin ghi mục này."), "max_length": _("Dài quá. Xin ghi gọn lại.")}
    widget = forms.Textarea(attrs={"data-rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=size, widget=widget, error_messages=missing)


class _Form(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=1_000_000)

    def refuse(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, Invalid) else {}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not errors:
            self.add_error(None, refusal.message)

    def controls(self) -> list[Control]:
        return [replace(control_of(bound), optional=not bound.field.required) for bound in self]

    def error_list(self) -> list[tuple[str, str]]:
        general = [("#noi-dung", str(error)) for error in self.non_field_errors()]
        return general + [(one.target, f"{one.label}: {one.error}") for one in self.controls() if one.error]


class ArticleForm(_Form):
    """A draft, or with `why` the correction of what is public. `units`: where it may be shown."""

    title = line(_("Tên tin"), hint=_("Việc gì, cho ai. Ví dụ: Lịch tiêm chủng tháng 12 ở ấp 7."), size=HEADLINE_LENGTH)
    summary = _lines(
        _("Tóm tắt"),
        hint=_("Một hai câu: ai cần làm gì, khi nào, ở đâu. Hiện trong danh sách tin."),
        size=SUMMARY_LENGTH,
    )
    body = _lines(_("Nội dung"), hint=_("Lời thường. Để trống một dòng giữa hai đoạn."), size=ARTICLE_LENGTH, rows=12)
    picture = forms.FileField(label=_("Ảnh"), help_text=_("Một ảnh chụp. Tọa độ trong ảnh được bỏ đi."), required=False)
    picture_words = line(
        _("Ảnh cho thấy gì"),
        hint=_("Một câu cho người không nhìn được ảnh. Có ảnh thì phải ghi."),
        required=False,
        size=HEADLINE_LENGTH,
    )
    units = forms.TypedMultipleChoiceField(
        label=_("Đăng ở đâu"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Xin chọn ít nhất một nơi."), "invalid_choice": _("Xin chọn trong danh sách.")},
    )
    shown_from = day(_("Đăng từ ngày"), hint=_("Để trống: ngay khi bấm Đăng."), required=False)
    shown_to = day(_("Đến hết ngày"), hint=_("Để trống: không có ngày cuối."), required=False)
    why = line(_("Vì sao đính chính"), hint=_("Người dân đọc câu này dưới tin."))

    def __init__(
        self,
        units: Mapping[int, str],
        article: Article | None,
        data: Mapping[str, Any] | None = None,
        files: Files | None = None,
    ) -> None:
        super().__init__(data, files, initial=_known(article, units))
        self.article = article
        field = self.fields["units"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(units.items())
        if len(units) == 1:
            del self.fields["units"]
        if article is None or article.published_at is None:
            del self.fields["why"]
        elif article.shown_from <= clock.today():  # begun: its first day stays
            del self.fields["shown_from"]
        if article is not None and article.picture_id:
            self.fields["picture"].help_text = _("Đã có ảnh. Chọn ảnh khác để thay.")

    def act(self, by: Actor) -> Article:
        """Stores the picture, then writes, revises or corrects. Raises Refused."""
        said = self.cleaned_data
        copy = Copy(
            title=said["title"],
            summary=said["summary"],
            body=said["body"],
            picture=self._picture(by),
            picture_words=said["picture_words"],
            units=said.get("units", ()),
            shown_from=said.get("shown_from"),
            shown_to=said["shown_to"],
        )
        if self.article is None:
            return write_article(copy=copy, by=by)
        revision = said["revision"] or 0
        if self.article.published_at is None:
            revise_article(self.article, copy=copy, revision=revision, by=by)
        else:
            correct_article(self.article, copy=copy, why=said["why"], revision=revision, by=by)
        return self.article

    def _picture(self, by: Actor) -> StoredFile | None:
        sent = self.cleaned_data["picture"]
        if not isinstance(sent, UploadedFile):
            return None
        try:
            return store_file(owner=owner_key(by), name=sent.name or "", content=sent.read(), by=by)
        except Refused as refusal:
            raise Invalid({"picture": refusal.message}) from refusal


def _known(article: Article | None, units: Mapping[int, str]) -> dict[str, Any]:
    if article is None:
        return {"units": list(units)[:1]}
    names = ("title", "summary", "body", "picture_words", "shown_from", "shown_to", "revision")
    return {name: getattr(article, name) for name in names} | {
        "units": list(article.places.values_list("unit", flat=True))
    }


class SpreadForm(_Form):
    """Through which official accounts an article is sent; all of them unless somebody unticks some."""

    accounts = forms.TypedMultipleChoiceField(
        label=_("Gửi qua tài khoản nào"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Xin chọn ít nhất một tài khoản."),
            "invalid_choice": _("Xin chọn trong danh sách."),
        },
    )

    def __init__(self, accounts: Sequence[OfficialAccount], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"accounts": [one.pk for one in accounts]})
        field = self.fields["accounts"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(one.pk, one.name) for one in accounts]

    def act(self, article: Article, by: Actor) -> int:
        return circulate_article(article, accounts=self.cleaned_data["accounts"], by=by)


class WithdrawForm(_Form):
    why = line(_("Vì sao rút"), hint=_("Người dân còn giữ đường dẫn của tin đọc câu này."))


class AccountForm(_Form):
    """An official account at Zalo. The token is used up by the press and never shown again."""

    network_id = line(_("Số của tài khoản (OA ID)"), hint=_("Dãy chữ số, ở trang quản lý tài khoản của Zalo."), size=40)
    name = line(_("Tên tài khoản"), hint=_("Ví dụ: UBND xã Vị Thủy."), size=120)
    renewal = forms.CharField(
        label=_("Mã gia hạn (refresh token)"),
        help_text=_("Lấy ở trang của Zalo sau khi cấp quyền. Dùng một lần; máy đổi ngay lấy mã mới và giữ kín."),
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Xin ghi mục này."), "max_length": _("Dài quá. Xin ghi gọn lại.")},
    )

    def act(self, by: Actor) -> OfficialAccount:
        said = self.cleaned_data
        return link_account(network_id=said["network_id"], name=said["name"], renewal=said["renewal"], by=by)
