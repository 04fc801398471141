"""Official accounts at Zalo, OAuth v4: refresh tokens are traded once for a new pair. An answer is good when its status is 200
and its body bears no error; errors come inside a 200."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from xaso.messages.ports import CannotRenew, Tokens
from xaso.messages.rules import Reason

OAUTH: Final = "https://oauth.zaloapp.com"
_MOST: Final = 64 * 1024


class Zalo:
    """Options: app_id and secret_key of the app in Zalo's console; oauth_url (of a test), timeout."""

    def __init__(self, *, app_id: str, secret_key: str, oauth_url: str = OAUTH, timeout: float = 10) -> None:
        if urlsplit(oauth_url).scheme != "https" and urlsplit(oauth_url).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("Zalo is reached by https")
        self.app_id, self.secret_key = app_id, secret_key
        self.oauth_url, self.timeout = oauth_url, timeout

    def renew(self, renewal: str) -> Tokens:
        asked = {"app_id": self.app_id, "grant_type": "refresh_token", "refresh_token": renewal}
        answer = self._ask(f"{self.oauth_url}/v4/oa/access_token", asked)
        code = str(answer.get("error") or "")
        if code not in ("", "0"):
            said = answer.get("error_description") or answer.get("error_name") or answer.get("message") or ""
            raise CannotRenew(f"{code}: {str(said)[:200]}", Reason.USED_UP if code == "-14020" else Reason.ACCESS)
        access, next_renewal = answer.get("access_token"), answer.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(next_renewal, str) and next_renewal):
            raise CannotRenew("the answer bears no tokens")
        return Tokens(access, next_renewal)

    def _ask(self, address: str, form: dict[str, str]) -> dict[str, Any]:
        headers = {"secret_key": self.secret_key}
        try:
            answer = requests.post(
                address, data=form, headers=headers, timeout=(5, self.timeout), allow_redirects=False, stream=True
            )
            body = answer.raw.read(_MOST, decode_content=True)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise CannotRenew(f"no answer: {type(error).__name__}") from error
        if answer.status_code != 200:
            raise CannotRenew(f"status {answer.status_code}")
        try:
            parsed = json.loads(body)
        except ValueError as error:
            raise CannotRenew("the answer is no JSON") from error
        if not isinstance(parsed, dict):
            raise CannotRenew("the answer is no object")
        return parsed
