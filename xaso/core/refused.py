"""What an action says when it will not do what was asked. The domain never knows how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xaso.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Trace:
    """An attempt that must stay in the journal although the action rolls back."""

    action: str
    subject: tuple[str, str]
    by: Actor


class Refused(Exception):
    """A rule says no. `message` is a Vietnamese sentence for the person, with what to do; `code` is for machines. `kept`: the
    trace is in the journal."""

    def __init__(self, message: str, code: str = "refused", *, trace: Trace | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.trace = trace
        self.kept = False


class NotFound(Refused):
    """There is no such thing for this person: also the answer to the curious."""


class Forbidden(Refused):
    """The person may know that it exists, but not do this."""


class Stale(Refused):
    """Somebody, or another device of the same person, was faster."""


class TooMany(Refused):
    """Asked too often; the message says when to try again, `retry_after` the same in seconds."""

    def __init__(
        self, message: str, code: str = "too_many", *, trace: Trace | None = None, retry_after: int = 3600
    ) -> None:
        super().__init__(message, code, trace=trace)
        self.retry_after = retry_after


class Invalid(Refused):
    """Some answers need mending. `errors` maps a field path to its sentence."""

    def __init__(self, errors: dict[str, str], message: str | None = None) -> None:
        super().__init__(message or next(iter(errors.values())), "invalid")
        self.errors = errors
