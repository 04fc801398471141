from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.people import make_person
from tests.factories.signin import PASSWORD, client_of, make_official, make_resident
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.journal.models import Entry
from xaso.signin.actions import change_password, link_person
from xaso.signin.models import Account

pytestmark = pytest.mark.django_db
DOOR = "/can-bo/dang-nhap"
BY = Actor.system("tests")


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


def enter(client: Client, username: str = "hoa.motcua", password: str = PASSWORD, **extra: str) -> Any:
    return client.post(DOOR, {"login": username, "password": password, **extra})


def test_official_enters_with_name_and_password(client: Client) -> None:
    account = make_official()
    assert account.password.startswith("argon2")
    assert enter(client, "Hoa.MotCua ").url == "/can-bo/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert Entry.objects.get(action="signin.enter").detail == {"method": "password"}


@pytest.mark.parametrize("username", ["hoa.motcua", "khong.co.ai", "0912345678"])
def test_wrong_password_says_the_same_for_known_and_unknown_names(client: Client, username: str) -> None:
    make_official()
    make_resident("0912345678")
    answer = enter(client, username, "sai")
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_wrong_password_leaves_a_row_on_the_account(client: Client) -> None:
    account = make_official()
    enter(client, password="sai")
    entry = Entry.objects.get(action="signin.enter_password")
    assert (entry.denied, entry.subject_id, entry.detail) == (
        True,
        str(account.pk),
        {"reason": "wrong", "place": "inside"},
    )


def test_what_was_typed_as_an_unknown_name_is_not_kept(client: Client) -> None:
    enter(client, "mat-khau-cua-toi", "sai")
    entry = Entry.objects.get(action="signin.enter_password")
    assert entry.subject_kind == "username"
    assert "mat-khau" not in f"{entry.subject_id}{entry.detail}{entry.personal}"


def test_sixth_wrong_password_stops_even_the_right_one(client: Client) -> None:
    make_official()
    for _ in range(5):
        enter(client, password="sai")
    answer = enter(client)
    assert "bị khóa 12 giờ" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    reasons = [entry.detail["reason"] for entry in Entry.objects.filter(action="signin.enter_password").order_by("pk")]
    assert reasons == ["wrong"] * 5 + ["locked"]


@pytest.mark.parametrize(
    ("asked", "reached"), [("/can-bo/tim?q=1", "/can-bo/tim?q=1"), ("https://evil.example/", "/can-bo/")]
)
def test_official_arrives_where_they_were_going(client: Client, asked: str, reached: str) -> None:
    make_official()
    assert enter(client, next=asked).url == reached


def test_empty_and_absurd_input_answered_with_sentences(client: Client) -> None:
    assert "Xin nhập mật khẩu." in enter(client, password="").content.decode()
    assert enter(client, "a" * 10_000, "b" * 10_000).status_code == 422
    assert enter(client, "\x00", "\x00").status_code == 422


def test_weak_password_and_taken_name_refused() -> None:
    make_official()
    with pytest.raises(Invalid) as weak:
        make_official("moi", password="12345")
    with pytest.raises(Refused) as taken:
        make_official("HOA.motcua")
    assert (list(weak.value.errors), taken.value.code) == (["password"], "username_taken")


def test_changed_password_ends_other_sessions() -> None:
    account = make_official()
    client = client_of(account)
    assert client.get("/dang-xuat").status_code == 200
    change_password(account, current=PASSWORD, password="Mùa gặt rất dài 1", by=BY)
    assert client.get("/dang-xuat").status_code == 302


def test_official_and_resident_accounts_share_one_person() -> None:
    person = make_person()
    official, resident = make_official(person=person), make_resident()
    link_person(resident, person=person.pk, by=BY)
    assert set(person.accounts.all()) == {official, resident}
    with pytest.raises(Refused):
        link_person(Account.objects.get(pk=resident.pk), person=make_person("Trần Văn Đức").pk, by=BY)
