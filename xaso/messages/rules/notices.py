"""What a notice is, by which channels it may go and in which order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CODE_READABLE_FOR = timedelta(minutes=15)  # a code itself lives five
BODY_LENGTH = 1000
TITLE_LENGTH = 100
MOST_JOINED = 5

_LINK = re.compile(r"\s*https?://\S+")
_POINTER = re.compile(r"(?<=[.!?…])\s+[^.!?…:]*:\s*https?://\S+")
_DIGITS = re.compile(r"\d(?:[ .-]?\d){3,}")  # 093 188 001 234, 0912.345.678, too


class State(TextChoices):
    """Where a notice stands. Told: by a person, when no machine could."""

    QUEUED = "queued", gettext_lazy("đang chờ gửi")
    SENDING = "sending", gettext_lazy("đang gửi")
    SENT = "sent", gettext_lazy("đã gửi")
    DELIVERED = "delivered", gettext_lazy("đã đến")
    FAILED = "failed", gettext_lazy("không gửi được")
    TOLD = "told", gettext_lazy("đã báo tận nơi")


class Step(TextChoices):
    """Where its delivery on one channel stands. Failed: this receiver cannot be reached so. Given up: tried long enough, or
    nobody knows whether it arrived."""

    QUEUED = "queued", gettext_lazy("chờ gửi lại")
    SENDING = "sending", gettext_lazy("đang gửi")
    SENT = "sent", gettext_lazy("đã gửi")
    DELIVERED = "delivered", gettext_lazy("đã đến")
    FAILED = "failed", gettext_lazy("không đến được")
    GIVEN_UP = "given_up", gettext_lazy("thôi gửi")


ENDED: Final = (Step.FAILED, Step.GIVEN_UP)
GONE: Final = (State.SENT, State.DELIVERED)


class Channel(TextChoices):
    PUSH = "push", gettext_lazy("thông báo trên máy")
    EMAIL = "email", gettext_lazy("thư điện tử")
    ZALO = "zalo", gettext_lazy("Zalo")
    SMS = "sms", gettext_lazy("tin nhắn điện thoại")


# Whoever said nothing is told by message, as before; a wish comes first, and then what costs least.
DEFAULT_ORDER: Final = (Channel.SMS, Channel.ZALO, Channel.PUSH, Channel.EMAIL)
CHEAPEST_FIRST: Final = (Channel.PUSH, Channel.EMAIL, Channel.ZALO, Channel.SMS)


class Tongue(TextChoices):
    """The languages residents are told in."""

    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class Purpose(TextChoices):
    """What it is for. Only a broadcast rests on consent; whoever stopped those is asked for no opinion either."""

    CODE = "code", gettext_lazy("mã")
    DOSSIER = "dossier", gettext_lazy("việc của người dân")
    OFFICE = "office", gettext_lazy("việc của cơ quan")
    SURVEY = "survey", gettext_lazy("hỏi ý kiến")
    BROADCAST = "broadcast", gettext_lazy("tin chung")


class Urgency(IntegerChoices):
    """The smaller goes first."""

    CODE = 0
    URGENT = 1
    NORMAL = 2
    CALM = 3


# What nobody has to be told: one stop ends it, and nobody tells it by hand.
UNASKED: Final = (Purpose.SURVEY, Purpose.BROADCAST)
UNWANTED: Final = "not wanted any more"
CALLED_OFF: Final = "called off by the office"
NOT_MISSED: Final = (UNWANTED, CALLED_OFF)  # nobody is told by hand what should not go


class Scope(TextChoices):
    """What somebody does not want by a channel any more."""

    BROADCAST = "broadcast"
    ALL = "all"


class Ended(TextChoices):
    """Why an address is not used any more."""

    OWNER = "owner", gettext_lazy("người dân bỏ")
    DEAD = "dead", gettext_lazy("không còn dùng được")


def order_of(wish: str) -> tuple[Channel, ...]:
    """All channels, what is wished first."""
    if not wish:
        return DEFAULT_ORDER
    first = Channel(wish)
    return (first, *(one for one in CHEAPEST_FIRST if one != first))


def plan(
    known: Collection[Channel], *, purpose: str, wish: str, over: Collection[Channel], spare_sms: bool
) -> list[Channel]:
    """The channels still to be tried, in order. `known` are those with an address and a carrier, `over` those that ended.
    A code goes to the phone it opens and nowhere else. `spare_sms` (the budget is spent) puts messages behind all else."""
    if purpose == Purpose.CODE:
        return [Channel.SMS] if Channel.SMS in known and Channel.SMS not in over else []
    left = [one for one in order_of(wish) if one in known and one not in over]
    return sorted(left, key=lambda one: one == Channel.SMS) if spare_sms else left


def cost_of(channel: str, cost: int | None, price: int) -> int | None:
    """What is written down: nothing known where a channel that always charges was given no price, for that is not free."""
    return None if channel == Channel.ZALO and not price else cost


def too_late(forget_at: datetime | None, now: datetime) -> bool:
    """Nobody is helped by a code that no longer opens anything."""
    return forget_at is not None and forget_at <= now


def forgotten(body: str) -> str:
    """The text with every long number blanked, however it is spelled."""
    return _DIGITS.sub(lambda found: "•" * len(found.group()), body)


def join(bodies: Sequence[str]) -> str:
    """One text of several: nothing is lost, and it rings once."""
    return "\n".join(bodies)


def link_of(bodies: Sequence[str], address: str) -> str:
    """Where a press leads: to the page that one notice speaks of; of several to all of one's dossiers."""
    links = [found.strip() for found in _LINK.findall(bodies[0])] if len(bodies) == 1 else []
    own = [found for found in links if found.startswith(f"{address}/")]
    return own[-1] if own else f"{address}/ho-so/"


def without_links(body: str) -> str:
    """For the eyes of officials: the links open their receiver's own pages."""
    return _LINK.sub("", body)


def without_pointers(body: str) -> str:
    """For a way that takes no links: neither these nor the short sentences that only lead to one."""
    return without_links(_POINTER.sub("", body))


def with_stop(body: str, link: str) -> str:
    """A broadcast says itself how to stop it."""
    return f"{body}\n" + _("Thôi nhận: %(link)s") % {"link": link}
