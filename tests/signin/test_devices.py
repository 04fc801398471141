"""A resident sees where they are signed in, in their language, and ends it (ASVS 7.5.2)."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.factories.signin import PHONE, client_of, last_code, make_official, make_resident
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.actions import release_phone
from xaso.signin.models import Account, Visit
from xaso.signin.rules import device_of

pytestmark = pytest.mark.django_db
MINE = "/tai-khoan"
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
BORROWED_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 12) AppleWebKit/605 Safari/604"


def signs_in(agent: str, **said: str) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/dang-nhap", {"phone": PHONE} | said)
    assert client.post("/dang-nhap/ma", {"code": last_code(), "action": "verify"}).status_code == 302
    return client


def reads(client: Client) -> str:
    return unescape(client.get(MINE).content.decode())


def test_resident_reads_their_devices_and_signs_one_out() -> None:
    own, borrowed = signs_in(PHONE_AGENT), signs_in(BORROWED_AGENT, muon="co")
    page = reads(own)
    assert ("Chrome trên Android</b> · máy này" in page, "Safari trên iPhone</b><br>" in page) == (True, True)
    other = Visit.objects.get(system="iPhone")
    assert own.post(f"{MINE}/noi/{other.pk}").url == MINE
    assert (borrowed.get(MINE).status_code, own.get(MINE).status_code) == (302, 200)
    assert "Safari trên iPhone" not in reads(own)
    row = Entry.objects.get(action="signin.end_visit")
    assert (row.account, row.subject_id) == (other.account_id, str(other.account_id))


def test_all_other_devices_are_signed_out_with_one_press() -> None:
    own, others = signs_in(PHONE_AGENT), [signs_in(BORROWED_AGENT), signs_in(BORROWED_AGENT)]
    assert own.post(f"{MINE}/noi-khac").url == MINE
    assert [one.get(MINE).status_code for one in (own, *others)] == [200, 302, 302]
    assert "Đăng xuất mọi máy khác" not in reads(own)


def test_device_is_said_in_the_language_of_whoever_reads() -> None:
    own = signs_in(PHONE_AGENT)
    visit = Visit.objects.get()
    assert (visit.browser, visit.system) == ("Chrome", "Android")
    own.get("/ngon-ngu?tieng=en&ve=/tai-khoan")
    assert "Chrome on Android" in reads(own)


@pytest.mark.parametrize(
    ("agent", "device"),
    [("", ("", "")), ("curl/8", ("", "")), ("Mozilla/5.0 (Windows NT 10.0) Edg/120 Chrome/120", ("Edge", "Windows"))],
)
def test_what_a_browser_says_of_itself_is_only_compared(agent: str, device: tuple[str, str]) -> None:
    assert device_of(agent) == device


def test_device_of_somebody_else_is_not_there() -> None:
    signs_in(PHONE_AGENT)
    neighbour = client_of(make_resident("0912 345 679"))
    assert neighbour.post(f"{MINE}/noi/{Visit.objects.get().pk}").status_code == 404
    assert client_of(make_official()).post(f"{MINE}/noi-khac").status_code == 404
    assert Visit.objects.count() == 1


def test_phone_that_was_given_up_leaves_no_device_signed_in() -> None:
    client = signs_in(PHONE_AGENT)
    release_phone(Account.objects.get(), reason="lost", by=Actor.system("tests"))
    assert (client.get(MINE).status_code, Visit.objects.count()) == (302, 0)


def test_leaving_takes_the_device_off_the_list() -> None:
    own, other = signs_in(PHONE_AGENT), signs_in(BORROWED_AGENT)
    other.post("/dang-xuat")
    assert (Visit.objects.get().system, "Safari trên iPhone" in reads(own)) == ("Android", False)
