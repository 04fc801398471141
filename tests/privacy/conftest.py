"""Browsers of residents, as in the portal's tests."""

import pytest
from django.test import Client

from tests.cast import client_of_actor
from xaso.core.actor import Actor
from xaso.offices.models import Office


@pytest.fixture
def lan(citizen: Actor, one_stop: Office) -> Client:
    return client_of_actor(citizen)


@pytest.fixture
def duc(neighbour: Actor) -> Client:
    return client_of_actor(neighbour)
