"""What a carrier of messages must do. Those in use are named by the setting XASO_CARRIERS, in the order they are asked.
And what the network must do where official accounts live (XASO_NETWORK)."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from time import monotonic
from typing import Any, ClassVar, Protocol, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from xaso.messages.rules import Channel, Kind, Reason, Trouble

log = logging.getLogger(__name__)


class CannotSend(Exception):
    """The carrier did not take it; `trouble` says what that means for the next try."""

    def __init__(self, reason: str, trouble: Trouble = Trouble.LATER) -> None:
        super().__init__(reason)
        self.reason = reason
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over. `key` is the same for each try of one notice on one channel. `to` is an E.164 number, an address of
    e-mail, or the JSON of a push subscription. `stop` is a link, where there is something to stop. `by_link`: what is asked is
    answered by the link in the text alone."""

    key: str
    to: str
    title: str
    body: str
    urgent: bool = False
    link: str = ""
    stop: str = ""
    by_link: bool = False


class Carrier(Protocol):
    """Made once in each process, with its options from the settings as keyword arguments.

    `knows_keys`: the provider itself refuses a key it has taken before, so that asking again after a crash is harmless."""

    knows_keys: ClassVar[bool]

    def send(self, parcel: Parcel) -> str:
        """Hands over one message and returns the carrier's reference. Raises CannotSend, and nothing else; ends within 20
        seconds. May be called by several threads at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a provider sent to our address for it."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """It arrived, or never will. `gone`: there is no such address any more; `elsewhere`: another carrier of the same channel may
    be let in where this one was not. `key` is what we called it, where the provider says that."""

    reference: str
    arrived: bool
    why: str = ""
    gone: bool = False
    key: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody wrote back."""

    sender: str
    text: str


@runtime_checkable
class Called(Protocol):
    """A carrier whose provider calls us. The call bears `secret` in its address; without one nobody is let in."""

    secret: str

    def read(self, call: Call) -> list[Receipt | Word]:
        """What the call says; nothing for what means nothing to us. Raises Unreadable, and nothing else."""


@dataclass(frozen=True, slots=True)
class Named:
    """A carrier as the settings name it. `price`: đồng a part. `pace`: broadcasts a second at most. `plain`: diacritics are
    taken off before it is handed over."""

    name: str
    channel: Channel
    carrier: Carrier
    price: int
    pace: float
    plain: bool


def carriers(channel: str) -> list[Named]:
    """In the order of the settings; empty for a channel that this installation does not have."""
    return [one for one in all_carriers() if one.channel == channel]


def carrier_named(name: str) -> Named | None:
    return next((one for one in all_carriers() if one.name == name), None)


def all_carriers() -> tuple[Named, ...]:
    return _made(json.dumps(settings.XASO_CARRIERS, sort_keys=True))


@lru_cache(maxsize=8)
def _made(listed: str) -> tuple[Named, ...]:
    return tuple(_make(one) for one in json.loads(listed))


def _make(one: dict[str, Any]) -> Named:
    carrier: Carrier = import_string(one["with"])(**one.get("options", {}))
    return Named(
        one["name"],
        Channel(one["channel"]),
        carrier,
        price=int(one.get("price", 0)),
        pace=float(one.get("pace", 20)),
        plain=bool(one.get("plain")),
    )


@dataclass(frozen=True, slots=True)
class Handover:
    """One notice claimed for one channel, to be handed over now: a parcel for each place where this person is reached by it."""

    delivery: UUID
    attempt: int
    paced: bool
    by: Named
    parcels: tuple[Parcel, ...]
    addresses: tuple[UUID | None, ...]


class Free(str):
    """A carrier's reference of what its provider takes nothing for, although it has a price."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it. `trouble` is empty when it was taken in one place at least; `free`: it costs nothing there; `dead` are
    addresses that exist no more."""

    took: timedelta = timedelta(0)
    reference: str = ""
    trouble: str = ""
    error: str = ""
    dead: tuple[UUID, ...] = ()
    free: bool = False


def hand_over(handover: Handover) -> Told:
    """Speaks to the provider; in no transaction. A fault of the connector itself counts as not knowing."""
    began, references, dead = monotonic(), [], []
    trouble, error = "", ""
    for parcel, address in zip(handover.parcels, handover.addresses, strict=True):
        try:
            references.append(handover.by.carrier.send(parcel))
        except CannotSend as problem:
            trouble, error = problem.trouble, problem.reason
            if address is not None and problem.trouble == Trouble.DEAD:
                dead.append(address)
        except Exception:
            log.exception("the carrier %s broke", handover.by.name)
            trouble, error = Trouble.UNSURE, "the connector broke; see the log"
    took = timedelta(seconds=monotonic() - began)
    if references:
        return Told(took, references[0], dead=tuple(dead), free=all(isinstance(one, Free) for one in references))
    return Told(took, "", trouble, error, tuple(dead))


