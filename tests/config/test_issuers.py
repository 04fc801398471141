"""XASO_ISSUERS is read, or the program says in one line what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.environment import Misconfigured, issuers

GOOD: dict[str, Any] = {
    "key": "vneid",
    "name": "VNeID",
    "issuer": "https://sso.example",
    "client_id": "xaso",
    "client_secret": "bí mật",
}


def read(monkeypatch: pytest.MonkeyPatch, text: str) -> list[dict[str, Any]]:
    monkeypatch.setenv("XASO_ISSUERS", text)
    return issuers("XASO_ISSUERS")


def test_nobody_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XASO_ISSUERS", raising=False)
    assert issuers("XASO_ISSUERS") == []


def test_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("từ tệp\n")
    entry = {**GOOD, "client_secret_file": str(tmp_path / "secret")}
    del entry["client_secret"]
    assert read(monkeypatch, json.dumps([entry]))[0]["client_secret"] == "từ tệp"


@pytest.mark.parametrize("text", ["x", "{}{}", "1", '["a"]', "[[1]]", '{"key": "a"}', "null", "[null]"])
def test_what_is_no_list_of_objects_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(Misconfigured, match="XASO_ISSUERS"):
        read(monkeypatch, text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_id": None}, "lacks client_id"),
        ({"client_secret": ""}, "lacks client_secret"),
        ({"client_secret_file": "/nowhere"}, "is not there"),
        ({"secret": "x"}, "means nothing"),
        ({"issuer": "http://sso.example"}, "by https"),
        ({"endpoints": {"jwks_uri": "ftp://x"}}, "by https"),
        ({"endpoints": ["x"]}, "must be an object"),
        ({"claims": "x"}, "must be an object"),
        ({"key": "../x"}, "stands in an address"),
    ],
)
def test_what_is_wrong_with_an_entry_said(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], said: str) -> None:
    entry = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(Misconfigured, match=said):
        read(monkeypatch, json.dumps([entry]))
