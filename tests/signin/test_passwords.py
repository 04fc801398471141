"""Passwords of level 3: how strong, how old, for how many uses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories.signin import PASSWORD, client_of, make_official
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, TooMany
from xaso.core.sessions import kept_as
from xaso.journal.models import Entry
from xaso.signin.access import oneself
from xaso.signin.actions import add_totp, change_password, issue_password, remove_factor, totp_code
from xaso.signin.models import Account, Visit
from xaso.signin.rules import Kind, stands_alone

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
PAGE, DOOR = "/can-bo/mat-khau", "/can-bo/dang-nhap"
NEW = "Mùa gặt tháng 3, 2027"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def change(client: Client, current: str, password: str, again: str | None = None) -> str:
    typed = {"current": current, "password": password, "again": password if again is None else again}
    answer = client.post(PAGE, typed)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def test_page_of_a_refused_password_holds_none_of_what_was_typed() -> None:
    account, client = make_official(), Client()
    client.post(DOOR, {"login": account.username, "password": PASSWORD})
    page = change(client, "sai mật khẩu", NEW, "khác")
    assert ("Hai lần nhập chưa giống nhau." in page, "sai mật khẩu" in page, NEW in page) == (True, False, False)


@pytest.mark.parametrize(
    ("password", "alone"),
    [
        ("Aa1 aaaaaaaaaa", True),
        ("Aa1 aaaaaaaaa", False),
        ("aa1 aaaaaaaaaaaaaaaa", False),
        ("Aaa aaaaaaaaaaaaaaaa", False),
        ("Aa1aaaaaaaaaaaaaaaaa", False),
        ("Ơơ9 đồng lúa chín", True),
    ],
)
def test_password_alone_needs_fourteen_signs_of_four_classes(password: str, alone: bool) -> None:
    assert stands_alone(password) is alone


def test_eight_signs_are_enough_with_a_second_factor() -> None:
    account = make_official()
    own = oneself(account, address="10.0.0.1", proved_at=clock.now())
    with pytest.raises(Invalid, match="14 ký tự"):
        change_password(account, current=PASSWORD, password="lua chin", by=own)
    add_totp(account, secret=SECRET, code=totp_code(SECRET, clock.now()), by=own)
    change_password(account, current=PASSWORD, password="lua chin", by=own)
    with pytest.raises(Invalid, match="8 ký tự"):
        change_password(account, current="lua chin", password="lua chi", by=own)
    with pytest.raises(Exception, match="Mật khẩu hiện nay ngắn"):
        remove_factor(account, factor=account.authenticator_set.get(type="totp").pk, by=own)  # type: ignore[attr-defined]


def test_password_with_the_user_name_in_it_refused() -> None:
    with pytest.raises(Invalid, match="tên đăng nhập"):
        make_official("hoa.motcua", password="Hoa.MotCua 2026 !!")


@pytest.mark.parametrize("password", ["Xã Số, năm 2026!", "MotCua.2026 cua toi", "M.ậ.t k-h-ẩ-u số 1 ơ"])
def test_password_with_a_word_that_strangers_try_first_refused(password: str) -> None:
    assert stands_alone(password)
    with pytest.raises(Invalid, match="thử những chữ ấy trước"):
        make_official("hoa.nguyen", password=password)


def test_last_ten_passwords_do_not_come_back_and_the_eleventh_may() -> None:
    account = make_official()
    own = oneself(account, address="", proved_at=clock.now())
    words = [f"{NEW} lần {time}" for time in range(10)]
    for before, password in zip([PASSWORD, *words], words, strict=False):
        change_password(account, current=before, password=password, by=own)
    with pytest.raises(Invalid, match="10 lần gần nhất"):
        change_password(account, current=words[-1], password=words[0], by=own)
    change_password(account, current=words[-1], password=PASSWORD, by=own)
    assert account.old_passwords.count() == 10


def test_one_time_password_opens_nothing_but_the_page_to_change_it() -> None:
    account = make_official()
    password, client = issue_password(account, by=BY), Client()
    assert stands_alone(password)
    assert client.post(DOOR, {"login": "hoa.motcua", "password": password}).url == "/can-bo/"
    for page in ("/can-bo/", "/can-bo/so-sach", "/ho-so/"):
        assert client.get(page).url.startswith(PAGE)
    assert "mật khẩu dùng một lần" in client.get(PAGE).content.decode()
    assert "10 lần gần nhất" in change(client, password, password)
    assert "Hai lần nhập chưa giống nhau." in change(client, password, NEW, NEW + " ")
    assert change(client, password, NEW) == "/can-bo/"
    assert client.post(DOOR, {"login": "hoa.motcua", "password": password}).status_code != 422  # already in
    account.refresh_from_db()
    assert (account.must_change, account.one_time_until, account.check_password(NEW)) == (False, None, True)
    rows = Entry.objects.filter(subject_id=str(account.pk)).order_by("pk").values_list("action", flat=True)
    assert list(rows) == ["signin.open_account", "signin.issue_password", "signin.enter", "signin.change_password"]


def test_one_time_password_dies_after_three_days() -> None:
    account = make_official()
    password = issue_password(account, by=BY)
    with clock.travel(clock.now() + timedelta(hours=73)):
        answer = Client().post(DOOR, {"login": "hoa.motcua", "password": password})
    assert answer.status_code == 403
    assert "đã quá hạn" in answer.content.decode()


def test_administrator_changes_every_two_months_and_an_official_need_not() -> None:
    administrator, official = make_official("khoi.quantri", kind=Kind.ADMINISTRATOR), make_official()
    with clock.travel(clock.now() + timedelta(days=59)):
        assert client_of(administrator).get("/can-bo/quan-tri/").status_code == 404
    with clock.travel(clock.now() + timedelta(days=61)):
        assert client_of(administrator).get("/can-bo/quan-tri/").url.startswith(PAGE)
        assert client_of(official).get("/can-bo/").status_code == 404


def test_changed_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    make_official()
    here, there = Client(), Client()
    for client in (here, there):
        client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD})
    key = here.session.session_key
    assert change(here, PASSWORD, NEW) == "/can-bo/"
    assert here.session.session_key != key
    assert (here.get(PAGE).status_code, there.get(PAGE).status_code) == (200, 302)
    assert Visit.objects.get().session_key == kept_as(here.session.session_key)


def test_present_password_is_not_guessed_at_an_open_screen() -> None:
    account = make_official()
    client = client_of(account)
    for _time in range(5):
        assert "Mật khẩu hiện nay chưa đúng." in change(client, "sai", NEW)
    assert "Đã nhập sai nhiều lần" in change(client, PASSWORD, NEW)
    with pytest.raises(TooMany):
        change_password(account, current=PASSWORD, password=NEW, by=oneself(account, address="", proved_at=clock.now()))


def test_password_that_was_typed_is_not_in_the_page_that_says_too_often() -> None:
    client = client_of(make_official())
    for _time in range(5):
        change(client, "sai", NEW)
    assert "Đã nhập sai nhiều lần" in (said := change(client, PASSWORD, NEW))
    assert (PASSWORD in said, NEW in said) == (False, False)


def test_nobody_changes_anothers_password() -> None:
    account, other = make_official(), make_official("khac.nguoi")
    with pytest.raises(Forbidden):
        change_password(account, current=PASSWORD, password=NEW, by=oneself(other, address="", proved_at=clock.now()))
    with pytest.raises(Forbidden):
        issue_password(account, by=oneself(other, address="", proved_at=clock.now()))
    assert Entry.objects.filter(denied=True, subject_id=str(account.pk)).count() == 2


def test_database_holds_what_must_hold() -> None:
    account = make_official()
    for broken in (
        {"one_time_until": clock.now(), "must_change": False},
        {"is_active": False, "closed_at": None},
        {"reviewed_at": clock.now()},
        {"kind": "machine"},
        {"kind": "resident"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=account.pk).update(**broken)
