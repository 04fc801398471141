"""Vietnamese words on a page in another language: what the catalogue says, what people wrote, how places are called. A voice that
reads the page aloud has to change with them (WCAG 2.2, 3.1.2). On a Vietnamese page nothing is marked or looked at."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

HOME: Final = "vi"
_ACCENTED = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
# A syllable that bears no mark; one that ends in p, t, c, ch always bears a tone.
_PLAIN = re.compile(
    "(?:ngh?|nh|ch|gh?|gi|kh|ph|qu|th|tr|[bcdhklmnrstvx])?"
    "(?:[aeiouy]|a[iouy]|eo|i[au]|o[aei]|u[aiy]|oa[iy]|uya)(?:ng|nh|m|n)?",
    re.IGNORECASE,
)


def is_foreign() -> bool:
    """Whether the page being drawn is in another language than Vietnamese."""
    return get_language() != HOME


def vietnamese(text: object) -> str:
    """Words that are Vietnamese from end to end."""
    return format_html('<span lang="vi">{}</span>', text) if text and is_foreign() else str(text or "")


def told_apart(text: object) -> str:
    """A sentence in the page's language that may have Vietnamese words in it, or be all of it; which is seen from the letters."""
    words = str(text or "")
    if isinstance(text, SafeString) or not is_foreign() or not _ACCENTED.search(words):
        return text if isinstance(text, SafeString) else words
    cuts = stretches(words)
    edges = [0, *(edge for cut in cuts for edge in cut), len(words)]
    pieces = [(words[begin:end], nth % 2) for nth, (begin, end) in enumerate(pairwise(edges))]
    marked = format_html_join("", "{}", ((vietnamese(piece) if said else piece,) for piece, said in pieces))
    # Pieces of one sentence: buttons and links lay their children out side by side.
    return marked if cuts == [(0, len(words))] else format_html("<span>{}</span>", marked)


def stretches(text: str) -> list[tuple[int, int]]:
    """Where Vietnamese begins and ends in the text. Words without a mark belong to it between marked ones, after them when they
    could be Vietnamese, and on either side when they are names."""
    words = list(_WORD.finditer(text))
    marked = [bool(_ACCENTED.search(word.group())) for word in words]
    plain = [bool(_PLAIN.fullmatch(word.group())) for word in words]
    if any(marked) and all(one or other for one, other in zip(marked, plain, strict=True)):
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    here = 0
    while here < len(words):
        if not marked[here]:
            here += 1
            continue
        first = last = here
        while first and _is_name(words[first - 1]) and _touch(text, words[first - 1], words[first]):
            first -= 1
        while last + 1 < len(words) and (
            marked[last + 1]
            or (_touch(text, words[last], words[last + 1]) and (plain[last + 1] or _is_name(words[last + 1])))
        ):
            last += 1
        found.append((words[first].start(), words[last].end()))
        here = last + 1
    return found


def _is_name(word: re.Match[str]) -> bool:
    return word.group()[0].isupper()


def _touch(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] == " "
