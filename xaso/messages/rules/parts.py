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
EXTENDED: Final = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two places, never torn apart
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
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]  # a surrogate pair is never torn apart
        return Parts(_count(sizes, one=_ONE_UCS, each=_EACH_UCS), True, odd)
    return Parts(_count([1 + (letter in EXTENDED) for letter in text], one=_ONE_GSM, each=_EACH_GSM), False, "")


def _count(sizes: list[int], *, one: int, each: int) -> int:
    if sum(sizes) <= one:
        return int(bool(sizes))
    count, room = 1, each
    for size in sizes:
        if size > room:
            count, room = count + 1, each
        room -= size
    return count


def cost(text: str, *, receivers: int, price: int) -> int:
    """In đồng, for so many receivers at `price` đồng a part."""
    return parts(text).count * receivers * price


def plain(text: str) -> str:
    """Without diacritics, đ as d: most providers take Vietnamese only so, and it is a third of the parts."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
