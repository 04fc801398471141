"""The line that reports are about, and providers of messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hotline.conftest import line
from tests.peers.esms import Esms
from tests.peers.mail import MailServer

__all__ = ["line"]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def esms() -> Iterator[Esms]:
    with Esms() as server:
        yield server
