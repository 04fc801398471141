"""Officials at work in a browser."""

from __future__ import annotations

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from xaso.core.actor import Actor


@pytest.fixture
def hanh(reception: Actor) -> Desk:
    return Desk(client_of_actor(reception))
