"""Browsers of the people who work on reports."""

from __future__ import annotations

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from xaso.core.actor import Actor


@pytest.fixture
def hanh(reception: Actor) -> Desk:
    return Desk(client_of_actor(reception))


@pytest.fixture
def phuc(case_officer: Actor) -> Desk:
    return Desk(client_of_actor(case_officer))


@pytest.fixture
def bao(manager: Actor) -> Desk:
    return Desk(client_of_actor(manager))
