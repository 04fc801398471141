"""The register of processing leaves no table out and says what the sweeps of each package do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.architecture.source import ROOT
from xaso.files.actions import KEEP_QUARANTINED
from xaso.hotline.actions.deliveries import KEPT_FOR as DELIVERIES_KEPT
from xaso.outreach.rules import NUMBER_KEPT
from xaso.privacy.rules import BY_KEY


def told(name: str) -> dict[str, tuple[str, str]]:
    lines = (ROOT / "tests" / "config" / name).read_text("utf-8").splitlines()
    cells = [line.split(maxsplit=2) for line in lines if not line.startswith(("#", "table"))]
    return {table: (kind, words) for table, kind, words in cells}


def test_each_walled_table_falls_under_a_record_or_says_why_not() -> None:
    """A new table with personal data needs its line in tests/config/records.txt, and a record that residents read."""
    lines = told("records.txt")
    assert sorted(lines) == sorted(table for table, (kind, _why) in told("rows.txt").items() if kind == "walled")
    assert {kind for kind, _words in lines.values()} == {"in", "not"}
    named = {key for kind, keys in lines.values() if kind == "in" for key in keys.split(", ")}
    assert named == set(BY_KEY)


@pytest.mark.parametrize(
    ("key", "kept"),
    [("quarantined", KEEP_QUARANTINED), ("deliveries", DELIVERIES_KEPT), ("visits", NUMBER_KEPT)],
)
def test_register_says_what_the_sweeps_of_other_packages_do(key: str, kept: timedelta) -> None:
    assert BY_KEY[key].keep.time == kept


def test_what_no_sweep_takes_says_so() -> None:
    assert {key for key, one in BY_KEY.items() if one.keep.time is None} == {
        "accounts",
        "civil_status",
        "claims",
        "ratings",
        "stops",
    }
