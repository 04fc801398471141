"""Zalo, for what is spread through accounts there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.peers.zalo import Zalo


@pytest.fixture
def zalo(settings: Settings) -> Iterator[Zalo]:
    with Zalo() as peer:
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        yield peer
