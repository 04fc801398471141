"""A line of xã Vị Thủy, and who is on duty. All numbers and people are invented."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import account_of
from tests.desk.office import Desk
from tests.factories.entering import enter
from xaso.core.actor import Actor
from xaso.hotline.actions import open_line
from xaso.hotline.models import Line
from xaso.offices.models import Office

NUMBER = "0293 3571 234"


@pytest.fixture
def line(one_stop: Office, manager: Actor) -> Line:
    return open_line(one_stop, name="Đường dây hỗ trợ xã Vị Thủy", number=NUMBER, around_the_clock=True, by=manager)


class DayAfterDay(Client):
    """Signs in before each request: these tests go through nights and weekends, and no session lives so long."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor

    def request(self, **request: Any) -> Any:
        enter(self, account_of(self.actor))
        return super().request(**{**request, "HTTP_COOKIE": self.cookies.output(header="", sep="; ").strip()})


@pytest.fixture
def hanh(reception: Actor) -> Desk:
    return Desk(DayAfterDay(reception))


@pytest.fixture
def phuc(case_officer: Actor) -> Desk:
    return Desk(DayAfterDay(case_officer))


@pytest.fixture
def bao(manager: Actor) -> Desk:
    return Desk(DayAfterDay(manager))
