"""Settings come from the environment; these read it and complain in one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class Misconfigured(SystemExit):
    """The program refuses to start; the text says which setting and what to do."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"xaso: set {name} in the environment.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise Misconfigured(f"xaso: {name} must be yes or no, not {value!r}.")
    return value in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise Misconfigured(f"xaso: {name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django wants it."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Misconfigured("xaso: DATABASE_URL must look like postgresql://user:password@host:5432/name")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }


ISSUER_NEEDS = {"key", "name", "issuer", "client_id"}
ISSUER_MAY = {
    "client_secret",
    "client_secret_file",
    "scope",
    "acr_values",
    "accepted_loa",
    "claims",
    "endpoints",
    "userinfo",
}


def issuers(name: str) -> list[dict[str, Any]]:
    """A JSON list of who may say who a resident is (docs/operating.md, "National identity"); empty when not set."""
    try:
        listed = json.loads(os.environ.get(name) or "[]")
        return [_issuer(name, dict(one)) for one in list(listed)]
    except (ValueError, TypeError):
        raise Misconfigured(f"xaso: {name} must be a JSON list of objects; see docs/operating.md.") from None


def _issuer(name: str, one: dict[str, Any]) -> dict[str, Any]:
    called = f"the issuer {one.get('key', '?')!r} of {name}"
    if missing := sorted(ISSUER_NEEDS - one.keys()):
        raise Misconfigured(f"xaso: {called} lacks {', '.join(missing)}.")
    if unknown := sorted(one.keys() - ISSUER_NEEDS - ISSUER_MAY):
        raise Misconfigured(f"xaso: {called} has {', '.join(unknown)}, which means nothing.")
    if path := one.pop("client_secret_file", ""):
        if not Path(path).is_file():
            raise Misconfigured(f"xaso: client_secret_file of {called} is not there.")
        one["client_secret"] = Path(path).read_text().strip()
    if not one.get("client_secret"):
        raise Misconfigured(f"xaso: {called} lacks client_secret or client_secret_file.")
    for address in (one["issuer"], *one.get("endpoints", {}).values()):
        parts = urlsplit(str(address))
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise Misconfigured(f"xaso: {called} must be reached by https, not {address}.")
    return one
