"""Ledgers and moments, written short: `at("2026-11-19 09:12")`."""

from __future__ import annotations

from datetime import datetime

from xaso.core.clock import VN
from xaso.deadlines.rules import Event, EventKind


def at(text: str) -> datetime:
    """A wall-clock moment in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def ledger(*events: tuple[str, str]) -> list[Event]:
    """("start", "2026-11-19 09:12"), ("pause", …) …"""
    return [Event(EventKind(kind), at(moment)) for kind, moment in events]
