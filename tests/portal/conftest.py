"""Browsers without a script, in which the cast is signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.cast import client_of_actor
from xaso.core.actor import Actor
from xaso.offices.models import Office
from xaso.portal import home


@pytest.fixture(autouse=True)
def fresh_place() -> Iterator[None]:
    """What stands at the head of pages is kept for a minute; a test must not read another's."""
    home.forget_place()
    yield
    home.forget_place()


@pytest.fixture
def lan(citizen: Actor, one_stop: Office) -> Client:
    return client_of_actor(citizen)


@pytest.fixture
def duc(neighbour: Actor) -> Client:
    return client_of_actor(neighbour)
