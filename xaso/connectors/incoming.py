"""What every provider may tell us, whatever its protocol: that something arrived, or that somebody wrote back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Refused
from xaso.messages.actions import note_receipt, resume_by_number, stop_by_number
from xaso.messages.ports import Receipt, Word
from xaso.messages.rules import Scope, is_resuming, stop_in


def take(name: str, said: Iterable[Receipt | Word]) -> None:
    by = Actor.system(f"messages.from.{name}")
    for one in said:
        if isinstance(one, Receipt):
            note_receipt(**asdict(one), carrier=name, by=by)
        elif (scope := stop_in(one.text)) and (number := _number(one.sender)):
            stop_by_number(number, everything=scope == Scope.ALL, by=by)
        elif is_resuming(one.text) and (number := _number(one.sender)):
            resume_by_number(number, by=by)


def _number(sender: str) -> str:
    """E.164, or nothing for what is no number of a person."""
    try:
        return parse_phone(sender if sender.startswith(("+", "0")) else f"+{sender}")
    except Refused:
        return ""
