"""A small server that gives tokens as Zalo documents (OAuth v4): each refresh token is good once, then -14020; errors come
inside a 200; and on request it fails as providers do."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

LIVES = "90000"  # 25 hours, as text


class Zalo:
    """`mood`: well; html; down (500); silent (hangs up); slow; empty (no tokens). `traded` counts the pairs given."""

    def __init__(self) -> None:
        self.mood = "well"
        self.traded = 0
        self.good = {"first"}
        self.used: set[str] = set()
        self.lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, body = peer.answer(
                    self.path, {key: one[0] for key, one in form.items()}, self.headers.get("secret_key", "")
                )
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str, form: dict[str, str], secret: str) -> tuple[int, bytes]:
        if self.mood != "well":
            ill = {
                "html": (200, b"<html>Bao tri</html>"),
                "down": (500, b"no"),
                "silent": (0, b""),
                "empty": (200, b"{}"),
            }
            if self.mood in ill:
                return ill[self.mood]
            time.sleep(0.2)
        with self.lock:
            return 200, json.dumps(self._trade(path, form, secret)).encode()

    def _trade(self, path: str, form: dict[str, str], secret: str) -> dict[str, Any]:
        if path != "/v4/oa/access_token" or form.get("grant_type") != "refresh_token":
            return {"error": -14001, "error_name": "Invalid request"}
        if (form.get("app_id"), secret) != ("1234567890123456789", "app-secret"):
            return {"error": -14004, "error_name": "Invalid app"}
        token = form.get("refresh_token", "")
        if token in self.used:
            return {"error": -14020, "error_name": "Refresh token was used"}
        if token not in self.good:
            return {"error": -14014, "error_name": "Invalid refresh token"}
        self.good.discard(token)
        self.used.add(token)
        self.traded += 1
        pair = {"access_token": f"access-{self.traded}", "refresh_token": f"renewal-{self.traded}", "expires_in": LIVES}
        self.good.add(pair["refresh_token"])
        return pair

    def __enter__(self) -> Zalo:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
