"""An issuer of national identities that can be told to lie: OpenID Connect with a real key, on a port of its own.

Codes hold once, for the client, address and verifier they were given to. `spoil` changes what the next tokens say."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from xaso.core.identifiers import random_token

SECRET = "chỉ để thử"
CLIENT = "xaso"


@dataclass
class Issuer:
    address: str
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    spoil: Callable[[dict[str, Any]], object] = lambda claims: None
    forge: Callable[[str], object] = lambda token: token
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # instead of the true ones, by path
    asked: list[str] = field(default_factory=list)

    def entry(self, key: str = "thu", **more: Any) -> dict[str, Any]:
        """As XASO_ISSUERS names it."""
        names = {"national_id": "SoDinhDanh", "full_name": "HoVaTen", "birth_date": "NgaySinh", "phone": "SoDienThoai"}
        known = {"key": key, "name": "Định danh thử", "issuer": self.address, "client_id": CLIENT}
        return known | {"client_secret": SECRET, "claims": names} | more

    def allow(self, address: str, subject: str) -> dict[str, str]:
        """What the browser brings back from the page at `address`, once this person has signed in there."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.address}/authorize?")
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = random_token()
        self.codes[code] = (asked, subject)
        return {"code": code, "state": asked["state"]}

    def id_token(self, asked: dict[str, str], subject: str) -> object:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 300, "acr": "LoA2"}
        claims |= {"nonce": asked["nonce"]}
        self.spoil(claims)
        return self.forge(jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "một"}))

    # ---- what it answers -------------------------------------------------------------------------------------------

    def configuration(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "me"}
        ends = {f"{name}_endpoint": f"{self.address}/{path}" for name, path in paths.items()}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **ends}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "một", "use": "sig"}]}

    def token(self, form: dict[str, str], credentials: str) -> tuple[int, dict[str, Any]]:
        asked, subject = self.codes.pop(form.get("code", ""), ({}, ""))
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = (
            credentials == base64.b64encode(b"xaso:ch%E1%BB%89+%C4%91%E1%BB%83+th%E1%BB%AD").decode()
            and asked.get("redirect_uri") == form.get("redirect_uri")
            and asked.get("code_challenge") == base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        access = random_token()
        self.tokens[access] = subject
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": self.id_token(asked, subject)}

    def me(self, token: str) -> tuple[int, dict[str, Any]]:
        subject = self.tokens.get(token)
        return (200, {"sub": subject, **self.people.get(subject, {})}) if subject else (401, {})


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler_of(issuer)  # type: ignore[assignment]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()
    thread.join()


def _handler_of(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            known = {"/.well-known/openid-configuration": issuer.configuration, "/keys": issuer.keys}
            if self.path in known:
                self._say(200, known[self.path]())
            else:
                self._say(*issuer.me(bearer)) if self.path == "/me" else self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*issuer.token(form, self.headers.get("Authorization", "").removeprefix("Basic ")))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            issuer.asked.append(self.path)
            status, body = issuer.answers.get(self.path, (status, json.dumps(said).encode()))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
