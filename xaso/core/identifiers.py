"""Numbers that name people, phones and rows."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from uuid import UUID

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xaso.core.refused import Refused
from xaso.core.text import normalise


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, method 3 of its 6.2), so that new rows land at the end of their index, and two of one
    millisecond in their order."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (rest << 12) // 1_000_000 << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def random_token(size: int = 16) -> str:
    """Url-safe text carrying `size` random bytes; nobody guesses 16."""
    return secrets.token_urlsafe(size)


PROVINCES_OF_BIRTH = frozenset(
    f"{code:03d}"
    for code in (
        *(1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42),
        *(44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86),
        *(87, 89, 91, 92, 93, 94, 95, 96),
    )
)


@dataclass(frozen=True, slots=True)
class CitizenId:
    """The 12-digit personal number: 3 place of birth registration, 1 century and sex, 2 year, 6 random. No check digit."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> CitizenId:
        """Accepts spaces, dots and dashes between digits. Raises Refused with a sentence that says what to look for."""
        digits = "".join(letter for letter in normalise(text) if letter not in " .-\t\n")
        if not digits.isascii() or not digits.isdigit():
            raise Refused(_("Số định danh chỉ gồm chữ số. Xem ở mặt trước thẻ căn cước."), "citizen_id_letters")
        if len(digits) == 9:
            raise Refused(
                _("Đây là số chứng minh nhân dân cũ có 9 chữ số. Xin nhập số định danh 12 chữ số trên thẻ căn cước."),
                "citizen_id_old",
            )
        if len(digits) != 12:
            message = _("Số định danh có 12 chữ số; ông/bà mới nhập %(count)d. Xem ở mặt trước thẻ căn cước.")
            if len(digits) > 12:
                message = _(
                    "Số định danh có 12 chữ số; ông/bà nhập thừa, %(count)d chữ số. Xem ở mặt trước thẻ căn cước."
                )
            raise Refused(message % {"count": len(digits)}, "citizen_id_length")
        if digits[:3] not in PROVINCES_OF_BIRTH:
            raise Refused(
                _("Ba chữ số đầu %(start)s không phải mã tỉnh nào. Xem lại ở mặt trước thẻ căn cước.")
                % {"start": digits[:3]},
                "citizen_id_province",
            )
        return cls(digits)

    @property
    def province(self) -> str:
        """Code of the province of birth registration in the numbering of 63 provinces, e.g. 093."""
        return self.digits[:3]

    @property
    def sex(self) -> str:
        return "female" if int(self.digits[3]) % 2 else "male"

    @property
    def birth_year(self) -> int:
        return 1900 + int(self.digits[3]) // 2 * 100 + int(self.digits[4:6])

    @property
    def masked(self) -> str:
        return f"{self.digits[:3]} ••• ••• {self.digits[9:]}"

    def show(self) -> str:
        return " ".join(self.digits[start : start + 3] for start in range(0, 12, 3))


def parse_phone(text: str) -> str:
    """A Vietnamese number people can be called on, as E.164. Raises Refused with what to do."""
    written = "".join(letter for letter in normalise(text) if letter.isdigit() or letter == "+")
    digits = sum(letter.isdigit() for letter in written)
    try:
        number = phonenumbers.parse(written, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.country_code != 84 or not phonenumbers.is_valid_number(number):
        raise Refused(
            ngettext(
                "Số điện thoại này chưa đúng: ông/bà nhập %(count)d chữ số. Số di động có 10 chữ số, bắt đầu bằng 0.",
                "Số điện thoại này chưa đúng: ông/bà nhập %(count)d chữ số. Số di động có 10 chữ số, bắt đầu bằng 0.",
                digits,
            )
            % {"count": digits},
            "phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """0912 345 678, as people read it out."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164, "VN")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


_TWELVE = re.compile(r"(?<!\d)(\d{3})[ .\-]?\d{3}[ .\-]?\d{3}[ .\-]?(\d{3})(?!\d)")


def masked(text: str) -> str:
    """093 ••• ••• 123 for every 12-digit number in the text: what may stand on a screen that others look at."""
    return _TWELVE.sub(r"\1 ••• ••• \2", text)


def masked_phone(e164: str) -> str:
    """••• ••• 678: what may stand in a list, where the whole number stands a press behind it."""
    return f"••• ••• {e164[-3:]}" if e164 else ""


def unmasked(typed: str, known: str) -> str:
    """What was meant by a box that showed `masked(known)`: the known text, unless somebody typed something else."""
    return known if typed.strip() == masked(known).strip() else typed
