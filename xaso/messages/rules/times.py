"""When a notice may go, and how long is waited after trouble."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from xaso.core.clock import local, midnight
from xaso.messages.rules.notices import Channel, Purpose, Urgency

QUIET_FROM: Final = time(21)
QUIET_TO: Final = time(7)
RINGS: Final = frozenset({Channel.SMS, Channel.ZALO, Channel.PUSH})  # a letter wakes nobody
PAUSE: Final = timedelta(minutes=10)  # between two notices to one person; what comes meanwhile goes together
MAX_ATTEMPTS: Final = 8  # with doubling waits: about eight minutes
LOST_AFTER: Final = timedelta(minutes=2)  # no carrier may take longer: whoever was sending has died
BROKEN_WAIT: Final = timedelta(minutes=5)


class Trouble(StrEnum):
    """Why a carrier did not take it, as each connector sorts its provider's answers."""

    LATER = "later"  # busy, unreachable: again, waiting longer each time
    THROTTLED = "throttled"  # too fast: again soon
    BROKEN = "broken"  # our account, password, money: nothing the receiver can help; a human must look
    REFUSED = "refused"  # this receiver or this text, for good: by another channel
    DEAD = "dead"  # the address exists no more: by another channel, and never there again
    UNSURE = "unsure"  # perhaps it was taken: never again by itself


AGAIN: Final = frozenset({Trouble.LATER, Trouble.THROTTLED, Trouble.BROKEN})


def trouble_after(before: str, said: str) -> str:
    """What the tries so far come to: a provider that has no time for this one says nothing of whether it took the one before."""
    return Trouble.UNSURE if before == Trouble.UNSURE and said in AGAIN else said


def is_quiet(moment: datetime) -> bool:
    """Night in Vietnam."""
    return not QUIET_TO <= local(moment).time() < QUIET_FROM


def next_morning(moment: datetime) -> datetime:
    """The next time that the quiet hours end."""
    day = local(moment).date()
    if local(moment).time() >= QUIET_TO:
        day += timedelta(days=1)
    return midnight(day) + timedelta(hours=QUIET_TO.hour)


def earliest(channel: str, urgency: int, moment: datetime) -> datetime:
    """When it may go by this channel: at once, or in the morning. Codes and alarms do not wait."""
    if urgency <= Urgency.URGENT or channel not in RINGS or not is_quiet(moment):
        return moment
    return next_morning(moment)


def how_urgent(urgency: Urgency) -> str:
    """When it goes, in words."""
    if urgency == Urgency.CODE:
        return _("Gửi ngay, trước mọi tin khác")
    if urgency == Urgency.URGENT:
        return _("Gửi ngay, cả ban đêm")
    return _("Ban đêm chờ đến %(hour)d giờ sáng") % {"hour": QUIET_TO.hour}


def held_back(last_told: datetime | None, urgency: int, moment: datetime) -> datetime:
    """Not sooner than some minutes after the last notice to the same person: what follows is collected."""
    if last_told is None or urgency <= Urgency.URGENT:
        return moment
    return max(moment, last_told + PAUSE)


# In one day to one person: notices that may wait, and whatever rings at once. Codes are counted where they are asked for.
_CAPS: Final = {
    Purpose.DOSSIER: (10, 20),
    Purpose.OFFICE: (20, 40),
    Purpose.SURVEY: (1, 1),
    Purpose.BROADCAST: (2, 8),
}


def daily_cap(purpose: str, urgency: int) -> int:
    """Of one purpose, urgent ones among them, after how many the next one waits for the morning."""
    usual, urgent = _CAPS[Purpose(purpose)]
    return urgent if urgency <= Urgency.URGENT else usual


def wait_after(trouble: str, attempts: int) -> timedelta | None:
    """How long until the same channel is tried again after the `attempts`-th time; None: never."""
    if trouble not in AGAIN or attempts >= MAX_ATTEMPTS:
        return None
    if trouble == Trouble.BROKEN:
        return BROKEN_WAIT
    return timedelta(seconds=2 if trouble == Trouble.THROTTLED and attempts < 3 else 2**attempts)
