"""Officials' browsers without a script, and dossiers to work on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier
from xaso.offices.models import Office


@pytest.fixture
def file_extract(citizen: Actor, one_stop: Office) -> Callable[[], Dossier]:
    """Sends a whole dossier for a copy of an entry (2.000635), as the citizen does."""
    return lambda: sent_extract(citizen, one_stop)


@pytest.fixture
def dossier(file_extract: Callable[[], Dossier]) -> Dossier:
    return file_extract()


@pytest.fixture
def hanh(reception: Actor) -> Desk:
    return Desk(client_of_actor(reception))


@pytest.fixture
def phuc(case_officer: Actor) -> Desk:
    return Desk(client_of_actor(case_officer))


@pytest.fixture
def tung(approver: Actor) -> Desk:
    return Desk(client_of_actor(approver))


@pytest.fixture
def elsewhere(other_commune: Actor) -> Client:
    return client_of_actor(other_commune)
