"""Conversations with those who follow an official account: how long they may be answered, and the words by which they join
themselves to their account here, or leave it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from xaso.core.text import one_word, search_key
from xaso.messages.rules.notices import Scope

FREE_FOR: Final = timedelta(hours=48)  # after somebody's last word an answer costs nothing
OPEN_FOR: Final = timedelta(days=7)  # after that the network takes none
ANSWER_LENGTH: Final = 2000
HEARD_LENGTH: Final = 64 * 1024  # the door of the network lets no more in
CODE_LENGTH: Final = 8
CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another
CODE_LIVES: Final = timedelta(minutes=30)

_JOIN = re.compile(r"noi\s+([0-9a-z][0-9a-z\s.-]{6,14}[0-9a-z])[ .]*")
# Whole words as they are typed. In a conversation "dung" is more often "đúng" (that is right) than "dừng" (stop), and Huy is a
# name: there only what cannot be mistaken counts. Nobody is asked anything by text message, where DUNG is what people know.
LEAVING: Final = frozenset({"thoi noi", "thôi nối", "bo noi", "bỏ nối", "stop", "dừng", "dừng hết"})
STOPPING: Final = frozenset({"dung", "dừng", "stop", "huy", "hủy"})
RESUMING: Final = frozenset({"nhan lai", "nhận lại"})
_EVERYTHING: Final = frozenset({"het", "hết", "all"})


class Kind(TextChoices):
    """What somebody sent. Of what is no text only its kind is kept."""

    TEXT = "text", gettext_lazy("lời")
    PICTURE = "picture", gettext_lazy("ảnh")
    FILE = "file", gettext_lazy("tệp")
    TYPED = "typed", gettext_lazy("tự điền vào mẫu hỏi của Zalo")  # proves nothing: anybody may type any number
    OTHER = "other", gettext_lazy("nội dung khác")


class Said(TextChoices):
    """Where a remark stands: heard, or ours on its way."""

    HEARD = "heard", gettext_lazy("đã nhận")
    QUEUED = "queued", gettext_lazy("đang chờ gửi")
    SENDING = "sending", gettext_lazy("đang gửi")
    SENT = "sent", gettext_lazy("đã gửi")
    FAILED = "failed", gettext_lazy("không gửi được")


def closes_at(last_word: datetime | None) -> datetime | None:
    """Until when an answer is taken; nothing where nobody has said a word."""
    return last_word + OPEN_FOR if last_word else None


def is_free(last_word: datetime | None, now: datetime) -> bool:
    """Whether the network takes nothing for an answer."""
    return last_word is not None and now < last_word + FREE_FOR


def is_open(last_word: datetime | None, now: datetime) -> bool:
    return last_word is not None and now < last_word + OPEN_FOR


def code_in(text: str) -> str:
    """The code of "NOI 7K3M 9QX2", however it is spelled; empty for any other words."""
    found = _JOIN.fullmatch(search_key(text[:100]).strip())
    code = re.sub(r"[\s.-]", "", found[1]).upper() if found else ""
    return code if is_code(code) else ""


def is_code(text: str) -> bool:
    """A digit at least: letters alone are words that somebody says."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_LETTERS) and any(letter.isdigit() for letter in text)


def is_leaving(text: str) -> bool:
    return one_word(text[:100]) in LEAVING


def stop_in(text: str) -> Scope | None:
    """What somebody wants no more by text message: "DUNG" broadcasts, "DUNG HET" all but codes; nothing for any other words."""
    word, _space, more = one_word(text[:100]).partition(" ")
    if word not in STOPPING or (more and more not in _EVERYTHING):
        return None
    return Scope.ALL if more else Scope.BROADCAST


def is_resuming(text: str) -> bool:
    """ "NHAN LAI" by text message takes back whatever was stopped from the number."""
    return one_word(text[:100]) in RESUMING
