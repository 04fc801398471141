"""What it means for a message that a provider reached by HTTP gave no answer."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from urllib3.exceptions import ConnectTimeoutError

from xaso.messages.ports import CannotSend
from xaso.messages.rules import Trouble

# Nothing had been said yet: no such host (a NewConnectionError is one of the first kind, too), nobody there, not who he claims.
_BEFORE_A_WORD = (ConnectTimeoutError, ssl.SSLCertVerificationError)


def without_answer(error: BaseException) -> CannotSend:
    """A line that could not be opened is tried later; after one that broke nobody knows whether the message was taken."""
    if any(isinstance(one, _BEFORE_A_WORD) for one in _causes(error)):
        return CannotSend("no connection", Trouble.LATER)
    return CannotSend(f"no answer: {type(error).__name__}", Trouble.UNSURE)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """It, what it came from, and what that came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
