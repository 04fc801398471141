"""Once inside, one's own account is changed only by whoever has shown minutes ago that it is theirs (ASVS 7.5.1)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories.entering import enter
from tests.factories.signin import PASSWORD, make_official
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.access import ProofMissing, oneself
from xaso.signin.actions import add_passkey, add_totp, change_password, end_other_visits, remove_factor, totp_code
from xaso.signin.models import Account

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PROVE, SECURITY, PASSWORD_PAGE = "/can-bo/bao-ve/chung-minh", "/can-bo/bao-ve", "/can-bo/mat-khau"


def inside(account: Account, *, minutes: float, **values: Any) -> Client:
    """Signed in that long ago, and busy since."""
    return enter(Client(), account, proved=(clock.now() - timedelta(minutes=minutes)).timestamp(), **values)


def with_app(account: Account) -> Authenticator:
    before = clock.now() - timedelta(seconds=30)
    by = Actor.system("tests")
    add_totp(account, secret=SECRET, code=totp_code(SECRET, before), by=by)
    return Authenticator.objects.get(user=account, type="totp")


@pytest.mark.parametrize(
    "page", ["/can-bo/mat-khau", "/can-bo/bao-ve/ung-dung", "/can-bo/bao-ve/khoa", "/can-bo/bao-ve/ma-giay"]
)
def test_page_that_changes_the_account_asks_first_when_the_sign_in_is_old(page: str) -> None:
    account = make_official()
    assert inside(account, minutes=9.9).get(page).status_code == 200
    client = inside(account, minutes=10.1)
    asked = client.get(page)
    assert asked.url == f"{PROVE}?next={page.replace('/', '%2F')}"
    assert "Xin xác nhận vẫn là ông/bà" in client.get(asked.url).content.decode()
    assert client.post(PROVE, {"password": PASSWORD, "next": page}).url == page
    assert client.get(page).status_code == 200
    row = Entry.objects.get(action="signin.prove")
    assert (row.account, row.detail, row.denied) == (account.pk, {"method": "password"}, False)


def test_press_without_a_page_leads_back_to_the_list() -> None:
    account = make_official()
    factor = with_app(account)
    client = inside(account, minutes=11, factor=True)
    for press in (f"{SECURITY}/bo/{factor.pk}", f"{SECURITY}/noi-khac", f"{SECURITY}/ma-giay"):
        assert client.post(press).url == f"{PROVE}?next=%2Fcan-bo%2Fbao-ve"
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    code = totp_code(SECRET, clock.now())
    assert client.post(PROVE, {"password": PASSWORD, "code": code, "next": SECURITY}).url == SECURITY
    assert client.post(f"{SECURITY}/bo/{factor.pk}").url == SECURITY
    assert not Authenticator.objects.filter(pk=factor.pk).exists()


def test_password_alone_proves_nothing_where_there_is_a_second_factor() -> None:
    account = make_official()
    with_app(account)
    client = inside(account, minutes=11, factor=True)
    page = unescape(client.post(PROVE, {"password": PASSWORD, "code": "000000"}).content.decode())
    assert "Mã chưa đúng." in page
    assert "Xin nhập mã." in unescape(client.post(PROVE, {"password": PASSWORD}).content.decode())
    assert client.post(PROVE, {"credential": "{}"}).status_code == 422
    assert client.get(PASSWORD_PAGE).url.startswith(PROVE)


def test_proof_is_not_guessed_at_an_open_screen() -> None:
    account = make_official()
    client = inside(account, minutes=11)
    for _time in range(5):
        assert client.post(PROVE, {"password": "sai"}).status_code == 422
    assert client.post(PROVE, {"password": PASSWORD}).status_code == 429
    assert client.get(PASSWORD_PAGE).url.startswith(PROVE)
    rows = Entry.objects.filter(subject_id=str(account.pk), action="signin.enter_password", denied=True)
    assert [row.detail for row in rows.order_by("pk")] == [{"reason": "wrong_proof", "place": "again"}] * 5
    assert Entry.objects.filter(action="signin.lock", subject_id=str(account.pk)).count() == 1


@pytest.mark.parametrize("minutes", [-11, 11])
def test_action_itself_refuses_whatever_door_asks(minutes: float) -> None:
    account = make_official()
    by = oneself(account, address="", proved_at=clock.now() - timedelta(minutes=minutes))
    code = totp_code(SECRET, clock.now())
    for ask in (
        lambda: add_totp(account, secret=SECRET, code=code, by=by),
        lambda: add_passkey(account, name="", credential={}, by=by),
        lambda: remove_factor(account, factor=1, by=by),
        lambda: change_password(account, current=PASSWORD, password="Khoai lang tím 2027", by=by),
        lambda: end_other_visits(account, keep="", by=by),
    ):
        with pytest.raises(ProofMissing):
            ask()


def test_proof_leads_only_to_a_place_of_the_officials() -> None:
    client = inside(make_official(), minutes=11)
    answer = client.post(PROVE, {"password": PASSWORD, "next": "https://example.org/can-bo/"})
    assert answer.url == "/can-bo/"
