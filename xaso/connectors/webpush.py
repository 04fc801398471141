"""Notices to browsers (Web Push): encrypted for the one browser (RFC 8291), signed for its push service (RFC 8292)."""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import ClassVar, Final
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from xaso.connectors.unanswered import without_answer
from xaso.core.refused import Refused
from xaso.messages.ports import CannotSend, Parcel
from xaso.messages.rules import Trouble, clean_subscription

CURVE: Final = ec.SECP256R1()
LIVES: Final = 24 * 3600  # seconds that the push service keeps it for a phone that is off
_RECORD: Final = 4096
_BODY: Final = 600  # letters: a screen shows no more, and the whole encrypted message has to fit in one record


class WebPush:
    """Options: timeout. The key is XASO_PUSH_KEY; the hosts of push services, XASO_PUSH_HOSTS."""

    knows_keys: ClassVar[bool] = False

    def __init__(self, *, timeout: float = 10) -> None:
        self.timeout = timeout
        self.key = private_key(settings.XASO_PUSH_KEY)

    def send(self, parcel: Parcel) -> str:
        try:
            place = json.loads(clean_subscription(parcel.to, hosts=settings.XASO_PUSH_HOSTS))
        except Refused as refused:
            raise CannotSend(refused.code, Trouble.DEAD) from refused
        text = json.dumps({"title": parcel.title, "body": parcel.body[:_BODY], "url": parcel.link}, ensure_ascii=False)
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIVES),
            "Urgency": "high" if parcel.urgent else "normal",
            "Authorization": self._signed(place["endpoint"]),
        }
        body = encrypt(text.encode(), receiver=_bytes(place["keys"]["p256dh"]), auth=_bytes(place["keys"]["auth"]))
        try:
            answer = requests.post(
                place["endpoint"], data=body, headers=headers, timeout=(5, self.timeout), allow_redirects=False
            )
        except requests.RequestException as error:
            raise without_answer(error) from error
        if answer.status_code not in (200, 201, 202):
            raise CannotSend(f"status {answer.status_code}", _meaning(answer.status_code))
        return answer.headers.get("Location", "")[:100]

    def _signed(self, endpoint: str) -> str:
        """That it is us, for this push service, for some hours."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(endpoint))
        whom = next(
            (one for one in settings.XASO_SECURITY_CONTACT if not one.startswith("tel:")), settings.XASO_ADDRESS
        )
        token = jwt.encode(
            {"aud": origin, "exp": int(time.time()) + 12 * 3600, "sub": whom}, self.key, algorithm="ES256"
        )
        return f"vapid t={token}, k={_text(public_bytes(self.key))}"


def encrypt(
    text: bytes, *, receiver: bytes, auth: bytes, sender: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """One record of aes128gcm. `sender` and `salt` are fresh for each message; given only to compare with the RFC's example."""
    own, salt = sender or ec.generate_private_key(CURVE), salt or os.urandom(16)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver))
    mine = public_bytes(own)
    secret = _derive(shared, salt=auth, info=b"WebPush: info\0" + receiver + mine, length=32)
    key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + _RECORD.to_bytes(4, "big") + bytes((len(mine),)) + mine
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def _derive(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_bytes(text), "big"), CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _meaning(status: int) -> Trouble:
    if status in (404, 410):
        return Trouble.DEAD
    if status == 429:
        return Trouble.THROTTLED
    if status in (401, 403):
        return Trouble.BROKEN
    return Trouble.LATER if status >= 500 else Trouble.REFUSED
