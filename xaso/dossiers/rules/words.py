"""Words that must fit somewhere."""

from __future__ import annotations


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
