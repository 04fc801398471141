"""SMS by eSMS (developers.esms.vn), brand names of customer care. Code 100 means only that it was taken; whether it arrived is
told later at `/ket-noi/<name>/<secret>` (connectors.views)."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from xaso.connectors.unanswered import without_answer
from xaso.messages.ports import Call, CannotSend, Parcel, Receipt, Word
from xaso.messages.rules import Trouble, parts

ADDRESS: Final = "https://rest.esms.vn/MainService.svc/json/SendMultipleMessage_V4_post_json/"
TAKEN, TAKEN_BEFORE = "100", "124"
MEANS: Final = {
    "99": Trouble.REFUSED,  # the number is blocked there
    "108": Trouble.REFUSED,  # no number
    "146": Trouble.REFUSED,  # the text fits no registered template
    "177": Trouble.REFUSED,  # this receiver's network is not registered for the brand name
    "101": Trouble.BROKEN,
    "102": Trouble.BROKEN,
    "103": Trouble.BROKEN,  # no money left
    "104": Trouble.BROKEN,
    "140": Trouble.BROKEN,
    "300": Trouble.BROKEN,
}
_MOST: Final = 64 * 1024


class Esms:
    """Options: api_key, secret_key, brand, callback_name and callback_secret (for receipts), url (of a
    gateway or a test), timeout. Most registered templates are without diacritics: say `plain` beside the options."""

    knows_keys: ClassVar[bool] = True  # RequestId: the same one is taken once in 24 hours

    def __init__(
        self,
        *,
        api_key: str,
        secret_key: str,
        brand: str,
        callback_name: str = "",
        callback_secret: str = "",
        url: str = ADDRESS,
        timeout: float = 15,
    ) -> None:
        self.keys = {"ApiKey": api_key, "SecretKey": secret_key, "Brandname": brand, "SmsType": "2"}
        self.callback = f"{settings.XASO_ADDRESS}/ket-noi/{callback_name}/{callback_secret}" if callback_secret else ""
        self.secret, self.url, self.timeout = callback_secret, url, timeout
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("eSMS is reached by https")

    def send(self, parcel: Parcel) -> str:
        asked = {
            **self.keys,
            "Phone": parcel.to.replace("+84", "0", 1),
            "Content": parcel.body,
            "IsUnicode": "1" if parts(parcel.body).wide else "0",
            "RequestId": parcel.key,
        }
        if self.callback:
            asked["CallbackUrl"] = self.callback
        answer = self._ask(asked)
        code = str(answer.get("CodeResult", ""))
        if code in (TAKEN, TAKEN_BEFORE):
            return str(answer.get("SMSID") or parcel.key)
        said = f"{code}: {str(answer.get('ErrorMessage') or '')[:200]}"
        raise CannotSend(said, MEANS.get(code, Trouble.LATER))

    def _ask(self, asked: dict[str, str]) -> dict[str, Any]:
        try:
            answer = requests.post(self.url, json=asked, timeout=(5, self.timeout), allow_redirects=False, stream=True)
            body = answer.raw.read(_MOST, decode_content=True)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise without_answer(error) from error
        if answer.status_code == 429:
            raise CannotSend("429: too fast", Trouble.THROTTLED)
        if answer.status_code != 200:
            said = f"status {answer.status_code}"
            raise CannotSend(said, Trouble.UNSURE if answer.status_code >= 500 else Trouble.LATER)
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError) as error:  # some server between us said it: theirs may have taken it
            raise CannotSend("the answer is no JSON", Trouble.UNSURE) from error
        if not isinstance(parsed, dict):
            raise CannotSend("the answer is no object", Trouble.UNSURE)
        return parsed

    def read(self, call: Call) -> list[Receipt | Word]:
        """A receipt is a GET; final are 5 (went out: how many arrived is said beside it) and 4 (rejected on its way there, which
        says nothing of the receiver). RequestId is what we called it."""
        state, name, key = (call.query.get(one, "")[:100] for one in ("SendStatus", "SMSID", "RequestId"))
        if not (name or key) or state not in ("4", "5"):
            return []
        arrived = state == "5" and call.query.get("SendSuccess", "0") not in ("", "0")
        why = "" if arrived else f"the network refused it (status {state})"
        return [Receipt(name, arrived, why, key=key, elsewhere=state == "4")]
