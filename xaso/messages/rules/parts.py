"""How many parts a text message is, and what that costs: GSM 03.38 carries 160 letters, or 153 in each of several parts; any
letter outside its alphabet (Vietnamese with diacritics, an emoji) makes the whole text UCS-2 with 70, or 67."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€")  # an escape and a letter: two places, never torn apart
_ONE_GSM, _EACH_GSM, _ONE_UCS, _EACH_UCS = 160, 153, 70, 67


@dataclass(frozen=True, slots=True)
class Parts:
    """`odd`: the letters that keep it out of the 7-bit alphabet, in the order they come, each once."""

    count: int
    wide: bool
    odd: str

    @property
    def emoji(self) -> str:
        """Those of them no Vietnamese text needs."""
        return "".join(letter for letter in self.odd if ord(letter) > 0x2000)


def parts(text: str) -> Parts:
    """Nothing at all is no part."""
    odd = "".join(dict.fromkeys(letter for letter in text if letter not in BASIC and letter not in EXTENDED))
    if odd:
        return Parts(len(split(text)), True, odd)
    return Parts(len(split(text)), False, "")


def split(text: str) -> list[str]:
    """The text of each part. Letters of two places (an emoji, an escaped one) are never torn apart."""
    wide = any(letter not in BASIC and letter not in EXTENDED for letter in text)
    sizes = [1 + (ord(letter) > 0xFFFF if wide else letter in EXTENDED) for letter in text]
    one, each = (_ONE_UCS, _EACH_UCS) if wide else (_ONE_GSM, _EACH_GSM)
    if sum(sizes) <= one:
        return [text] if text else []
    found, begins, room = [], 0, each
    for place, size in enumerate(sizes):
        if size > room:
            found.append(text[begins:place])
            begins, room = place, each
        room -= size
    return [*found, text[begins:]]


def most_parts(text: str) -> int:
    """No more than this, even when it goes along with other texts in one message."""
    wide = any(letter not in BASIC and letter not in EXTENDED for letter in text)
    size = sum(1 + (ord(letter) > 0xFFFF if wide else letter in EXTENDED) for letter in text) + 1
    each = (_EACH_UCS if wide else _EACH_GSM) - 1  # a letter of two places may leave one empty
    return -(-size // each)


def cost(text: str, *, receivers: int, price: int) -> int:
    """In đồng, for so many receivers at `price` đồng a part."""
    return parts(text).count * receivers * price


def plain(text: str) -> str:
    """Without diacritics, đ as d: most providers take Vietnamese only so, and it is a third of the parts."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
