"""What docs/security.md and docs/asvs.md name is there: a promise whose test was renamed or removed is no promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = re.compile(r"`((?:tests|xaso|config|docs)/[\w/.-]+?)(?:::(\w+))?`")


@pytest.mark.parametrize("document", ["security.md", "asvs.md"])
def test_every_place_and_test_that_is_named_exists(document: str) -> None:
    named = PLACE.findall((ROOT / "docs" / document).read_text("utf-8"))
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists() or (test and f"def {test}(" not in (ROOT / path).read_text("utf-8"))
    ]
    assert len(named) > 20
    assert missing == []
