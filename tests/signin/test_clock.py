"""The clock of the machine jumps, forward or back, by an hour or a year: nobody stays in longer than they may, nobody is shut out
for longer than it takes to sign in again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.people import make_person
from tests.factories.signin import PASSWORD, PHONE, last_code, make_official
from tests.signin.test_proof import SECRET, with_app
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.actions import issue_password, totp_code
from xaso.signin.jobs import tidy_accounts
from xaso.signin.models import Account, Visit

pytestmark = pytest.mark.django_db
DOOR, SECOND, PAGE, MINE = "/can-bo/dang-nhap", "/can-bo/dang-nhap/lop-hai", "/can-bo/bao-ve", "/tai-khoan"
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
JUMPS = [HOUR, -HOUR, YEAR, -YEAR]


@contextmanager
def jumped(by: timedelta) -> Iterator[None]:
    with clock.travel(clock.now() + by):
        yield


def official_comes_in(client: Client, *, code: str = "") -> int:
    """The status of a page behind the door afterwards."""
    client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD})
    if code:
        client.post(SECOND, {"code": code})
    return client.get(PAGE).status_code


def resident_comes_in() -> Client:
    client = Client()
    client.post("/dang-nhap", {"phone": PHONE})
    client.post("/dang-nhap/ma", {"code": last_code(), "action": "verify"})
    return client


@pytest.mark.parametrize("jump", JUMPS)
def test_official_is_out_after_a_jump_and_comes_in_again(jump: timedelta) -> None:
    make_official()
    client = Client()
    assert official_comes_in(client) == 200
    with jumped(jump):
        assert client.get(PAGE).url.startswith(DOOR)
        assert official_comes_in(client) == 200
    assert client.get(PAGE).url.startswith(DOOR)  # and when it is put right
    assert official_comes_in(client) == 200
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("seconds", [-240, 240])
def test_jump_of_a_few_minutes_is_noticed_by_nobody(seconds: int) -> None:
    make_official()
    client = Client()
    assert official_comes_in(client) == 200
    with jumped(timedelta(seconds=seconds)):
        assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("jump", "status"), [(HOUR, 200), (-HOUR, 200), (YEAR, 302), (-YEAR, 302)])
def test_resident_stays_for_an_hour_and_signs_in_again_after_a_year(jump: timedelta, status: int) -> None:
    client = resident_comes_in()
    with jumped(jump):
        assert client.get(MINE).status_code == status
        if jump != -YEAR:  # the web framework's own clock does not travel: it takes that session for one of last year
            assert resident_comes_in().get(MINE).status_code == 200


@pytest.mark.parametrize("jump", [HOUR, YEAR])
def test_whoever_came_in_while_the_clock_was_ahead_is_not_in_until_it_is_that_late_again(jump: timedelta) -> None:
    with jumped(jump):
        make_official()
        official, resident = Client(), resident_comes_in()
        assert official_comes_in(official) == 200
    assert official.get(PAGE).url.startswith(DOOR)
    assert resident.get(MINE).status_code == (200 if jump == HOUR else 302)


@pytest.mark.parametrize("jump", [HOUR, YEAR])
def test_app_used_while_the_clock_was_ahead_opens_when_it_is_right_again(jump: timedelta) -> None:
    account, client = make_official(), Client()
    with_app(account)
    with jumped(jump):
        assert official_comes_in(client, code=totp_code(SECRET, clock.now())) == 200
    assert official_comes_in(Client(), code=totp_code(SECRET, clock.now())) == 200


@pytest.mark.parametrize("jump", JUMPS)
def test_lock_lasts_twelve_hours_of_whatever_clock(jump: timedelta) -> None:
    make_official()
    with jumped(jump):
        for _time in range(5):
            Client().post(DOOR, {"login": "hoa.motcua", "password": "sai"})
        assert official_comes_in(Client()) == 302
    ahead = jump > timedelta(0)
    assert official_comes_in(Client()) == (302 if ahead or jump == -HOUR else 200)
    with jumped(timedelta(hours=12, minutes=1)):
        assert official_comes_in(Client()) == 200


def test_one_time_password_of_a_clock_that_was_ahead_does_not_live_for_a_year() -> None:
    account = make_official()
    with jumped(YEAR):
        password = issue_password(account, by=Actor.system("tests"))
    page = Client().post(DOOR, {"login": "hoa.motcua", "password": password})
    assert (page.status_code, "quá hạn" in page.content.decode()) == (403, True)


def test_code_of_a_clock_that_was_ahead_opens_nothing() -> None:
    client = Client()
    with jumped(HOUR):
        client.post("/dang-nhap", {"phone": PHONE})
    answer = client.post("/dang-nhap/ma", {"code": last_code(), "action": "verify"})
    assert (answer.status_code, "hết hạn" in answer.content.decode()) == (422, True)


def test_worker_whose_clock_has_jumped_closes_nobody() -> None:
    make_official()
    make_official("khac.nguoi", person=make_person("Đỗ Thị Na"))
    with jumped(YEAR):
        tidy_accounts(0)
    assert Account.objects.filter(is_active=False).count() == 0
    assert not Entry.objects.filter(action="signin.close_account").exists()
