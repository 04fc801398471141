"""Messages, and carriers that behave as told."""

from __future__ import annotations

from typing import Any

from xaso.core.actor import Actor
from xaso.messages.actions import queue_message
from xaso.messages.models import Message
from xaso.messages.ports import CannotSend


def make_message(body: str = "Hồ sơ đã có kết quả.", **values: Any) -> Message:
    values = {
        "to": "+84912345678",
        "about": ("dossier", "01a21532-5007-79be-877d-47981d929fc2"),
        "by": Actor.system("tests"),
    } | values
    return queue_message(body=body, **values)


class CountingSender:
    """Takes everything, and remembers what it took."""

    taken: list[tuple[str, str, str]] = []

    def send(self, *, key: str, to: str, body: str) -> str:
        self.taken.append((key, to, body))
        return f"ref-{len(self.taken)}"


class BusySender:
    def send(self, *, key: str, to: str, body: str) -> str:
        raise CannotSend("the carrier is busy")


class RefusingSender:
    def send(self, *, key: str, to: str, body: str) -> str:
        raise CannotSend("no such number", final=True)
