"""What a carrier of messages must do. The one in use is named by the setting XASO_SMS_SENDER."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class CannotSend(Exception):
    """The carrier did not take it. `final`: it never will (no such number); otherwise it is tried again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Sender(Protocol):
    def send(self, *, key: str, to: str, body: str) -> str:
        """Hands over one message and returns the carrier's reference. The same `key` twice must not be delivered twice,
        as far as the carrier lets us. Raises CannotSend; must end within 20 seconds."""


def sender() -> Sender:
    made: Sender = import_string(settings.XASO_SMS_SENDER)()
    return made
