"""Kinds of account, and what a code is."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from xaso.core.refused import Refused
from xaso.core.text import clean

CODE_LENGTH = 6
CODE_LIVES = timedelta(minutes=5)
MAX_WRONG = 3  # the third wrong code spends it

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class Kind(TextChoices):
    RESIDENT = "resident"
    OFFICIAL = "official"


def clean_username(text: str) -> str:
    """Lower case; letters without diacritics, digits, dot, dash. Raises Refused."""
    name = clean(text, max_length=40).lower()
    if not _USERNAME.fullmatch(name):
        raise Refused(_("Tên đăng nhập gồm 3 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối."), "username")
    return name


def typed_code(text: str) -> str:
    """The digits of what somebody typed: spaces and dashes from the message do no harm."""
    return "".join(letter for letter in text[:40] if letter in "0123456789")
