"""Asking what somebody thinks: one press, then a few words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.core.refused import Refused
from xaso.core.text import whole_number
from xaso.hotline.actions import promise_to_unhappy
from xaso.hotline.queries import reach_of
from xaso.surveys.actions import add_words, rate
from xaso.surveys.models import Rating
from xaso.surveys.rules import WORDS
from xaso.ui.controls import Control


@dataclass(frozen=True, slots=True)
class After:
    """What is still open once somebody has pressed: their words; being called, for who was not happy."""

    words: Control | None
    may_be_called: bool
    is_called: bool


def after(rating: Rating, typed: str = "", error: str = "") -> After:
    hint = _("Xin đừng ghi tên, số điện thoại: không cán bộ nào biết ai đã đánh giá.")
    asked = Control(
        "long_text",
        "loi",
        _("Ông/bà muốn nói thêm điều gì với xã?"),
        typed,
        hint=hint,
        error=error,
        optional=True,
        max_length=WORDS,
    )
    return After(
        words=None if rating.comment else asked,
        may_be_called=rating.may_be_called and reach_of(rating) is not None,
        is_called=rating.call_asked_at is not None,
    )


def pressed(rating: Rating, data: QueryDict, by: Actor) -> str:
    """Does what one press on the page asks for. What is wrong with the words, in words; raises Refused for a mark that is
    none of the five."""
    if "goi-lai" in data:
        promise_to_unhappy(rating, by=by)
        return ""
    if "loi" not in data:
        rate(rating, score=whole_number(data.get("diem", "")), by=by)
        return ""
    try:
        add_words(rating, words=data.get("loi", ""), by=by)
    except Refused as refusal:
        return refusal.message
    return ""


def about(rating: Rating) -> str:
    """What it is about, and nothing personal: a link may be passed on."""
    told = {"day": show_date(clock.local(rating.asked_at).date()) if rating.asked_at else ""}
    if rating.subject_kind == "call":
        return _("Cuộc gọi của ông/bà đến xã, ngày %(day)s.") % told
    if rating.subject_kind == "petition":
        return _("Phản ánh của ông/bà, xã trả lời ngày %(day)s.") % told
    if rating.subject_kind == "visit":
        return _("Lần xã giúp ông/bà tại ngày hỗ trợ.")
    return _("Hồ sơ của ông/bà, xong ngày %(day)s.") % told
