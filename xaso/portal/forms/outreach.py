"""The code of a visit as people type it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.outreach.rules import CODE_DIGITS
from xaso.ui.controls import Control


def code_asked(typed: str, error: str) -> Control:
    return Control(
        "text",
        "ma",
        _("Sáu số cán bộ đưa ông/bà"),
        typed,
        hint=_("Ví dụ 482 719. Không có số này thì xin hỏi cán bộ đã giúp."),
        error=error,
        width="w12",
        inputmode="numeric",
    )


def code_typed(text: str) -> str:
    """Its digits alone; nothing for what cannot be one."""
    digits = "".join(letter for letter in text[:40] if letter.isascii() and letter.isdigit())
    return digits if len(digits) == CODE_DIGITS else ""
