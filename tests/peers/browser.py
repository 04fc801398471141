"""A browser and its push service on a port of 127.0.0.1: has a key pair of its own, checks who sends (RFC 8292), and reads what
was sent (RFC 8291) with nothing of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Browser:
    """`shown` are the notices, `status` what its service answers (0: it takes the notice and hangs up), `server_key` the key it
    was subscribed with."""

    def __init__(self, server_key: str) -> None:
        self.key, self.auth, self.server_key = ec.generate_private_key(CURVE), os.urandom(16), server_key
        self.shown: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 201
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if status := peer.receive(dict(self.headers), body):
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def subscription(self) -> str:
        """What the script of the page sends."""
        keys = {"p256dh": text(point(self.key)), "auth": text(self.auth)}
        return json.dumps({"endpoint": f"{self.origin}/push/1", "expirationTime": None, "keys": keys})

    def receive(self, headers: dict[str, str], body: bytes) -> int:
        if not self._knows(headers.get("Authorization", "")):
            return 403
        if self.status in (0, 201):
            self.headers.append(headers)
            self.shown.append(json.loads(self.read(body)))
        return self.status

    def _knows(self, said: str) -> bool:
        scheme, _space, rest = said.partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(","))
        if scheme != "vapid" or parts.get("k") != self.server_key:
            return False
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw(self.server_key))
        told = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=self.origin)
        return str(told["sub"]).startswith(("mailto:", "https:", "http:"))

    def read(self, body: bytes) -> bytes:
        salt, record, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, box = body[21 : 21 + length], body[21 + length :]
        assert len(box) <= record
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        secret = _hmac(_hmac(self.auth, shared), b"WebPush: info\0" + point(self.key) + sender + b"\x01")
        made = _hmac(salt, secret)
        key = _hmac(made, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = _hmac(made, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, box, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]

    def __enter__(self) -> Browser:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
