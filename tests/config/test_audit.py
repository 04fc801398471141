"""A licence nobody looked at fails the audit; a check that could not be made is named and not passed."""

from __future__ import annotations

from typing import Any

import pytest

from config.commands.audit import UNREACHED, strange_licences, verdict, vulnerabilities


def package(name: str, *licences: str) -> dict[str, Any]:
    return {"name": name, "licenses": [{"license": {"name": text}} for text in licences]}


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "Apache-2.0 OR BSD-3-Clause",
        "GPL-3.0-only OR MIT",
        "MIT AND PSF-2.0",
        "License :: OSI Approved :: BSD License",
    ],
)
def test_licence_that_goes_with_ours_passes(licence: str) -> None:
    assert list(strange_licences([package("a", licence)])) == []


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "Proprietary", "See LICENSE"]
)
def test_licence_that_does_not_is_named(licence: str) -> None:
    assert list(strange_licences([package("a", "MIT"), package("b", licence)])) == [("b", licence)]


def test_package_that_says_nothing_or_two_things_is_named() -> None:
    silent, torn = package("silent"), package("torn", "MIT", "License :: Other/Proprietary License")
    assert list(strange_licences([silent, torn])) == [
        ("silent", "says none"),
        ("torn", "MIT, License :: Other/Proprietary License"),
    ]


def test_service_that_cannot_be_reached_is_no_clean_answer() -> None:
    unread = {"dependencies": [{"name": "django", "skip_reason": "Dependency not found on PyPI"}]}
    assert vulnerabilities(None) == vulnerabilities(unread) == ([], UNREACHED)


@pytest.mark.parametrize(
    ("unread", "strict", "word", "code"),
    [
        ("", False, "PASSED", 0),
        ("", True, "PASSED", 0),
        (UNREACHED, False, "INCOMPLETE", 3),
        (UNREACHED, True, "FAILED", 1),
    ],
)
def test_last_line_never_passes_what_nobody_looked_up(unread: str, strict: bool, word: str, code: int) -> None:
    said, exits = verdict(strange=False, found=False, unread=unread, strict=strict)
    assert (said.split(":")[0], exits) == (word, code)
    assert verdict(strange=False, found=True, unread=unread, strict=strict) == ("FAILED", 1)
    assert verdict(strange=True, found=False, unread=unread, strict=strict) == ("FAILED", 1)


def test_known_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    flaw = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"]}
    answer = {
        "dependencies": [
            {"name": "django", "version": "5.2.19", "vulns": [flaw]},
            {"name": "pillow", "version": "12.0", "vulns": []},
            {"name": "own", "skip_reason": "not found"},
        ]
    }
    assert vulnerabilities(answer) == (["django 5.2.19: PYSEC-2026-1, mended in 5.2.20"], "NOT RUN for own")
