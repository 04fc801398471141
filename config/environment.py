"""Settings come from the environment; these read it and complain in one clear line."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Misconfigured(SystemExit):
    """The program refuses to start; the text says which setting and what to do."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"xaso: set {name} in the environment.")
    return value


def secret(name: str) -> str | None:
    """The value of `name`, or the text of the file that `<name>_FILE` names: a credential of systemd or a container stays
    out of the environment, which every child inherits."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if path is None:
        return value
    if value is not None:
        raise Misconfigured(f"xaso: {name} and {name}_FILE are both set; keep one of them.")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a text"
        raise Misconfigured(f"xaso: the file of {name}_FILE cannot be read ({why}): {path}") from None


def required_secret(name: str) -> str:
    value = secret(name)
    if not value:
        raise Misconfigured(f"xaso: set {name} in the environment, or {name}_FILE to a file that holds it.")
    return value


_SHORTEST_SECRET = 50
_KEY_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
_KEY_BYTES = 32


def signing_secret(name: str) -> str:
    """Long enough that nobody guesses it."""
    value = required_secret(name)
    if len(value) < _SHORTEST_SECRET or len(set(value)) < 10:
        raise Misconfigured(f"xaso: {name} is too short or too plain: it takes {_SHORTEST_SECRET} random characters.")
    return value


def key_ring(name: str, *, needed: bool = True) -> dict[str, str]:
    """`newest=<base64 of 32 bytes> older=<…>` as a mapping in that order. Never says what it read, only which key is wrong."""
    pairs = (required_secret(name) if needed else secret(name) or "").replace(",", " ").split()
    ring: dict[str, str] = {}
    for place, pair in enumerate(pairs, 1):
        key, equals, value = pair.partition("=")
        if not equals or not _KEY_NAME.fullmatch(key):
            raise Misconfigured(f"xaso: {name}: key {place} must look like name=<base64>; names are a-z, 0-9, - and _.")
        if key in ring:
            raise Misconfigured(f"xaso: {name}: two keys are named {key}.")
        try:
            length = len(base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError):
            raise Misconfigured(f"xaso: {name}: key {key} is no base64.") from None
        if length != _KEY_BYTES:
            raise Misconfigured(f"xaso: {name}: key {key} has {length} bytes; it takes {_KEY_BYTES} random ones.")
        ring[key] = value
    if len(set(ring.values())) != len(ring):
        raise Misconfigured(f"xaso: {name}: two names carry the same key.")
    return ring


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise Misconfigured(f"xaso: {name} must be yes or no, not {value!r}.")
    return value in {"yes", "true", "1"}


def number(name: str, default: int, *, most: int | None = None) -> int:
    """With `most`, one of 1 … most."""
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise Misconfigured(f"xaso: {name} must be a whole number, not {value!r}.")
    if most is not None and not 1 <= int(value) <= most:
        raise Misconfigured(f"xaso: {name} must be from 1 to {most}, not {value}.")
    return int(value)


def networks(name: str, default: str) -> list[str]:
    """Such as 203.0.113.0/24 2001:db8::/48."""
    named = words(name, default)
    for one in named:
        try:
            ip_network(one)
        except ValueError:
            raise Misconfigured(f"xaso: {name} names networks like 203.0.113.0/24, not {one!r}.") from None
    return named


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def pairs(name: str) -> list[tuple[str, str]]:
    """`id=secret`, several separated by spaces, in the order in which they are believed."""
    found = [word.partition("=") for word in (secret(name) or "").split()]
    if any(not (key and value) for key, _sign, value in found):
        raise Misconfigured(f"xaso: {name} takes id=secret, several separated by spaces.")
    return [(key, value) for key, _sign, value in found]


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django wants it."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Misconfigured("xaso: DATABASE_URL must look like postgresql://user:password@host:5432/name")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "config.postgresql",
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


CALL_SOURCES = {  # what each needs, and what it may have besides
    "omicall": ({"secret"}, {"networks"}),
    "stringee": ({"secret"}, {"networks"}),
    "signed": ({"secret"}, {"networks"}),
    "asterisk": ({"host", "user", "secret"}, {"port"}),
}


def call_sources(name: str) -> dict[str, dict[str, Any]]:
    """A JSON object of the telephone systems that may report calls (docs/operating.md, "Telephone"); empty when not set."""
    try:
        listed = dict(json.loads(secret(name) or "{}"))
        return {str(key): _call_source(name, str(key), dict(one)) for key, one in listed.items()}
    except (ValueError, TypeError):
        raise Misconfigured(f"xaso: {name} must be a JSON object of objects; see docs/operating.md.") from None


def _call_source(name: str, key: str, one: dict[str, Any]) -> dict[str, Any]:
    if key not in CALL_SOURCES:
        raise Misconfigured(f"xaso: {name} knows {', '.join(CALL_SOURCES)}, not {key!r}.")
    needs, may = CALL_SOURCES[key]
    if one.keys() - needs - may or needs - one.keys():
        raise Misconfigured(
            f"xaso: {key} of {name} takes {', '.join(sorted(needs))}, perhaps {', '.join(sorted(may))}."
        )
    if key != "asterisk" and len(str(one["secret"])) < 24:
        raise Misconfigured(f"xaso: the secret of {key} in {name} must have 24 letters or more.")
    for network in one.get("networks", []):
        try:
            ip_network(network)
        except ValueError:
            raise Misconfigured(f"xaso: {key} of {name} names networks like 203.0.113.0/24, not {network!r}.") from None
    return one


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
    for part in ("claims", "endpoints"):
        if not isinstance(one.get(part, {}), dict):
            raise Misconfigured(f"xaso: {part} of {called} must be an object of names.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", str(one["key"])):
        raise Misconfigured(f"xaso: the key of {called} stands in an address: small letters, digits and dashes.")
    for address in (one["issuer"], *one.get("endpoints", {}).values()):
        parts = urlsplit(str(address))
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise Misconfigured(f"xaso: {called} must be reached by https, not {address}.")
    return one


CARRIER_NEEDS = {"name", "channel", "with"}
CARRIER_MAY = {"options", "price", "pace", "plain"}
CHANNELS = {"sms", "email", "push", "zalo"}


def carriers(name: str) -> list[dict[str, Any]]:
    """A JSON list of who carries messages (docs/operating.md, "Messages"). An option that ends in `_file` is read from there."""
    try:
        listed = [_carrier(name, dict(one)) for one in list(json.loads(required_secret(name)))]
    except (ValueError, TypeError):
        raise Misconfigured(f"xaso: {name} must be a JSON list of objects; see docs/operating.md.") from None
    if len({one["name"] for one in listed}) != len(listed):
        raise Misconfigured(f"xaso: {name}: two carriers have one name.")
    return listed


def _carrier(name: str, one: dict[str, Any]) -> dict[str, Any]:
    called = f"the carrier {one.get('name', '?')!r} of {name}"
    if missing := sorted(CARRIER_NEEDS - one.keys()):
        raise Misconfigured(f"xaso: {called} lacks {', '.join(missing)}.")
    if unknown := sorted(one.keys() - CARRIER_NEEDS - CARRIER_MAY):
        raise Misconfigured(f"xaso: {called} has {', '.join(unknown)}, which means nothing.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", str(one["name"])):
        raise Misconfigured(f"xaso: the name of {called} stands in an address: small letters, digits and dashes.")
    if one["channel"] not in CHANNELS:
        raise Misconfigured(f"xaso: the channel of {called} is one of {', '.join(sorted(CHANNELS))}.")
    options = dict(one.get("options", {}))
    for key in [key for key in options if key.endswith("_file")]:
        path = Path(str(options.pop(key)))
        if not path.is_file():
            raise Misconfigured(f"xaso: {key} of {called} is not there.")
        options[key.removesuffix("_file")] = path.read_text("utf-8").strip()
    for key in ("price", "pace"):
        if (
            not isinstance(one.get(key, 1), int | float)
            or one.get(key, 1) < 0
            or (key == "pace" and not one.get(key, 1))
        ):
            raise Misconfigured(f"xaso: {key} of {called} must be a number above 0.")
    return one | {"options": options}


def push_key(name: str) -> tuple[str, str]:
    """The private key that signs notices to browsers, and what browsers are told of it; both empty when not set."""
    value = secret(name)
    if not value:
        return "", ""
    try:
        number = int.from_bytes(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), "big")
        public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    except (binascii.Error, ValueError):
        raise Misconfigured(f"xaso: {name} is no key; `xaso keys push` makes one.") from None
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return value, base64.urlsafe_b64encode(point).rstrip(b"=").decode()
