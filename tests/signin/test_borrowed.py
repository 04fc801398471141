"""Signing in on somebody else's phone leaves nothing behind on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.signin import PHONE, last_code
from tests.peers.issuer import running_issuer
from tests.portal.filing import start
from xaso.dossiers.models import Draft
from xaso.journal.models import Entry
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
EVERYTHING = '"cache", "cookies", "storage"'


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


def enter(client: Client, **said: str) -> Any:
    client.post("/dang-nhap", {"phone": PHONE, **said})
    return client.post("/dang-nhap/ma", {"code": last_code(), "action": "verify"})


@pytest.fixture
def borrower() -> Client:
    client = Client()
    enter(client, muon="co")
    return client


def idle(client: Client, seconds: int) -> None:
    session = client.session
    session["borrowed"] -= seconds
    session.save()


def two_weeks(seconds: int) -> bool:
    """Less what the answer took."""
    return timedelta(days=14, minutes=-5) < timedelta(seconds=seconds) <= timedelta(days=14)


def test_session_ends_when_the_browser_closes(borrower: Client) -> None:
    cookie = borrower.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert borrower.get("/ho-so/").status_code == 200
    own = Client()
    enter(own)
    assert two_weeks(own.cookies["sessionid"]["max-age"])


def test_fifteen_idle_minutes_end_the_session_and_empty_the_browser(borrower: Client) -> None:
    idle(borrower, 14 * 60)
    assert borrower.get("/ho-so/").status_code == 200
    idle(borrower, 16 * 60)
    answer = borrower.get("/ho-so/")
    assert answer.url == "/dang-nhap?muon=het-gio"
    assert answer["Clear-Site-Data"] == EVERYTHING
    assert "Đã đăng xuất vì 15 phút không dùng." in borrower.get(answer.url).content.decode()
    assert borrower.get("/ho-so/").url == "/dang-nhap?next=/ho-so/"
    assert Entry.objects.filter(action="signin.leave").count() == 1


def test_page_left_open_leads_to_the_door_by_itself(borrower: Client) -> None:
    assert borrower.get("/ho-so/")["Refresh"] == "901"
    own = Client()
    enter(own)
    assert "Refresh" not in own.get("/ho-so/").headers


@pytest.mark.parametrize("path", ["/", "/ho-so/", "/tai-khoan", "/thu-tuc/"])
def test_no_page_is_kept_by_the_browser(borrower: Client, path: str) -> None:
    assert borrower.get(path)["Cache-Control"] == "private, no-store"


def test_nothing_typed_is_remembered_and_no_photograph_shelved(borrower: Client, one_stop: Office) -> None:
    door = Client().get("/dang-nhap?muon=co").content.decode()
    assert 'autocomplete="tel"' not in door
    assert 'autocomplete="tel"' in Client().get("/dang-nhap").content.decode()
    address = start(borrower)
    page = borrower.get(address, follow=True).content.decode()
    assert "<html lang" in page
    assert " data-borrowed>" in page
    assert 'autocomplete="tel"' not in page


def test_signing_out_empties_the_browser(borrower: Client) -> None:
    assert borrower.post("/dang-xuat")["Clear-Site-Data"] == EVERYTHING


def test_no_wish_outlives_the_browser(borrower: Client) -> None:
    borrower.get("/co-chu?chu=to")
    assert (borrower.cookies["co_chu"].value, borrower.cookies["co_chu"]["max-age"]) == ("to", "")
    borrower.get("/co-chu?chu=")
    assert borrower.cookies["co_chu"]["max-age"] == 0
    own = Client()
    own.get("/co-chu?chu=to")
    assert own.cookies["co_chu"]["max-age"] == 365 * 24 * 3600


def test_draft_waits_for_its_owner_on_another_phone(borrower: Client, one_stop: Office) -> None:
    start(borrower)
    borrower.post("/dang-xuat")
    own = Client()
    enter(own)
    assert str(Draft.objects.get().pk) in own.get("/ho-so/").content.decode()


def test_own_phone_after_a_borrowed_one_is_no_longer_borrowed(borrower: Client) -> None:
    borrower.post("/dang-xuat")
    enter(borrower)
    assert two_weeks(borrower.cookies["sessionid"]["max-age"])
    assert "Refresh" not in borrower.get("/ho-so/").headers


def test_national_identity_on_a_borrowed_phone_leaves_nothing_either(settings: Any) -> None:
    client = Client()
    with running_issuer() as issuer:
        settings.XASO_ISSUERS = [issuer.entry()]
        assert "/dang-nhap/dinh-danh/thu?muon=co&amp;next=" in client.get("/dang-nhap?muon=co").content.decode()
        out = client.get("/dang-nhap/dinh-danh/thu?muon=co")["Location"]
        assert out.endswith("&prompt=login")  # not as whoever the phone belongs to
        client.get("/dang-nhap/dinh-danh/thu/ve", issuer.allow(out, "hoa"))
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.get("/ho-so/")["Refresh"] == "901"
