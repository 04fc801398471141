"""Second factors: codes of an app, codes on paper; passkeys are walked in tests/journeys."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client

from tests.factories.signin import PASSWORD, client_of, make_official
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.journal.models import Entry
from xaso.signin.access import oneself
from xaso.signin.actions import (
    add_totp,
    codes_left,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
    totp_code,
    use_code,
)
from xaso.signin.models import Account
from xaso.signin.rules import Kind

pytestmark = pytest.mark.django_db
DOOR, SECOND = "/can-bo/dang-nhap", "/can-bo/dang-nhap/lop-hai"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HALF_A_MINUTE = timedelta(seconds=30)


def own(account: Account, *, ago: float = 0) -> Actor:
    """Its holder, who showed `ago` minutes ago that it is they."""
    return oneself(account, address="", proved_at=clock.now() - timedelta(minutes=ago))


@pytest.fixture
def account(db: None) -> Account:
    """With an app whose first code was shown half a minute ago."""
    made = make_official()
    before = clock.now() - HALF_A_MINUTE
    add_totp(made, secret=SECRET, code=totp_code(SECRET, before), by=own(made))
    return made


def enter(client: Client) -> Any:
    return client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD})


def show(client: Client, code: str) -> str:
    answer = client.post(SECOND, {"code": code})
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def test_password_alone_no_longer_opens(account: Account, client: Client) -> None:
    assert enter(client).url == SECOND
    assert "_auth_user_id" not in client.session
    assert client.get("/can-bo/bao-ve").url.startswith(DOOR)
    assert show(client, totp_code(SECRET, clock.now())) == "/can-bo/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert Entry.objects.filter(action="signin.enter").latest("pk").detail == {"method": "mfa"}


def test_code_opens_once_also_when_nothing_is_remembered_but_the_database(account: Account) -> None:
    now = clock.now()
    code = totp_code(SECRET, now)
    with clock.travel(now):
        assert use_code(account, code) is not None
        cache.clear()
        assert use_code(account, code) is None


def test_clock_that_goes_back_opens_no_older_code(account: Account) -> None:
    now = clock.now()
    with clock.travel(now + timedelta(minutes=10)):
        assert use_code(account, totp_code(SECRET, clock.now())) is not None
    with clock.travel(now + timedelta(minutes=5)):
        assert use_code(account, totp_code(SECRET, clock.now())) is None
    with clock.travel(now + timedelta(minutes=11)):
        assert use_code(account, totp_code(SECRET, clock.now())) is not None


def test_code_of_another_time_or_another_account_is_none(account: Account) -> None:
    now = clock.now()
    assert use_code(account, totp_code(SECRET, now + timedelta(minutes=2))) is None
    assert use_code(account, "") is None
    assert use_code(make_official("khac.nguoi"), totp_code(SECRET, now)) is None


def test_secret_of_the_app_lies_sealed_and_paper_codes_lie_hashed(account: Account) -> None:
    codes = renew_recovery_codes(account, by=own(account))
    kept = str(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))
    assert SECRET not in kept
    assert len(re.findall(r"'secret': '\w+:a256:[A-Za-z0-9+/=]{40,}'", kept)) == 1
    assert kept.count("argon2$argon2id$v=19$m=19456,t=2,p=1$") == 10
    assert [len(code) for code in codes] == [12] * 10
    assert not [code for code in codes if code in kept]


def test_paper_code_opens_once(account: Account, client: Client) -> None:
    codes = renew_recovery_codes(account, by=own(account))
    enter(client)
    assert show(client, f"{codes[3][:4]} {codes[3][4:]}") == "/can-bo/"
    assert codes_left(account) == 9
    enter(other := Client())
    assert "Mã hoặc khóa chưa đúng." in show(other, codes[3])
    assert "Mã hoặc khóa chưa đúng." in show(other, f"{codes[4][0]}{codes[5][1:]}")
    fresh = renew_recovery_codes(account, by=own(account))
    assert (use_code(account, codes[5]), codes_left(account)) == (None, 10)
    assert use_code(account, fresh[0]) is not None


def test_paper_code_from_before_they_were_hashed_still_opens(account: Account) -> None:
    Authenticator.objects.filter(user=account, type="recovery_codes").delete()
    old = RecoveryCodes.activate(account).get_unused_codes()
    assert codes_left(account) == 10
    assert (use_code(account, old[2]) is not None, use_code(account, old[2])) == (True, None)
    assert codes_left(account) == 9


def test_codes_are_not_guessed_and_the_right_password_does_not_help(account: Account) -> None:
    client = Client()
    for _time in range(5):
        assert enter(client).url == SECOND
        show(client, "000000")
    assert "bị khóa 12 giờ" in enter(client).content.decode()
    rows = Entry.objects.filter(subject_id=str(account.pk)).order_by("pk")
    reasons = [row.detail["reason"] for row in rows if row.action == "signin.enter_password"]
    assert reasons == ["wrong_factor"] * 5 + ["locked"]
    assert rows.filter(action="signin.lock").count() == 1


def test_wrong_code_at_the_lock_sends_back_to_the_door(account: Account) -> None:
    client = Client()
    enter(client)
    for _time in range(5):
        assert "Mã hoặc khóa chưa đúng." in show(client, "000000")
    assert show(client, totp_code(SECRET, clock.now())) == DOOR
    assert "bị khóa" in client.get(DOOR).content.decode()


def test_second_page_without_the_first_leads_to_it(client: Client) -> None:
    assert client.get(SECOND).url == DOOR
    assert client.post(SECOND, {"code": "123456"}).url == DOOR


def test_app_added_on_the_page_shows_paper_codes_once(client: Client) -> None:
    client = client_of(make_official())
    page = client.get("/can-bo/bao-ve/ung-dung").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret is not None
    assert "Mã chưa đúng." in client.post("/can-bo/bao-ve/ung-dung", {"code": "000000"}).content.decode()
    code = totp_code(secret[1].replace(" ", ""), clock.now())
    shown = client.post("/can-bo/bao-ve/ung-dung", {"code": code}).content.decode()
    assert len(re.findall(r"<li>(\d{4} \d{4} \d{4})</li>", shown)) == 10
    assert "<li>" not in client.get("/can-bo/bao-ve/ma-giay").content.decode().partition("<h1>")[2]


def test_last_factor_of_an_administrator_is_not_removed() -> None:
    made = make_official("khoi.quantri", kind=Kind.ADMINISTRATOR)
    add_totp(made, secret=SECRET, code=totp_code(SECRET, clock.now()), by=own(made))
    factor = Authenticator.objects.get(user=made, type="totp")
    with pytest.raises(Refused, match="luôn phải có"):
        remove_factor(made, factor=factor.pk, by=own(made))


def test_removed_by_its_owner_the_paper_codes_go_too(account: Account) -> None:
    client = client_of(account)
    factor = Authenticator.objects.get(user=account, type="totp")
    assert client.post(f"/can-bo/bao-ve/bo/{factor.pk}").url == "/can-bo/bao-ve"
    assert not Authenticator.objects.filter(user=account).exists()
    assert client_of(make_official("khac.nguoi")).post(f"/can-bo/bao-ve/bo/{factor.pk}").status_code == 404


def test_lost_factors_are_reset_and_everybody_is_out(account: Account, client: Client) -> None:
    enter(client)
    show(client, totp_code(SECRET, clock.now()))
    reset_factors(account, by=Actor.system("tests"))
    assert client.get("/can-bo/bao-ve").url.startswith(DOOR)
    assert enter(client).url == "/can-bo/"


@pytest.mark.parametrize("told", ["", "{", "[]", "{}", "[" * 19_000, '{"id": 7, "response": null}', "9" * 30_000])
def test_key_that_is_none_is_answered_with_a_sentence(account: Account, told: str) -> None:
    client = Client()
    assert client.get("/can-bo/dang-nhap/khoa").json()["publicKey"]["userVerification"] == "required"
    assert client.post("/can-bo/dang-nhap/khoa", {"credential": told}).url == DOOR
    enter(client)
    client.get(SECOND)
    assert client.post(SECOND, {"credential": told}).status_code == 422
    inside = client_of(make_official("khac.nguoi"))
    inside.get("/can-bo/bao-ve/khoa")
    assert inside.post("/can-bo/bao-ve/khoa", {"credential": told}).status_code == 422
