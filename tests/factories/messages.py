"""Messages, and carriers that behave as told."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any, ClassVar

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import uuid7
from xaso.messages.actions import queue_broadcast, queue_message
from xaso.messages.models import Broadcast, Message
from xaso.messages.ports import CannotSend, Parcel
from xaso.messages.rules import Filled, Purpose, Template, Trouble, Urgency


def said(body: str, purpose: Purpose = Purpose.DOSSIER, urgency: Urgency = Urgency.NORMAL) -> Filled:
    """These very words, as a notice of this kind."""
    urgency = Urgency.CODE if purpose == Purpose.CODE else urgency
    template = Template(f"tests.{purpose}.{urgency}", "%(body)s", {"body": "Lời mẫu."}, purpose, urgency)
    return template.with_values(body=body)


def make_message(body: str | Filled = "Hồ sơ đã có kết quả.", **values: Any) -> Message:
    values = {
        "to": "+84912345678",
        "about": ("dossier", "01a21532-5007-79be-877d-47981d929fc2"),
        "by": Actor.system("tests"),
    } | values
    kind = {name: values.pop(name) for name in ("purpose", "urgency") if name in values}
    return queue_message(told=said(body, **kind) if isinstance(body, str) else body, **values)


def said_to(by: Actor, *, people: int = 3, text: str = "Mai họp dân lúc 19 giờ.", urgent: bool = False) -> Broadcast:
    """One text to so many invented numbers, as whoever leads the unit sends it."""
    receivers = [(uuid7(), f"+849{place:08d}") for place in range(people)]
    return queue_broadcast(text=text, receivers=receivers, urgent=urgent, by=by)


def morning() -> datetime:
    """Today at nine in Vietnam: nobody sleeps."""
    return clock.midnight(clock.today()) + timedelta(hours=9)


def by(name: str, *, channel: str = "sms", **more: Any) -> dict[str, Any]:
    """An entry of XASO_CARRIERS with one of the classes below."""
    return {"name": f"{channel}-{name.lower()}", "channel": channel, "with": f"{__name__}.{name}", "pace": 1000} | more


class Counting:
    """Takes everything, and remembers what it took."""

    knows_keys: ClassVar[bool] = True
    taken: ClassVar[list[Parcel]] = []

    def send(self, parcel: Parcel) -> str:
        self.taken.append(parcel)
        return f"ref-{len(self.taken)}"


class Slow(Counting):
    """Answers the first one only when a second is being handed over."""

    there: ClassVar[Barrier] = Barrier(2)
    met: ClassVar[int] = 0

    def send(self, parcel: Parcel) -> str:
        if not self.there.broken:
            with suppress(BrokenBarrierError):
                self.there.wait(10)
                type(self).met += 1
                self.there.abort()
        return super().send(parcel)


class Busy:
    knows_keys: ClassVar[bool] = False

    def send(self, parcel: Parcel) -> str:
        raise CannotSend("the carrier is busy")


class Refusing:
    knows_keys: ClassVar[bool] = False

    def send(self, parcel: Parcel) -> str:
        raise CannotSend("no such number", Trouble.REFUSED)
