"""Vietnamese text: one spelling inside, many outside."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from xaso.core.refused import Refused

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
# Open oa, oe, uy at the end of a syllable: the tone belongs on the first vowel (Hòa, not Hoà), except after q.
_LATE_TONE = re.compile(r"(?<![qQ])([oO])([aAeE])([\u0300\u0301\u0303\u0309\u0323])(?![^\W\d_]|[\u0300-\u036f])")
_LATE_TONE_UY = re.compile(r"(?<![qQ])([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])(?![^\W\d_]|[\u0300-\u036f])")


FORGOTTEN = "(đã xóa)"  # stands where a person's words were, when they were erased or past their time


def normalise(text: str) -> str:
    """NFC without NUL, control characters, lone surrogates and invisible characters. Keeps newlines and tabs as they are."""
    text = _SURROGATE.sub("", text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


def _bounded(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise Refused(
            _("Phần này dài %(length)d chữ, chỉ ghi được %(max)d. Xin viết ngắn lại.")
            % {"length": len(text), "max": max_length},
            "too_long",
        )
    return text


def clean(text: str, *, max_length: int) -> str:
    """One line of outside text made fit to store. Raises Refused when longer than `max_length` characters."""
    return _bounded(_SPACES.sub(" ", normalise(text).replace("\n", " ")).strip(), max_length)


def clean_lines(text: str, *, max_length: int) -> str:
    """Like `clean`, keeping line breaks."""
    lines = (_SPACES.sub(" ", line).strip() for line in normalise(text).split("\n"))
    return _bounded("\n".join(lines).strip(), max_length)


def whole_number(text: str, *, digits: int = 9) -> int:
    """The number that so many digits at most say; 0 for anything else ("²" is a digit, but no number)."""
    return int(text) if text.isdecimal() and len(text) <= digits else 0


def search_key(text: str) -> str:
    """Lower case, no diacritics, đ as d, single spaces: what people type when in a hurry."""
    decomposed = unicodedata.normalize("NFD", normalise(text).lower().replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())


def one_word(text: str) -> str:
    """What somebody typed, spelled one way and in lower case, without what ends a sentence; the diacritics stay."""
    return " ".join(tone_canonical(normalise(text)).lower().split()).strip(" .!")


def tone_canonical(text: str) -> str:
    """Hoà → Hòa, Thuỷ → Thủy; Quý, hoàng, toàn stay. The national list of 2025 spells so, older lists do not."""
    decomposed = unicodedata.normalize("NFD", text)
    decomposed = _LATE_TONE.sub(r"\1\3\2", decomposed)
    decomposed = _LATE_TONE_UY.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", decomposed)


def name_sort_key(full_name: str) -> str:
    """Key that sorts people as Vietnamese lists do: given name first, then the rest, in dictionary order of the letters."""
    words = normalise(full_name).lower().split()
    return " ".join(_letters(word) for word in [*words[-1:], *words[:-1]])


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, start=10)}
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def _letters(word: str) -> str:
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in parts if mark in _TONES), "")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_ORDER.get(base, "00"))
        tones.append(_TONE_ORDER.get(tone, "0"))
    return "".join(letters) + "." + "".join(tones)


def initials(full_name: str) -> str:
    """The two letters on a person's round badge: middle and given name."""
    words = full_name.split()
    return "".join(word[0] for word in words[-2:]).upper()


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut between words, with a sign that something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{(cut.rsplit(' ', 1)[0] if ' ' in cut else cut).rstrip(',;:.– ')}…"


def sentence(text: str, length: int) -> str:
    """The same, ending as a sentence does."""
    short = shorten(text, length)
    return short if not short or short[-1] in ".…?" else f"{short}."
