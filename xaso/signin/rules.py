"""Kinds of account, and what a code is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from xaso.core.dates import PartialDate
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Refused
from xaso.core.text import clean

CODE_LENGTH = 6
CODE_LIVES = timedelta(minutes=5)
MAX_WRONG = 3  # the third wrong code spends it
PHONE_RESTS = timedelta(days=90)  # decisions/0011: after that a number may be somebody else's
MOST_CLAIMS = 5  # numbers that one account may ever claim

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class Kind(TextChoices):
    RESIDENT = "resident"
    OFFICIAL = "official"


def phone_rested(seen_at: datetime, now: datetime) -> bool:
    """So long without a sign-in by this phone that its number may have a new holder."""
    return now - seen_at > PHONE_RESTS


def clean_username(text: str) -> str:
    """Lower case; letters without diacritics, digits, dot, dash. Raises Refused."""
    name = clean(text, max_length=40).lower()
    if not _USERNAME.fullmatch(name):
        raise Refused(_("Tên đăng nhập gồm 3 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối."), "username")
    return name


def typed_code(text: str) -> str:
    """The digits of what somebody typed: spaces and dashes from the message do no harm."""
    return "".join(letter for letter in text[:40] if letter in "0123456789")


@dataclass(frozen=True, slots=True)
class Claims:
    """What is kept of what an issuer says. Nothing of it but the subject proves anything here."""

    subject: str
    national_id: str = ""
    full_name: str = ""
    birth_date: str = ""
    phone: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any], names: Mapping[str, str]) -> Claims:
        """From an issuer's answer, by the issuer's own `names`. What can't be what it says to be is left out; raises Refused
        only for a subject that can't be one."""
        subject = said.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
            raise Refused(_("Nơi cấp định danh không nói rõ ông/bà là ai."), "subject")
        kept = {field: _cleaned(parse, said.get(names.get(field, field))) for field, parse in _CLAIMS.items()}
        return cls(subject=subject, **kept)

    @classmethod
    def from_text(cls, text: str) -> Claims:
        return cls(**json.loads(text))

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def _cleaned(parse: Callable[[str], str], value: object) -> str:
    try:
        return parse(value) if isinstance(value, str) and value and len(value) <= 500 else ""
    except Refused:
        return ""


_CLAIMS: dict[str, Callable[[str], str]] = {
    "national_id": lambda text: CitizenId.parse(text).digits,
    "full_name": lambda text: clean(text, max_length=100),
    "birth_date": lambda text: PartialDate.parse(text).iso,
    "phone": parse_phone,
}
