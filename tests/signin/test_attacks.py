"""A code guessed from many places, and a session that somebody prepared."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories.signin import PHONE, last_code
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.portal.sign_in import UNUSED_CODES
from xaso.signin.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


def wrong(code: str, by: int) -> str:
    return f"{(int(code) + by) % 1_000_000:06d}"


def from_address(number: int, session: str = "") -> Client:
    client = Client(REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7")
    if session:
        client.cookies["sessionid"] = session
    return client


def guess(client: Client, code: str) -> Any:
    return client.post("/dang-nhap/ma", {"code": code, "action": "verify"})


def let_five_minutes_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from cache where cache_key like '%%request_login_code:3/300%%'")


def test_one_code_takes_three_guesses_however_many_addresses_guess() -> None:
    owner = Client()
    owner.post("/dang-nhap", {"phone": PHONE})
    code, session = last_code(), owner.cookies["sessionid"].value
    for number in range(1, 21):
        guess(from_address(number, session), wrong(code, number))
    guess(from_address(99, session), code)
    assert not Account.objects.exists()
    reasons = [entry.detail["reason"] for entry in Entry.objects.filter(action="signin.enter_code").order_by("pk")]
    assert reasons == ["wrong", "wrong", "last_wrong"] + ["spent"] * 18


def test_one_phone_gets_twelve_codes_a_day_however_many_addresses_ask() -> None:
    """So at most 36 guesses in a day at a number of six digits."""
    for number in range(40):
        from_address(number).post("/dang-nhap", {"phone": PHONE})
        let_five_minutes_pass()
    assert Message.objects.count() == 12


def test_three_codes_in_five_minutes_however_many_addresses_ask() -> None:
    for number in range(10):
        from_address(number).post("/dang-nhap", {"phone": PHONE})
    assert Message.objects.count() == 3


def test_commune_behind_one_gate_is_counted_by_codes_that_nobody_entered() -> None:
    for _time in range(UNUSED_CODES.times - 1):
        UNUSED_CODES.spend("10.0.1.7")
    for number in range(4):
        resident = from_address(1)
        resident.post("/dang-nhap", {"phone": f"09876543{number:02d}"})
        assert guess(resident, last_code()).status_code == 302
        assert "_auth_user_id" in resident.session
    from_address(1).post("/dang-nhap", {"phone": "0987654390"})
    refused = from_address(1).post("/dang-nhap", {"phone": "0987654391"})
    assert refused.status_code == 422
    assert "Từ mạng này có quá nhiều lần xin mã mà không nhập." in refused.content.decode()
    assert from_address(2).post("/dang-nhap", {"phone": "0987654391"}).status_code == 302
    assert Message.objects.count() == 6


def test_code_of_one_browser_opens_nothing_in_another(client: Client) -> None:
    client.post("/dang-nhap", {"phone": PHONE})
    thief = Client()
    thief.post("/dang-nhap", {"phone": "0987654321"})
    code = Message.objects.order_by("pk").first().body  # type: ignore[union-attr]
    guess(thief, "".join(letter for letter in code if letter.isdigit())[:6])
    assert "_auth_user_id" not in thief.session


def test_session_that_somebody_prepared_is_not_the_one_that_is_signed_in(client: Client) -> None:
    client.post("/dang-nhap", {"phone": PHONE})
    prepared = client.cookies["sessionid"].value
    guess(client, last_code())
    assert client.cookies["sessionid"].value != prepared
    thief = from_address(1, prepared)
    assert thief.get("/ho-so/").url == "/dang-nhap?next=/ho-so/"
    assert "_auth_user_id" not in thief.session
