"""The door of the national identity against npm's oidc-provider: somebody else's reading of the same standards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.conf import settings as program
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from tests.cast import client_of_actor
from tests.peers.provider import Provider, running_provider
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.models import Account, Identity

pytestmark = pytest.mark.django_db
START, BACK = "/dang-nhap/dinh-danh/thu", "/dang-nhap/dinh-danh/thu/ve"
ELSEWHERE = {"key": "thu", "name": "x", "issuer": "https://a.invalid", "client_id": "xaso", "client_secret": "x"}
PEOPLE = {
    "hoa": {"SoDinhDanh": "093190000321", "HoVaTen": "Nguyễn Thị Hoa", "NgaySinh": "1990-05-12"},
    "hoa-2": {"SoDinhDanh": "093190000321", "HoVaTen": "Nguyễn Thị Hoa", "NgaySinh": "1990-05-12"},
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    log = tmp_path_factory.mktemp("provider") / "said.log"
    with running_provider(back=[f"{program.XASO_ADDRESS}{BACK}"], people=PEOPLE, log=log) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Any, db: None) -> Provider:
    cache.clear()
    settings.XASO_ISSUERS = [running.entry(acr_values="LoA2")]
    return running


def back_from(provider: Provider, client: Client, login: str = "hoa") -> dict[str, str]:
    """What the browser brings along after the provider's own pages."""
    address = provider.sign_in(client.get(START)["Location"], login)
    assert address.startswith(f"{program.XASO_ADDRESS}{BACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def denied() -> list[str]:
    return [
        entry.detail["reason"] for entry in Entry.objects.filter(action="signin.identify", denied=True).order_by("pk")
    ]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_resident_comes_in_through_a_real_provider(client: Client, provider: Provider) -> None:
    assert client.get(BACK, back_from(provider, client)).url == "/ho-so/"
    claims = Identity.objects.get().claims
    assert (claims.subject, claims.national_id, claims.full_name) == ("hoa", "093190000321", "Nguyễn Thị Hoa")
    assert Identity.objects.get().issuer == provider.address


def test_same_person_under_a_new_subject_is_another_account_until_the_counter_says_so(
    client: Client, provider: Provider
) -> None:
    client.get(BACK, back_from(provider, client))
    later = Client()
    later.get(BACK, back_from(provider, later, "hoa-2"))
    assert later.session["_auth_user_id"] != client.session["_auth_user_id"]
    assert [account.number_claims.get().fits for account in Account.objects.all()] == [None, None]


def test_code_replayed_at_a_real_provider_refused(client: Client, provider: Provider) -> None:
    back = back_from(provider, client)
    kept = dict(client.session["identity_visits"])
    client.get(BACK, back)
    thief = Client()
    thief.get(START)
    session = thief.session
    session["identity_visits"] = kept  # even with the state and the verifier of the visit
    session.save()
    assert thief.get(BACK, back).status_code == 422
    assert (signed_in(thief), denied()) == (False, ["code"])


def test_code_that_lived_too_long_refused(client: Client, provider: Provider, settings: Any) -> None:
    settings.XASO_ISSUERS = [provider.entry(client_id="xaso-short")]
    back = back_from(provider, client)
    time.sleep(2.1)
    assert client.get(BACK, back).status_code == 422
    assert (signed_in(client), denied()) == (False, ["code"])


def test_code_of_another_client_refused(client: Client, provider: Provider, settings: Any) -> None:
    back = back_from(provider, client)
    settings.XASO_ISSUERS = [provider.entry(client_id="xaso-short")]
    assert client.get(BACK, back).status_code == 422
    assert (signed_in(client), denied()) == (False, ["code"])


def test_wrong_secret_lets_nobody_in(client: Client, provider: Provider, settings: Any) -> None:
    settings.XASO_ISSUERS = [provider.entry(client_secret="another")]
    assert client.get(BACK, back_from(provider, client)).status_code == 422
    assert (signed_in(client), denied()) == (False, ["code"])


def test_level_that_the_provider_does_not_vouch_for_refused(client: Client, provider: Provider, settings: Any) -> None:
    settings.XASO_ISSUERS = [provider.entry(accepted_loa=["LoA9"])]
    assert client.get(BACK, back_from(provider, client)).status_code == 422
    assert denied() == ["loa"]


def test_leaving_leads_to_the_providers_own_page_and_nobody_is_in_there_afterwards(
    client: Client, provider: Provider
) -> None:
    client.get(BACK, back_from(provider, client))
    assert provider.still_in(Client().get(START)["Location"])
    away = client.post("/dang-xuat")["Location"]
    assert (away, signed_in(client)) == (f"{START}/ra", False)
    page = client.get(away)
    assert "Refresh" not in page.headers
    assert provider.sign_out(page.context["page"]) == f"{program.XASO_ADDRESS}/"
    assert f'href="{escape(page.context["page"])}"' in page.content.decode()
    assert not provider.still_in(Client().get(START)["Location"])


def test_borrowed_phone_goes_there_by_itself_when_its_borrower_leaves_or_rests(
    client: Client, provider: Provider
) -> None:
    for rests in (False, True):
        provider_page = client.get(f"{START}?muon=co")["Location"]
        back = provider.sign_in(provider_page, "hoa")
        client.get(BACK, dict(parse_qsl(urlsplit(back).query)))
        session = client.session
        session["borrowed"] -= 16 * 60 if rests else 0
        session.save()
        left = client.get("/ho-so/") if rests else client.post("/dang-xuat")
        assert (left["Location"], signed_in(client)) == (f"{START}/ra?muon={'het-gio' if rests else 'co'}", False)
        assert left["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        page = client.get(left["Location"])
        assert page["Refresh"] == f"3; url={page.context['page']}"
        assert ("15 phút không dùng" in page.content.decode()) == rests
        assert provider.sign_out(page.context["page"]) == f"{program.XASO_ADDRESS}/"
        assert not provider.still_in(client.get(START)["Location"])


def test_who_came_by_phone_is_led_to_no_provider(client: Client, provider: Provider, citizen: Actor) -> None:
    client.get(BACK, back_from(provider, client))
    client.post("/dang-xuat")
    by_phone = client_of_actor(citizen)
    assert by_phone.post("/dang-xuat")["Location"] == "/"
    assert by_phone.get(f"{START}/ra").status_code == 200  # an address that anybody may open
    assert client_of_actor(citizen).get(f"{START}/ra")["Location"] == "/dang-xuat"


def test_provider_that_has_no_such_page_or_is_away_leads_home(client: Client, settings: Any) -> None:
    cache.clear()
    settings.XASO_ISSUERS = [{**ELSEWHERE, "issuer": "http://127.0.0.1:9"}]
    assert client.get(f"{START}/ra")["Location"] == "/"
    settings.XASO_ISSUERS = [{**ELSEWHERE, "endpoints": {"end_session_endpoint": "javascript:alert(1)"}}]
    assert client.get(f"{START}/ra")["Location"] == "/"


def test_provider_that_went_away_in_between_said_so(client: Client, settings: Any, tmp_path: Any) -> None:
    cache.clear()
    with running_provider(back=[f"{program.XASO_ADDRESS}{BACK}"], people=PEOPLE, log=tmp_path / "said.log") as short:
        settings.XASO_ISSUERS = [short.entry()]
        back = back_from(short, client)
        short.stop()
        answer = client.get(BACK, back)
    assert (answer.status_code, denied()) == (503, ["down"])
    assert "đang không trả lời" in answer.content.decode()
