"""A small server that answers as eSMS documents: 100 for what it takes, 124 for a RequestId it took before, errors inside a 200;
and on request it fails as providers do."""

from __future__ import annotations

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # whoever asked was killed: said by who killed it
            super().handle_error(request, client_address)


class Esms:
    """`taken` maps a RequestId to what was sent with it. `mood`: well; html; busy (429); down (500); slow; or a code of theirs.
    It takes the message and then: silent (never answers); cut (closes the line); took-html, took-500."""

    def __init__(self, name: str = "esms") -> None:
        self.name = name
        self.mood = "well"
        self.asked = 0
        self.taken: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, kind, body = peer.answer(asked)
                if status:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                elif kind == "cut":
                    self.close_connection = True

            def log_message(self, *_arguments: object) -> None:
                return

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def answer(self, asked: dict[str, Any]) -> tuple[int, str, bytes]:
        with self.lock:
            self.asked += 1
            if self.mood == "html":
                return 200, "text/html", b"<html>Bao tri he thong</html>"
            if self.mood in ("busy", "down"):
                return {"busy": 429, "down": 500}[self.mood], "text/plain", b"no"
            if self.mood.isdigit():
                return self._json({"CodeResult": self.mood, "ErrorMessage": "as asked"})
            if asked["ApiKey"] != "key" or asked["SecretKey"] != "secret":
                return self._json({"CodeResult": "101", "ErrorMessage": "Authorize Failed"})
            if asked["RequestId"] in self.taken:
                return self._json({"CodeResult": "124", "ErrorMessage": "Duplicate RequestId"})
            self.taken[asked["RequestId"]] = asked | {"SMSID": uuid4().hex}
        if self.mood in ("silent", "slow"):
            time.sleep(1)
        if self.mood == "silent":
            return 0, "", b""
        if self.mood == "cut":
            return 0, "cut", b""
        if self.mood == "took-html":
            return 200, "text/html", b"<html>504 Gateway Time-out</html>"
        if self.mood == "took-500":
            return 500, "text/plain", b"no"
        return self._json({"CodeResult": "100", "SMSID": self.taken[asked["RequestId"]]["SMSID"]})

    @staticmethod
    def _json(said: dict[str, Any]) -> tuple[int, str, bytes]:
        return 200, "application/json; charset=utf-8", json.dumps(said).encode()

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Whom it was asked to bring what, in order."""
        return [(one["Phone"], one["Content"]) for one in self.taken.values()]

    def __enter__(self) -> Esms:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def entry(self, **more: Any) -> dict[str, Any]:
        """What XASO_CARRIERS says of it."""
        options = {
            "api_key": "key",
            "secret_key": "secret",
            "brand": "UBNDXAMAU",
            "callback_name": self.name,
            "callback_secret": "a-secret-of-the-tests",
            "url": f"http://127.0.0.1:{self.server.server_address[1]}/",
            "timeout": 0.5,
        }
        own = {
            "name": self.name,
            "channel": "sms",
            "with": "xaso.connectors.esms.Esms",
            "options": options,
            "pace": 1000,
        }
        return own | more