class NetworkRefused(CannotSend):
    """The network would not do it. `why` in words for people; `stale`: it takes this access token no more."""

    def __init__(
        self, reason: str, trouble: Trouble = Trouble.LATER, why: Reason = Reason.BUSY, *, stale: bool = False
    ) -> None:
        super().__init__(reason or "no reason given", trouble)
        self.why = why
        self.stale = stale


class CannotRenew(Exception):
    """The network gave no new tokens; `reason` is what it said."""

    def __init__(self, reason: str, why: Reason = Reason.BUSY) -> None:
        super().__init__(reason)
        self.reason = reason or "no reason given"
        self.why = why


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair that belongs together: `renewal` is traded once for the next pair."""

    access: str
    renewal: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as a network takes it. `picture` is an address from which it fetches the picture itself."""

    title: str
    author: str
    summary: str
    picture: str
    paragraphs: tuple[str, ...]


class Happened(StrEnum):
    CAME = "came"
    LEFT = "left"
    SAID = "said"
    ANSWERED = "answered"
    ARRIVED = "arrived"
    SEEN = "seen"
    WITHDREW = "withdrew"
    QUOTA = "quota"
    TEMPLATE_ON = "template_on"
    TEMPLATE_OFF = "template_off"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Happening:
    """What the network told: somebody (`user`, as the account knows them) came, left, said something or was answered in the name
    of the account (by us, or in the network's own app), took back whatever they said, or what we sent under `reference` arrived
    or was seen; `key` is what we called it ourselves. Of what was said, `reference` is the network's own name. Of the account
    itself: how many it may send in a day (`text`); a template (`reference`) may be used again, may not (`text` says why), or is
    received well or not (`text`, a Quality)."""

    what: Happened
    at: datetime
    account: str = ""
    user: str = ""
    reference: str = ""
    kind: str = Kind.TEXT
    text: str = ""
    key: str = ""
    anonymous: bool = False


class Unreadable(Exception):
    """It is nothing we know."""


class Network(Protocol):
    """Where official accounts live. Made once in each process, with the options of the setting XASO_NETWORK. `access` says which
    account asks. All but `renew` raise NetworkRefused, and nothing else; each ends within 20 seconds."""

    def renew(self, renewal: str) -> Tokens:
        """Trades a renewing token. Raises CannotRenew, and nothing else."""

    def is_account(self, access: str, number: str) -> bool:
        """Whether the account that asks is the one of this number."""

    def write(self, access: str, piece: Piece) -> str:
        """Puts an article into the account; the token by which to ask for it."""

    def find(self, access: str, token: str) -> str:
        """What the network calls the article, once it has looked at it. May be asked again."""

    def update(self, access: str, article: str, piece: Piece) -> str:
        """Puts other words into an article that stands in the account; the token by which to `find` whether it did. May be
        asked again, and so may `remove`. Reason.GONE: no such article is there any more."""

    def remove(self, access: str, article: str) -> None:
        """Takes the article away. Reason.GONE where somebody has done so before."""

    def spread(self, access: str, article: str) -> str:
        """Sends the article to all who follow the account; the network's name for what was sent."""

    def readers(self, access: str, articles: Collection[str]) -> dict[str, int]:
        """How often each of these was opened, as far as the network tells."""

    def tell(self, access: str, user: str, text: str) -> str:
        """Says it to somebody who spoke with the account within the last days; the network's name for it."""

    def tell_by_template(
        self, access: str, template: str, data: Mapping[str, str], *, user: str = "", phone: str = "", key: str = ""
    ) -> str:
        """By a template that the network knows, to a follower or to a phone (E.164); the network's name for it."""

    def read(self, body: bytes) -> list[Happening]:
        """What it sent to our address; nothing for what means nothing to us. Raises Unreadable, and nothing else."""


def network() -> Network:
    """Raises CannotRenew where this installation has none."""
    if not settings.XASO_NETWORK:
        raise CannotRenew("XASO_NETWORK is not set", Reason.NOT_SET)
    return _network(json.dumps(settings.XASO_NETWORK, sort_keys=True))


@lru_cache(maxsize=8)
def _network(named: str) -> Network:
    said = json.loads(named)
    made: Network = import_string(said["with"])(**said.get("options", {}))
    return made
