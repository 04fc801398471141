"""The fixed cast of all tests (house rule 14): the same invented people that the sample shows, made through actions.

Each fixture is an Actor; `account_of` and `client_of_actor` give the account and a signed-in browser of one."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.entering import enter
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in, office_of
from xaso.offices.models import Office
from xaso.signin.access import actor_of
from xaso.signin.models import Account

ADDRESS = "127.0.0.1"


def actor(key: str) -> Actor:
    """Whoever bears this key in the sample's cast, made when not there yet."""
    return actor_of(let_in(player(key)), address=ADDRESS)


def account_of(actor: Actor) -> Account:
    return Account.objects.select_related("person").get(pk=str(actor.account))


def client_of_actor(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    return enter(Client(), account_of(actor))


@pytest.fixture
def one_stop(db: None) -> Office:
    """The one-stop office of xã Vị Thủy (31441), where everything in the tests is filed."""
    return office_of(player("tiep-nhan"))


@pytest.fixture
def citizen(db: None) -> Actor:
    """Nguyễn Thị Lan, who files."""
    return actor("cong-dan")


@pytest.fixture
def neighbour(db: None) -> Actor:
    """Trần Văn Đức, who must see nothing of it."""
    return actor("lang-gieng")


@pytest.fixture
def reception(one_stop: Office) -> Actor:
    """Trần Thị Mỹ Hạnh of the one-stop office."""
    return actor("tiep-nhan")


@pytest.fixture
def case_officer(one_stop: Office) -> Actor:
    """Lê Văn Phúc, who examines and proposes."""
    return actor("thu-ly")


@pytest.fixture
def approver(one_stop: Office) -> Actor:
    """Võ Thanh Tùng, chairman."""
    return actor("phe-duyet")


@pytest.fixture
def other_commune(db: None) -> Actor:
    """Huỳnh Thị Kim Chi, reception officer of xã Vĩnh Tường."""
    return actor("xa-khac")


@pytest.fixture
def manager(one_stop: Office) -> Actor:
    """Đặng Quốc Bảo, who reads all of the commune."""
    return actor("quan-ly")


@pytest.fixture
def administrator_of_commune(one_stop: Office) -> Actor:
    """Ngô Minh Khôi, who lets officials in and opens no dossier."""
    return actor("quan-tri")


@pytest.fixture
def auditor(one_stop: Office) -> Actor:
    """Bùi Thị Mỹ Linh, who reads and never writes."""
    return actor("kiem-tra")


@pytest.fixture
def province_manager(one_stop: Office) -> Actor:
    """Phan Thị Ngọc Diệp of thành phố Cần Thơ, above them all."""
    return actor("quan-ly-tinh")
