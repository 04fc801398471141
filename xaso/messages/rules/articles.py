"""News: how long it may be, what it is made of, and where it stands on a day."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from xaso.core.text import search_key

HEADLINE_LENGTH = 200
SUMMARY_LENGTH = 400
ARTICLE_LENGTH = 20_000
ASKED_WORDS = 12
_WORD = re.compile(r"[^\W_]+")


class Standing(TextChoices):
    DRAFT = "draft", gettext_lazy("Bản nháp")
    AHEAD = "ahead", gettext_lazy("Chờ đến ngày")
    SHOWN = "shown", gettext_lazy("Đang đăng")
    OVER = "over", gettext_lazy("Đã hết hạn")
    WITHDRAWN = "withdrawn", gettext_lazy("Đã rút")


def standing(*, published: bool, withdrawn: bool, first: date, last: date | None, today: date) -> Standing:
    """`last` is the last day on which it is shown."""
    if withdrawn:
        return Standing.WITHDRAWN
    if not published:
        return Standing.DRAFT
    if first > today:
        return Standing.AHEAD
    return Standing.OVER if last is not None and last < today else Standing.SHOWN


def paragraphs(body: str) -> list[str]:
    """What empty lines divide."""
    return [part.strip("\n") for part in re.split(r"\n{2,}", body) if part.strip()]


def searched_words(text: str) -> str:
    """All words of a text as people type them in a hurry, nothing between them: PostgreSQL takes 25/12/2026 for a path, 150.000
    for one number and xa.vn for a host, in which nobody finds a part."""
    return " ".join(_WORD.findall(search_key(text)))


def asked_words(text: str) -> str:
    """What was typed as PostgreSQL's full-text search reads it: every word, as a beginning, without diacritics. Empty when
    nothing of it is a word."""
    return " & ".join(f"{word}:*" for word in _WORD.findall(search_key(text))[:ASKED_WORDS])
