"""Five wrong passwords lock for twelve hours, in the database, where a restart changes nothing; and no stranger locks out an
office by knowing its names."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from config.commands.account import account as command
from tests.factories.signin import PASSWORD, make_official
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.actions import count_try, drop_old_tries, unlock_account
from xaso.signin.models import Account, Tries

DOOR = "/can-bo/dang-nhap"
LOCKED = "bị khóa 12 giờ"
OFFICE, AWAY = "10.7.0.9", "203.0.113.9"


def enter(client: Client, password: str = PASSWORD, name: str = "hoa.motcua", address: str = OFFICE) -> str:
    answer = client.post(DOOR, {"login": name, "password": password}, REMOTE_ADDR=address)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def lock(address: str = OFFICE, name: str = "hoa.motcua") -> None:
    for _time in range(5):
        enter(Client(), "sai", name, address)


@pytest.mark.django_db
def test_lock_survives_a_restart_and_ends_after_twelve_hours() -> None:
    make_official()
    lock()
    cache.clear()  # all that a restart could lose
    assert LOCKED in enter(Client())
    with clock.travel(clock.now() + timedelta(hours=11, minutes=59)):
        assert LOCKED in enter(Client())
    with clock.travel(clock.now() + timedelta(hours=12, minutes=1)):
        assert enter(Client()) == "/can-bo/"


@pytest.mark.django_db
def test_lock_shows_in_the_journal_once_and_later_tries_as_refused() -> None:
    account = make_official()
    lock()
    enter(Client())
    rows = Entry.objects.filter(subject_id=str(account.pk)).order_by("pk").values_list("action", "denied")
    wrong = ("signin.enter_password", True)
    assert list(rows) == [("signin.open_account", False), *[wrong] * 5, ("signin.lock", False), wrong]


@pytest.mark.django_db
def test_name_that_nobody_has_is_locked_just_the_same() -> None:
    lock(name="khong.co.ai")
    assert LOCKED in enter(Client(), name="khong.co.ai")


@pytest.mark.django_db
def test_right_password_begins_the_count_anew() -> None:
    make_official()
    for _round in range(2):
        for _time in range(4):
            enter(Client(), "sai")
        assert enter(Client()) == "/can-bo/"
    assert not Tries.objects.exists()


@pytest.mark.django_db
@override_settings(XASO_OFFICE_NETWORKS=["10.7.0.0/16"])
def test_stranger_outside_locks_only_strangers_out() -> None:
    make_official()
    known = Client()
    assert enter(known) == "/can-bo/"  # this laptop was once used in the office
    known.post("/dang-xuat")
    lock(AWAY)
    assert LOCKED in enter(Client(), address=AWAY)
    assert enter(Client(), address=OFFICE) == "/can-bo/"
    assert enter(known, address=AWAY) == "/can-bo/"


@pytest.mark.django_db
def test_known_browser_is_locked_by_its_own_tries_and_trusted_for_its_own_people_only() -> None:
    make_official()
    make_official("khac.nguoi")
    known = Client()
    enter(known)
    known.post("/dang-xuat")
    for _time in range(5):
        enter(known, "sai")
    assert LOCKED in enter(known)
    assert enter(Client()) == "/can-bo/"
    lock(name="khac.nguoi")
    assert LOCKED in enter(known, name="khac.nguoi")
    known.cookies["xaso_browser"] = known.cookies["xaso_browser"].value[:-2] + "xx"
    assert enter(known) == "/can-bo/"  # a forged cookie is none: counted with the others of the office


@pytest.mark.django_db
def test_unlocked_by_an_administrator_gets_in_at_once() -> None:
    account = make_official()
    lock()
    unlock_account(account, by=Actor.system("tests"))
    assert enter(Client()) == "/can-bo/"
    assert Entry.objects.filter(action="signin.unlock", subject_id=str(account.pk)).count() == 1


@pytest.mark.django_db
def test_tries_while_locked_do_not_lengthen_the_lock() -> None:
    make_official()
    lock()
    until = Tries.objects.get().locked_until
    with clock.travel(clock.now() + timedelta(hours=6)):
        enter(Client(), "sai")
    assert Tries.objects.get().locked_until == until
    with clock.travel(clock.now() + timedelta(hours=14)):
        assert drop_old_tries() == 1


@pytest.mark.django_db
def test_glass_is_broken_with_the_command_and_leaves_rows(capsys: pytest.CaptureFixture[str]) -> None:
    account = make_official()
    lock()
    assert command(["recover", "hoa.motcua", "--reason", "quản trị viên nghỉ phép"]) == 0
    password = capsys.readouterr().out.split("one-time password ")[1].split()[0]
    client = Client()
    assert enter(client, password) == "/can-bo/"
    assert client.get("/can-bo/").url.startswith("/can-bo/mat-khau")
    row = Entry.objects.get(action="signin.issue_password", subject_id=str(account.pk))
    assert row.roles == ["system"]
    assert row.purpose.startswith("xaso account recover (")
    assert row.purpose.endswith("): quản trị viên nghỉ phép")


@pytest.mark.django_db
def test_command_opens_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["administrator", "khoi.quantri", "--name", "Ngô Minh Khôi", "--office", "Văn phòng", "--reason", "cài đặt"]
    assert command(asked) == 0
    assert "one-time password" in capsys.readouterr().out
    opened = Account.objects.get()
    assert (opened.kind, opened.must_change, str(opened.person)) == ("administrator", True, "Ngô Minh Khôi")
    assert command(asked) == 1
    assert command(["unlock", "khong.co.ai", "--reason", "thử"]) == 1


def test_of_many_tries_at_once_five_are_looked_at(committed_db: Callable[[], None]) -> None:
    def one(_time: int) -> Any:
        try:
            return count_try(username="hoa.motcua", place="outside")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as crowd:
        counts = list(crowd.map(one, range(12)))
    assert sorted(count for count in counts if count) == [1, 2, 3, 4, 5]


def test_command_says_what_it_needs() -> None:
    told = subprocess.run([".venv/bin/xaso", "account", "unlock", "a.b"], capture_output=True, text=True)
    assert told.returncode == 2
    assert "--reason" in told.stderr
