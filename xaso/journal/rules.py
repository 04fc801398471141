"""What the hash covers, how a chain is checked, and how one number a day stands for all chains. The database writes the same
hash; see migration 0002."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
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


# ---- digests: a Merkle tree over the heads of chains (the shape of RFC 6962) -----------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain at the time of a digest."""

    chain: tuple[str, str]
    seq: int
    hash: bytes

    @property
    def leaf(self) -> bytes:
        return hashlib.sha256(b"\x00" + canonical([*self.chain, self.seq, self.hash.hex()]).encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """One hash that no leaf can be changed, added to or taken from without changing it."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else hashlib.sha256(b"").digest()


def merkle_path(leaves: Sequence[bytes], place: int) -> list[tuple[str, bytes]]:
    """What to put beside the leaf at `place`, from the bottom up, to come to the root: ("left" or "right", hash)."""
    level, path = list(leaves), []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(("left" if beside < place else "right", level[beside]))
        level, place = _above(level), place // 2
    return path


def _above(level: list[bytes]) -> list[bytes]:
    """A last hash without a partner goes up as it is."""
    pairs = [_node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return pairs + level[len(level) - len(level) % 2 :]


def root_by(leaf: bytes, path: Iterable[tuple[str, bytes]]) -> bytes:
    for side, beside in path:
        leaf = _node(beside, leaf) if side == "left" else _node(leaf, beside)
    return leaf


def statement(*, number: int, at: datetime, chains: int, root: bytes, previous: bytes) -> bytes:
    """What a digest says, as it is hashed and signed. Each names the one before: together they cover every chain."""
    said = {
        "at": show_instant(at),
        "root": root.hex(),
        "chains": chains,
        "number": number,
        "previous": previous.hex(),
    }
    return canonical(said).encode()
