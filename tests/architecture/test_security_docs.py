"""What docs/security.md and docs/asvs.md name is there: a promise whose test was renamed or removed is no promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xaso.signin.rules import CODE_LIVES

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = re.compile(r"`((?:tests|xaso|config|docs)/[\w/.-]+?|pyproject\.toml)(?:::(\w+))?`")
PLACE_OR_ANOTHER_TEST_THERE = re.compile(rf"{PLACE.pattern}|`::(\w+)`")


def places(text: str) -> list[tuple[str, str]]:
    """Each place with the test that is named in it; `::test_b` is one more of the file named last before it."""
    found: list[tuple[str, str]] = []
    for path, test, another in PLACE_OR_ANOTHER_TEST_THERE.findall(text):
        found.append((path or (found[-1][0] if found else ""), test or another))
    return found


@pytest.mark.parametrize("document", ["security.md", "privacy.md", "asvs.md"])
def test_every_place_and_test_that_is_named_exists(document: str) -> None:
    named = places((ROOT / "docs" / document).read_text("utf-8"))
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists() or (test and f"def {test}(" not in (ROOT / path).read_text("utf-8"))
    ]
    assert len(named) > 20
    assert missing == []


def test_test_named_without_its_file_is_looked_for_in_the_file_before_it() -> None:
    assert places("`tests/a.py::test_one`, `::test_two` | `docs/b.md`, `::test_three`") == [
        ("tests/a.py", "test_one"),
        ("tests/a.py", "test_two"),
        ("docs/b.md", ""),
        ("docs/b.md", "test_three"),
    ]


def test_every_promise_names_its_test_and_every_yes_its_place() -> None:
    promised = [
        line
        for document in ("security.md", "privacy.md")
        for line in (ROOT / "docs" / document).read_text("utf-8").split("## Cryptography", 1)[0].splitlines()
        if line.startswith("| ") and not line.startswith(("| promise", "|---"))
    ]
    held = [line for line in (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines() if "| yes |" in line]
    assert (len(promised) > 60, len(held) > 150) == (True, True)
    assert [line for line in promised + held if not PLACE.search(line) and "| the same" not in line] == []


def test_every_limit_stands_in_the_operators_guide() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    named = {
        name for path in ROOT.glob("xaso/**/*.py") for name in re.findall(r'Limit\("(\w+)"', path.read_text("utf-8"))
    }
    assert len(named) > 10
    assert {name for name in named if f"`{name}`" not in guide} == set()


def test_code_lives_as_long_as_the_promise_and_the_guide_say() -> None:
    minutes = {5: "five", 10: "ten"}[int(CODE_LIVES.total_seconds() // 60)]
    promise, guide = ((ROOT / "docs" / name).read_text("utf-8") for name in ("security.md", "operating.md"))
    assert f"A code works once, for {minutes} minutes, in the browser" in promise
    assert f"a code sent to the phone ({minutes} minutes, three tries, once)" in guide


def numbers(cell: str) -> set[str]:
    """Of requirements: `1.2.3, 4.5.6–4.5.8` are four."""
    found = set(re.findall(r"\d+\.\d+\.\d+", cell))
    for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)–\1\.(\d+)", cell):
        found |= {f"{section}.{at}" for at in range(int(first), int(last) + 1)}
    return found


def test_what_is_not_wholly_held_stands_in_the_list_at_the_end() -> None:
    table, _heading, rest = (ROOT / "docs" / "asvs.md").read_text("utf-8").partition("## Not met")
    rows = [line.split("|")[1:5] for line in table.splitlines() if re.match(r"\| \d", line)]
    not_held = set().union(*(numbers(cell) for cell, _asked, held, _where in rows if held.strip() in ("partly", "no")))
    listed = set().union(*(numbers(line.split("|")[1]) for line in rest.splitlines() if re.match(r"\| \d", line)))
    assert {held.strip() for _cell, _asked, held, _where in rows} == {"yes", "partly", "no", "–"}
    assert listed == not_held
