"""Official accounts at Zalo: OAuth v4, where refresh tokens are traded once for a new pair, and the calls of the open API. An
answer is good when its status is 200 and its body bears no error; errors come inside a 200."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from xaso.connectors.unanswered import without_answer
from xaso.connectors.zalo_events import read
from xaso.messages.ports import CannotRenew, Happening, NetworkRefused, Piece, Tokens
from xaso.messages.rules import Reason, Trouble

OAUTH: Final = "https://oauth.zaloapp.com"
OPEN_API: Final = "https://openapi.zalo.me"
BY_PHONE: Final = "https://business.openapi.zalo.me"
_MOST: Final = 256 * 1024
_PAGE, _MOST_PAGES = 10, 20
_TURNED_AWAY: Final = {429: Trouble.THROTTLED, 503: Trouble.LATER}  # nothing was taken

STALE: Final = frozenset({-216, -220, -124})  # the access token has ended: renew it and ask again, once
MEANS: Final = {
    **dict.fromkeys((-101, -102, -103, -104, -105, -125, -204, -205, -219), (Trouble.BROKEN, Reason.ACCESS)),
    **dict.fromkeys(
        (-120, -135, -136, -138, -209, -212, -221, -223, -224, -235, -320, -1351, -1381),
        (Trouble.BROKEN, Reason.PACKAGE),
    ),
    **dict.fromkeys((-115, -137, -321), (Trouble.BROKEN, Reason.MONEY)),
    -32: (Trouble.THROTTLED, Reason.BUSY),
    -100: (Trouble.LATER, Reason.BUSY),
    -214: (Trouble.LATER, Reason.BUSY),  # the article is still being looked at
    **dict.fromkeys((-144, -147, -211), (Trouble.LATER, Reason.QUOTA)),
    -218: (Trouble.REFUSED, Reason.QUOTA),  # of this receiver, for today
    **dict.fromkeys((-133, -234), (Trouble.LATER, Reason.NIGHT)),
    **dict.fromkeys((-118, -213), (Trouble.DEAD, Reason.LEFT)),
    **dict.fromkeys((-108, -110, -114, -119, -139, -140, -141, -217, -227, -244), (Trouble.REFUSED, Reason.LEFT)),
    **dict.fromkeys(
        (-111, -112, -116, -130, -132, -145, -153, -201, -210, -233, -248, -249, -1121, -1122, -1124),
        (Trouble.REFUSED, Reason.CONTENT),
    ),
    **dict.fromkeys((-109, -117, -131, -146), (Trouble.REFUSED, Reason.TEMPLATE)),
    **dict.fromkeys((-230, -232), (Trouble.REFUSED, Reason.WINDOW)),
}
NOT_RENEWED: Final = {"-14002": Reason.CONSOLE, "-14003": Reason.CONSOLE, "-14020": Reason.USED_UP}


class Zalo:
    """Options: app_id and secret_key of the app in Zalo's console; oauth_url, api_url and phone_url (of a gateway or a
    test), timeout."""

    def __init__(
        self,
        *,
        app_id: str,
        secret_key: str,
        oauth_url: str = OAUTH,
        api_url: str = OPEN_API,
        phone_url: str = BY_PHONE,
        timeout: float = 10,
    ) -> None:
        for url in (oauth_url, api_url, phone_url):
            if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in {"127.0.0.1", "localhost"}:
                raise ValueError("Zalo is reached by https")
        self.app_id, self.secret_key = app_id, secret_key
        self.oauth_url, self.api_url, self.phone_url, self.timeout = oauth_url, api_url, phone_url, timeout

    def renew(self, renewal: str) -> Tokens:
        asked = {"app_id": self.app_id, "grant_type": "refresh_token", "refresh_token": renewal}
        try:
            answer = self._ask(
                "POST", f"{self.oauth_url}/v4/oa/access_token", data=asked, headers={"secret_key": self.secret_key}
            )
        except NetworkRefused as problem:
            raise CannotRenew(problem.reason, problem.why) from problem
        if code := _error(answer):
            said = answer.get("error_description") or answer.get("error_name") or answer.get("message") or ""
            raise CannotRenew(f"{code}: {str(said)[:200]}", NOT_RENEWED.get(code, Reason.ACCESS))
        access, next_renewal = answer.get("access_token"), answer.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(next_renewal, str) and next_renewal):
            raise CannotRenew("the answer bears no tokens")
        return Tokens(access, next_renewal)

    def is_account(self, access: str, number: str) -> bool:
        data = self._call("GET", "/v2.0/oa/getoa", access)
        return _named({"oa_id": data.get("oa_id", data.get("oaid"))}, "oa_id", sure=True) == number

    def write(self, access: str, piece: Piece) -> str:
        return _named(self._call("POST", "/v2.0/article/create", access, json=_article(piece)), "token")

    def find(self, access: str, token: str) -> str:
        return _named(self._call("POST", "/v2.0/article/verify", access, json={"token": token}), "id", sure=True)

    def update(self, access: str, article: str, piece: Piece) -> str:
        asked = {"id": article} | _article(piece)
        try:
            return _named(self._call("POST", "/v2.0/article/update", access, json=asked), "token")
        except NetworkRefused as problem:
            raise self._unless_gone(access, article, problem) from problem

    def remove(self, access: str, article: str) -> None:
        try:
            self._call("POST", "/v2.0/article/remove", access, json={"id": article})
        except NetworkRefused as problem:
            raise self._unless_gone(access, article, problem) from problem

    def _unless_gone(self, access: str, article: str, problem: NetworkRefused) -> NetworkRefused:
        """Which error Zalo gives for an article that is not there no page of it says: what it will not take and cannot show,
        either, is gone."""
        if problem.why != Reason.CONTENT:
            return problem
        try:
            self._call("GET", "/v2.0/article/getdetail", access, params=_asked({"id": article}))
        except NetworkRefused as again:
            gone = again.why == Reason.CONTENT
            return NetworkRefused(problem.reason, Trouble.REFUSED, Reason.GONE) if gone else again
        return problem

    def spread(self, access: str, article: str) -> str:
        elements = [{"media_type": "article", "attachment_id": article}]
        payload = {"template_type": "media", "elements": elements}
        asked = {
            "recipient": {"target": {"gender": "0"}},  # everybody
            "message": {"attachment": {"type": "template", "payload": payload}},
        }
        return _named(self._call("POST", "/v2.0/oa/message", access, json=asked), "message_id")

    def readers(self, access: str, articles: Collection[str]) -> dict[str, int]:
        wanted, found = set(articles), dict[str, int]()
        for page in range(_MOST_PAGES):
            asked = {"offset": page * _PAGE, "limit": _PAGE, "type": "normal"}
            data = self._call("GET", "/v2.0/article/getslice", access, params=_asked(asked))
            listed = data.get("medias")
            if not isinstance(listed, list) or not listed:
                break
            for one in (one for one in listed if isinstance(one, dict)):
                name, count = str(one.get("id", "")), one.get("total_view")
                if name in wanted and isinstance(count, int) and 0 <= count < 2**31:
                    found[name] = count
            if wanted <= found.keys():
                break
        return found

    def tell(self, access: str, user: str, text: str) -> str:
        asked = {"recipient": {"user_id": user}, "message": {"text": text}}
        return _named(self._call("POST", "/v3.0/oa/message/cs", access, json=asked), "message_id")

    def tell_by_template(
        self, access: str, template: str, data: Mapping[str, str], *, user: str = "", phone: str = "", key: str = ""
    ) -> str:
        asked: dict[str, Any] = {"template_id": template, "template_data": dict(data)}
        if user:
            asked["user_id"] = user
            return _named(self._call("POST", "/v3.0/oa/message/template", access, json=asked), "message_id")
        asked |= {"phone": phone.removeprefix("+"), "tracking_id": key[:48]}
        return _named(self._call("POST", "/message/template", access, base=self.phone_url, json=asked), "msg_id")

    def read(self, body: bytes) -> list[Happening]:
        return read(body)

    def _call(self, method: str, path: str, access: str, *, base: str = "", **asked: Any) -> dict[str, Any]:
        """The `data` of a good answer. Raises NetworkRefused."""
        answer = self._ask(method, f"{base or self.api_url}{path}", headers={"access_token": access}, **asked)
        if code := _error(answer):
            number = int(code) if re.fullmatch(r"-\d{1,6}", code) else 0
            trouble, why = MEANS.get(number, (Trouble.LATER, Reason.OTHER))
            said = f"{code}: {str(answer.get('message') or '')[:200]}"
            raise NetworkRefused(said, trouble, why, stale=number in STALE)
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    def _ask(self, method: str, address: str, **asked: Any) -> dict[str, Any]:
        try:
            answer = requests.request(
                method, address, timeout=(5, self.timeout), allow_redirects=False, stream=True, **asked
            )
            body = answer.raw.read(_MOST, decode_content=True)
        except (requests.RequestException, HTTPError, OSError) as error:
            silence = without_answer(error)
            raise NetworkRefused(silence.reason, silence.trouble) from error
        if answer.status_code != 200:
            raise NetworkRefused(f"status {answer.status_code}", _TURNED_AWAY.get(answer.status_code, Trouble.UNSURE))
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise NetworkRefused("the answer is no JSON", Trouble.UNSURE) from error
        if not isinstance(parsed, dict):
            raise NetworkRefused("the answer is no object", Trouble.UNSURE)
        return parsed


def _article(piece: Piece) -> dict[str, Any]:
    return {
        "type": "normal",
        "title": piece.title,
        "author": piece.author,
        "description": piece.summary,
        "cover": {"cover_type": "photo", "photo_url": piece.picture, "status": "show"},
        "body": [{"type": "text", "content": text} for text in piece.paragraphs],
        "status": "show",
        "comment": "hide",
    }


def _asked(said: dict[str, Any]) -> dict[str, Any]:
    """Zalo's pages want one JSON in `data`, the tests of its own SDK send the fields of articles plainly: both are there."""
    return said | {"data": json.dumps(said)}


def _error(answer: dict[str, Any]) -> str:
    """Its number as text; empty where all is well, which is said as 0, "0", null or not at all."""
    code = answer.get("error")
    return "" if code in (None, 0, "0", "") and code is not False else str(code)


def _named(data: dict[str, Any], key: str, *, sure: bool = False) -> str:
    """What the answer calls the thing; `sure` where asking again does no harm."""
    found = data.get(key)
    if isinstance(found, str | int) and str(found):
        return str(found)
    raise NetworkRefused(f"the answer bears no {key}", Trouble.LATER if sure else Trouble.UNSURE, Reason.OTHER)
