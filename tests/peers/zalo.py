"""A small server that behaves as Zalo documents: OAuth v4 where each refresh token is good once, then -14020; articles that are
written, looked at, sent to all, changed (looked at again) and removed; errors inside a 200; and on request it fails as providers
do. That an article which is not there answers -201 is a guess: no page of Zalo says which error it is."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LIVES = "90000"  # 25 hours, as text
APP, SECRET = "1234567890123456789", "app-secret"
ILL = {
    "html": (200, b"<html>Bao tri</html>"),
    "down": (500, b"no"),
    "away": (503, b"no"),
    "silent": (0, b""),
    "empty": (200, b"{}"),
}


def signed(body: bytes, stamp: str, *, name: str = APP, secret: str = SECRET) -> dict[str, str]:
    """The headers of an event as Zalo sends it."""
    return {
        "X-ZEvent-Signature": "mac="
        + hashlib.sha256(name.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    }


def _asked(query: str) -> dict[str, Any]:
    """As the SDK of Zalo asks for articles: fields of the address, not the JSON of `data`."""
    said = {name: one[0] for name, one in parse_qs(query).items() if name != "data"}
    return {name: int(one) if name in ("offset", "limit") else one for name, one in said.items()}


def _wrong(asked: Any) -> str:
    """The field of an article that it does not take."""
    if asked.get("type") != "normal":
        return "type"
    if not str(asked.get("cover", {}).get("photo_url", "")).startswith("http"):
        return "cover"
    most = {"title": 150, "author": 50, "description": 300}
    return next((name for name, size in most.items() if not 0 < len(asked.get(name, "")) <= size), "")


class Zalo:
    """`mood`: well, slow, or one of ILL; `moods` the same for one path only. `traded` counts the pairs given. Accounts are known
    by the refresh token that somebody typed first, whatever it was traded for since: `refuses` says which error such an account
    gets, on any path or on one; `numbers` as what it is known to everybody, where that is another; `no_error` is how it says
    that all is well. `articles` and `sent` are what it took; `told` what it passed on to people: to whoever wrote
    (`last_words`) within seven days and has not `left`, or by one of its `templates`."""

    def __init__(self) -> None:
        self.mood = "well"
        self.no_error: Any = 0  # what a good answer says of its error
        self.moods: dict[str, str] = {}
        self.traded = 0
        self.console = 0  # what is wrong there: -14002 or -14003 for every trade
        self.good = {"first"}
        self.used: set[str] = set()
        self.numbers: dict[str, str] = {}
        self.roots: dict[str, str] = {}  # of each token that was given: the first one of its line
        self.ended: set[str] = set()  # access tokens that are over
        self.refuses: dict[tuple[str, str], int] = {}
        self.looks = 0  # how often an article is still being looked at
        self.written = 0
        self.articles: dict[str, dict[str, Any]] = {}
        self.views: dict[str, int] = {}
        self.sent: list[tuple[str, str]] = []  # (account, article)
        self.last_words: dict[str, datetime] = {}
        self.left: set[str] = set()
        self.templates: set[str] = set()
        self.told: list[tuple[str, str, str]] = []  # (account, whom, what)
        self.tracked: list[str] = []  # what a phone's messages were called by who sent them
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def do_GET(self) -> None:
                self._answer(b"")

            def _answer(self, sent: bytes) -> None:
                status, body = peer.answer(self.path, sent, dict(self.headers.items()))
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

    @property
    def options(self) -> dict[str, Any]:
        """Of the connector, to reach this server."""
        return {"app_id": APP, "secret_key": SECRET, "timeout": 2} | dict.fromkeys(
            ("oauth_url", "api_url", "phone_url"), self.url
        )

    def answer(self, address: str, sent: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        path = urlsplit(address).path
        mood = self.moods.get(path, self.mood)
        if mood in ILL and mood != "silent":
            return ILL[mood]
        if mood == "slow":
            time.sleep(0.2)
        with self.lock:
            if path == "/v4/oa/access_token":
                said = self._trade(sent.decode(), headers.get("secret_key", ""))
            else:
                said = self._called(path, address, sent, headers)
        return (0, b"") if mood == "silent" else (200, json.dumps(said).encode())

    def _trade(self, sent: str, secret: str) -> dict[str, Any]:
        form = {key: one[0] for key, one in parse_qs(sent).items()}
        if form.get("grant_type") != "refresh_token":
            return {"error": -14001, "error_name": "Invalid request"}
        if (form.get("app_id"), secret) != (APP, SECRET):
            return {"error": -14004, "error_name": "Invalid app"}
        if self.console:
            return {"error": self.console, "error_name": "Invalid redirect uri or code challenge"}
        token = form.get("refresh_token", "")
        if token in self.used:
            return {"error": -14020, "error_name": "Refresh token was used"}
        if token not in self.good:
            return {"error": -14014, "error_name": "Invalid refresh token"}
        if self.mood == "silent":
            return {}
        self.good.discard(token)
        self.used.add(token)
        self.traded += 1
        pair = {"access_token": f"access-{self.traded}", "refresh_token": f"renewal-{self.traded}", "expires_in": LIVES}
        pair |= {"error": self.no_error} if self.no_error != 0 else {}
        self.good.add(pair["refresh_token"])
        root = self.roots.get(token, token)
        self.roots |= {pair["access_token"]: root, pair["refresh_token"]: root}
        return pair

    def _called(self, path: str, address: str, sent: bytes, headers: dict[str, str]) -> dict[str, Any]:
        access = headers.get("access_token", "")
        if access in self.ended or access not in self.roots:
            return {"error": -216, "message": "Access token is invalid"}
        account = self.roots[access]
        code = self.refuses.get((account, path), self.refuses.get((account, ""), 0))
        if code:
            return {"error": code, "message": "Refused"}
        asked = json.loads(sent) if sent else _asked(urlsplit(address).query)
        doing: dict[str, Callable[[str, Any], dict[str, Any]]] = {
            "/v2.0/oa/getoa": self._name,
            "/v2.0/article/create": self._write,
            "/v2.0/article/update": self._change,
            "/v2.0/article/remove": self._remove,
            "/v2.0/article/getdetail": self._show,
            "/v2.0/article/verify": self._look,
            "/v2.0/oa/message": self._spread,
            "/v2.0/article/getslice": self._list,
            "/v3.0/oa/message/cs": self._tell,
            "/v3.0/oa/message/template": self._tell_by_template,
            "/message/template": self._tell_a_phone,
        }
        if path not in doing:
            return {"error": -201, "message": f"No {path}"}
        return {"error": self.no_error, "message": "Success"} | doing[path](account, asked)

    def _name(self, account: str, asked: Any) -> dict[str, Any]:
        return {"data": {"oa_id": self.numbers.get(account, account), "name": "UBND xã", "is_verified": True}}

    def _tell(self, account: str, asked: Any) -> dict[str, Any]:
        user, text = asked["recipient"]["user_id"], asked["message"]["text"]
        if user in self.left:
            return {"error": -213, "message": "User has not followed OA"}
        if user not in self.last_words or self.now() - self.last_words[user] >= timedelta(days=7):
            return {"error": -230, "message": "User has not interacted with the OA in the past 7 days"}
        if not 0 < len(text) <= 2000:
            return {"error": -210, "message": "Message is too long"}
        return self._tell_him(account, user, text)

    def _tell_by_template(self, account: str, asked: Any) -> dict[str, Any]:
        if asked["user_id"] in self.left:
            return {"error": -213, "message": "User has not followed OA"}
        return self._fill(account, asked["user_id"], asked)

    def _tell_a_phone(self, account: str, asked: Any) -> dict[str, Any]:
        phone = asked["phone"]
        if not (phone.isdigit() and phone.startswith("84")):
            return {"error": -108, "message": "Phone number is invalid"}
        if phone in self.left:
            return {"error": -118, "message": "Zalo account is not existed"}
        answer = self._fill(account, phone, asked)
        self.tracked.append(asked["tracking_id"])
        return answer if "error" in answer else {"data": {"msg_id": answer["data"]["message_id"]}}

    def _fill(self, account: str, whom: str, asked: Any) -> dict[str, Any]:
        if asked["template_id"] not in self.templates:
            return {"error": -131, "message": "Template is not approved"}
        return self._tell_him(account, whom, f"{asked['template_id']}: {asked['template_data']}")

    def _tell_him(self, account: str, whom: str, text: str) -> dict[str, Any]:
        self.told.append((account, whom, text))
        return {"data": {"message_id": f"loi-{len(self.told)}"}}

    def _write(self, account: str, asked: Any) -> dict[str, Any]:
        if wrong := _wrong(asked):
            return {"error": -201, "message": f"{wrong} is invalid!"}
        self.written += 1
        name = f"bai-{self.written}"
        self.articles[name] = asked | {"account": account}
        return {"data": {"token": f"token-{name}"}}

    def _change(self, account: str, asked: Any) -> dict[str, Any]:
        if wrong := self._missing(account, asked) or _wrong(asked):
            return {"error": -201, "message": f"{wrong} is invalid!"}
        self.articles[asked["id"]] = asked | {"account": account}
        return {"data": {"token": f"token-{asked['id']}"}}

    def _remove(self, account: str, asked: Any) -> dict[str, Any]:
        if wrong := self._missing(account, asked):
            return {"error": -201, "message": f"{wrong} is invalid!"}
        del self.articles[asked["id"]]
        return {}

    def _show(self, account: str, asked: Any) -> dict[str, Any]:
        if wrong := self._missing(account, asked):
            return {"error": -201, "message": f"{wrong} is invalid!"}
        return {"data": self.articles[asked["id"]]}

    def _missing(self, account: str, asked: Any) -> str:
        return "" if self.articles.get(asked.get("id", ""), {}).get("account") == account else "id"

    def _look(self, account: str, asked: Any) -> dict[str, Any]:
        name = str(asked.get("token", "")).removeprefix("token-")
        if name not in self.articles or self.articles[name]["account"] != account:
            return {"error": -201, "message": "Token is invalid"}
        if self.looks:
            self.looks -= 1
            return {"error": -214, "message": "Article is processing"}
        return {"data": {"id": name}}

    def _spread(self, account: str, asked: Any) -> dict[str, Any]:
        element = asked["message"]["attachment"]["payload"]["elements"][0]
        name = element["attachment_id"]
        if element["media_type"] != "article" or self.articles.get(name, {}).get("account") != account:
            return {"error": -201, "message": "Attachment is invalid"}
        self.sent.append((account, name))
        return {"data": {"message_id": f"tin-{len(self.sent)}"}}

    def _list(self, account: str, asked: Any) -> dict[str, Any]:
        own = [name for name, one in reversed(self.articles.items()) if one["account"] == account]
        shown = own[asked["offset"] : asked["offset"] + asked["limit"]]
        medias = [{"id": name, "type": "normal", "total_view": self.views.get(name, 0)} for name in shown]
        return {"data": {"medias": medias, "total": len(own)}}

    def __enter__(self) -> Zalo:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
