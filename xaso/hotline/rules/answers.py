"""How long an answer is trusted, and when what was found is an answer at all."""

from __future__ import annotations

import re
from datetime import timedelta

REVIEWED_EVERY = timedelta(days=180)
GOOD_ENOUGH = 0.6  # of what was asked, by the rarity of its words
_NUMBER = re.compile(r"\d(?:[ .-]?\d){3,}")  # 093 188 001 234, 0912.345.678


def without_numbers(words: str) -> str:
    """A question as it may be kept: identity numbers and telephones are nobody's business in a list of questions."""
    return _NUMBER.sub("…", words)
