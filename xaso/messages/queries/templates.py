"""What notices say, with what comes as a rule in the place of their variables."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from xaso.core.actor import Actor
from xaso.messages.access import require_reader
from xaso.messages.ports import carriers
from xaso.messages.rules import (
    SITE,
    Channel,
    Filled,
    Purpose,
    Template,
    Urgency,
    cost,
    declared,
    how_urgent,
    parts,
    plain,
)


@dataclass(frozen=True, slots=True)
class Size:
    """Of a text message to one receiver, as the first carrier would send it: letters, parts, đồng."""

    letters: int
    parts: int
    cost: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One template. `english`: empty where only officials are told, in Vietnamese. `longest` is what it may grow to."""

    key: str
    title: str
    text: str
    english: str
    purpose: str
    urgency: str
    usual: Size
    longest: Size


def wordings(actor: Actor) -> list[Wording]:
    """All there are, by purpose and key. No query. Raises NotFound for who does not look after messages."""
    require_reader(actor)
    order = list(Purpose)
    return [_wording(one) for one in sorted(declared(), key=lambda one: (order.index(one.purpose), one.key))]


def _wording(one: Template) -> Wording:
    usual = one.usual
    return Wording(
        key=one.key,
        title=usual.title(),
        text=_here(usual),
        english="" if one.purpose == Purpose.OFFICE else _here(usual, "en"),
        purpose=str(one.purpose.label),
        urgency=how_urgent(Urgency(one.urgency)),
        usual=_size(usual),
        longest=_size(one.longest),
    )


def _here(told: Filled, language: str = "vi") -> str:
    """As it would be sent from this installation."""
    return told.text(language).replace(SITE, settings.XASO_ADDRESS)


def _size(told: Filled) -> Size:
    first = next(iter(carriers(Channel.SMS)), None)
    body = plain(_here(told)) if first and first.plain else _here(told)
    return Size(len(body), parts(body).count, cost(body, receivers=1, price=first.price if first else 0))
