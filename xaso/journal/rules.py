"""What the hash covers, and how a chain is checked. The database writes the same hash; see migration 0001."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the checker sees it: `content` is everything the hash covers but its place."""

    chain: tuple[str, str]
    seq: int
    content: list[Any]
    personal: Any
    salt: bytes | None
    personal_digest: bytes | None
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first place of a chain that does not fit."""

    chain: tuple[str, str]
    seq: int
    reason: str


def canonical(value: Any) -> str:
    """JSON as PostgreSQL's jsonb prints it: keys by length, then by bytes; one space after comma and colon."""
    return json.dumps(_ordered(value), ensure_ascii=False)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: (len(key.encode()), key.encode()))}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value


def show_instant(at: datetime) -> str:
    """UTC with microseconds: 2026-11-22T15:00:00.000001Z"""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def link_hash(previous: bytes, seq: int, content: list[Any]) -> bytes:
    return hashlib.sha256(previous + canonical([seq, *content]).encode()).digest()


def digest_personal(personal: dict[str, Any], salt: bytes) -> bytes:
    return hashlib.sha256(salt + canonical(personal).encode()).digest()


def breaks(links: Iterable[Link]) -> Iterator[Break]:
    """The first misfit of each chain. `links` come ordered by chain and place.

    Finds an entry that was changed, put in between, or taken out of the middle. Can not find a tail that was cut off, nor a
    chain that is missing whole: nothing inside the table speaks of those."""
    chain: tuple[str, str] | None = None
    expected, previous, broken = 1, GENESIS, False
    for link in links:
        if link.chain != chain:
            chain, expected, previous, broken = link.chain, 1, GENESIS, False
        if broken:
            continue
        if reason := _misfit(link, expected, previous):
            broken = True
            yield Break(link.chain, expected, reason)
        expected, previous = link.seq + 1, link.hash


def _misfit(link: Link, expected: int, previous: bytes) -> str | None:
    if link.seq != expected:
        return f"entry {expected} is missing"
    if link.previous != previous:
        return "does not continue the entry before it: one was taken out, put in or rewritten"
    if link.hash != link_hash(previous, link.seq, link.content):
        return "was changed after it was written"
    if link.personal is not None and (
        link.salt is None or link.personal_digest != digest_personal(link.personal, link.salt)
    ):
        return "its personal part was changed after it was written"
    return None
