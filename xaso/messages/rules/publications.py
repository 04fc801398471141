"""An article on its way into an official account: written there, looked at by the network, sent to those who follow it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from xaso.core.clock import local, midnight
from xaso.messages.rules.reasons import FOR_PEOPLE, Reason
from xaso.messages.rules.times import wait_after

NIGHT_ENDS: Final = 6  # o'clock: the network sends nothing to many before
COUNTED_FOR: Final = timedelta(days=30)  # after that hardly anybody reads it any more


class Spread(TextChoices):
    """Where it stands in one account."""

    QUEUED = "queued", gettext_lazy("Đang chờ")
    SENDING = "sending", gettext_lazy("Đang gửi")
    ACCEPTED = "accepted", gettext_lazy("Zalo đã nhận")
    REFUSED = "refused", gettext_lazy("Bị từ chối")
    REMOVED = "removed", gettext_lazy("Không còn ở Zalo")


class Stage(TextChoices):
    """What is asked of the network next: written, looked at, sent; and once it stands there put right, looked at again, or
    taken away."""

    WRITE = "write"
    LOOK = "look"
    SEND = "send"
    UPDATE = "update"
    CHECK = "check"
    REMOVE = "remove"


HARMLESS: Final = frozenset({Stage.LOOK, Stage.UPDATE, Stage.CHECK, Stage.REMOVE})  # asked twice it comes to the same
MENDING: Final = frozenset({Stage.UPDATE, Stage.CHECK, Stage.REMOVE})
_LOOKED_AT: Final = {Stage.WRITE: Stage.LOOK, Stage.UPDATE: Stage.CHECK}


def asked_after(stage: Stage, *, sent: bool, behind: bool, withdrawn: bool) -> Stage | None:
    """What is asked when the network has done this; nothing where all is as it should be. `behind`: what stands there is no
    longer what the article says."""
    if stage in _LOOKED_AT or stage == Stage.REMOVE:
        return _LOOKED_AT.get(stage)
    return asked_of_what_stands(sent=sent, behind=behind, withdrawn=withdrawn)


def asked_of_what_stands(*, sent: bool, behind: bool, withdrawn: bool) -> Stage | None:
    if withdrawn:
        return Stage.REMOVE
    if behind:
        return Stage.UPDATE
    return None if sent else Stage.SEND


def asked_again(trouble: str, reason: str, attempts: int, now: datetime) -> datetime | None:
    """When the network is asked again by itself after the `attempts`-th time; None: a person decides."""
    if reason == Reason.NIGHT:
        morning = midnight(local(now).date()) + timedelta(hours=NIGHT_ENDS, minutes=5)
        return morning if morning > now else morning + timedelta(days=1)
    if reason in FOR_PEOPLE:
        return None
    wait = wait_after(trouble, attempts)
    return now + wait if wait is not None else None
