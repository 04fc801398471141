"""Personal numbers at rest: AES-256-GCM to read them back, HMAC-SHA-256 to find them by exact value; and Ed25519 to sign.

Every ciphertext, index and signature names its key, every ciphertext its method, so that both can be changed while old rows stay
readable."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from django.conf import settings


class SecretsUnreadable(Exception):
    """The key that sealed this text is not here, or the text was changed."""


def _keys() -> tuple[str, Mapping[str, bytes]]:
    return _decoded(tuple(settings.XASO_KEYS.items()))


@lru_cache(maxsize=4)
def _decoded(ring: tuple[tuple[str, str], ...]) -> tuple[str, Mapping[str, bytes]]:
    return ring[0][0], {name: base64.b64decode(key) for name, key in ring}


def outdated_seal() -> str:
    """A pattern, to follow what begins a text: sealed by the newest key, but not in today's way."""
    return f"{_keys()[0]}:(?!{METHOD}:)"


def older_keys() -> list[str]:
    """Names of the keys that seal nothing any more but may have sealed what lies there."""
    return [name for name in _keys()[1] if name != _keys()[0]]


def _part(key: bytes, purpose: bytes) -> bytes:
    return hashlib.sha256(purpose + key).digest()


# How a text is sealed, by the name that stands in it. Another one is added here, beside the ones that have sealed what lies
# there; the one that seals from now on is METHOD, and `xaso keys rewrap` seals the rest with it.
METHODS: dict[str, type[AESGCM] | type[ChaCha20Poly1305]] = {"a256": AESGCM, "c20p": ChaCha20Poly1305}
METHOD = "a256"
METHOD_OF_OLD = "a256"  # of texts from before they named one


def seal(text: str) -> str:
    """`<key id>:<method>:<base64>`; the same text never looks the same twice."""
    current, keys = _keys()
    nonce = os.urandom(12)
    named = f"{current}:{METHOD}"
    box = METHODS[METHOD](_part(keys[current], b"seal")).encrypt(nonce, text.encode(), named.encode())
    return f"{named}:{base64.b64encode(nonce + box).decode()}"


def unseal(token: str) -> str:
    """Raises SecretsUnreadable when the key is missing, the method is none of ours, or the token was changed."""
    named, _colon, box = token.rpartition(":")
    name, _colon, method = named.partition(":")
    key = _keys()[1].get(name)
    if key is None:
        raise SecretsUnreadable(f"key {name!r} is not in XASO_KEYS")
    cipher = METHODS.get(method or METHOD_OF_OLD)
    if cipher is None:
        raise SecretsUnreadable(f"no method is called {method!r}")
    try:
        raw = base64.b64decode(box, validate=True)
        return cipher(_part(key, b"seal")).decrypt(raw[:12], raw[12:], named.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SecretsUnreadable("sealed text was changed") from error


def reseal(value: Any) -> Any:
    """`value`, a token or any JSON, with each text that an older key or method sealed sealed by the newest ones. What merely
    looks like a token, or cannot be read, stays as it is."""
    if isinstance(value, str):
        if not value.startswith(tuple(f"{name}:" for name in _keys()[1])) or value.startswith(
            f"{_keys()[0]}:{METHOD}:"
        ):
            return value
        try:
            return seal(unseal(value))
        except SecretsUnreadable:
            return value
    if isinstance(value, Mapping):
        return {key: reseal(part) for key, part in value.items()}
    return [reseal(part) for part in value] if isinstance(value, list) else value


def blind_index(text: str) -> str:
    """`<key id>:<hex>`; equal texts have equal indices, and only whoever has the key can make one."""
    current, keys = _keys()
    return _index(current, keys[current], text)


def blind_indices(text: str) -> list[str]:
    """The index of `text` under every key still in use, newest first: what a search has to look for."""
    return [_index(name, key, text) for name, key in _keys()[1].items()]


def _index(name: str, key: bytes, text: str) -> str:
    return f"{name}:{hmac.new(_part(key, b'index'), text.encode(), hashlib.sha256).hexdigest()}"


def sign(message: bytes) -> tuple[str, bytes, bytes]:
    """Key id, public key and signature. Whoever has the public key can check it with any tool that knows Ed25519."""
    current, keys = _keys()
    signer = _signer(keys[current])
    return current, signer.public_key().public_bytes_raw(), signer.sign(message)


def is_signed(message: bytes, *, key: str, public_key: bytes, signature: bytes) -> bool:
    """Signed by the key of this id, in XASO_KEYS or retired: a public key that merely fits its signature proves nothing."""
    if verifying_keys().get(key) != public_key:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def verifying_keys() -> dict[str, bytes]:
    """Public keys by id, of the keys in use and of those that were taken out of use."""
    retired = {name: base64.b64decode(key) for name, key in settings.XASO_RETIRED_KEYS.items()}
    return retired | {name: _signer(key).public_key().public_bytes_raw() for name, key in _keys()[1].items()}


def _signer(key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_part(key, b"sign"))
