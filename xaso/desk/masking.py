"""Identity numbers on a screen that others can see over one's shoulder."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"(?<!\d)(\d{3})[ .\-]?\d{3}[ .\-]?\d{3}[ .\-]?(\d{3})(?!\d)")


def masked(text: str) -> str:
    """093 ••• ••• 123 for every 12-digit number in the text."""
    return _NUMBER.sub(r"\1 ••• ••• \2", text)


def unmasked(typed: str, known: str) -> str:
    """What was meant by a box that showed `masked(known)`: the known text, unless somebody typed something else."""
    return known if typed.strip() == masked(known).strip() else typed
