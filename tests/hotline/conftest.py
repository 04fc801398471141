"""A line of xã Vị Thủy, and who is on duty. All numbers and people are invented."""

from __future__ import annotations

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from xaso.core.actor import Actor
from xaso.hotline.actions import open_line
from xaso.hotline.models import Line
from xaso.offices.models import Office

NUMBER = "0293 3571 234"


@pytest.fixture
def line(one_stop: Office, manager: Actor) -> Line:
    return open_line(one_stop, name="Đường dây hỗ trợ xã Vị Thủy", number=NUMBER, around_the_clock=True, by=manager)


@pytest.fixture
def hanh(reception: Actor) -> Desk:
    return Desk(client_of_actor(reception))


@pytest.fixture
def phuc(case_officer: Actor) -> Desk:
    return Desk(client_of_actor(case_officer))


@pytest.fixture
def bao(manager: Actor) -> Desk:
    return Desk(client_of_actor(manager))
