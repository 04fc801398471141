"""What a browser says of where its push service takes notices for it. We post there ourselves: only to push services."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from xaso.core.refused import Refused

_LOCAL: Final = ("127.0.0.1", "localhost")
_LONGEST: Final = 800


def clean_subscription(text: str, *, hosts: Sequence[str]) -> str:
    """The JSON with nothing but what is needed. `hosts`: one, or with a dot in front all below it. Raises Refused when it is no
    subscription, or leads elsewhere."""
    try:
        said: Any = json.loads(text)
        endpoint, keys = str(said["endpoint"]), said["keys"]
        kept = {"endpoint": endpoint, "keys": {"p256dh": str(keys["p256dh"]), "auth": str(keys["auth"])}}
        sizes = [len(urlsafe_b64decode(kept["keys"][name] + "==")) for name in ("p256dh", "auth")]  # type: ignore[index]
        where = urlsplit(endpoint)
        host, port = where.hostname or "", where.port
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError):
        raise _no_subscription() from None
    known = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)
    safe = where.scheme == "https" and port in (None, 443) and where.username is None
    if (
        not known
        or not (safe or host in _LOCAL)
        or sizes != [65, 16]
        or len(endpoint) > _LONGEST
        or not endpoint.isascii()
    ):
        raise _no_subscription()
    return json.dumps(kept, sort_keys=True)


def _no_subscription() -> Refused:
    return Refused(_("Máy này chưa nhận được thông báo của xã. Xin chọn cách khác."), "subscription")
