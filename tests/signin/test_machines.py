"""Machines: a token that an administrator opened reads figures, and nothing else, until it is ended."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.factories.entering import enter
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.journal.models import Entry
from xaso.offices.models import Office
from xaso.signin.access import ProofMissing, actor_of
from xaso.signin.actions import open_token
from xaso.signin.models import Account, Token
from xaso.signin.rules import Reads, token_hash

pytestmark = pytest.mark.django_db
PAGE, FIGURES = "/can-bo/quan-tri/may", "/api/v1/figures"
TYPED = {"name": "Trung tâm điều hành thành phố", "username": "may.ioc", "reads": "reads_figures", "days": "30"}


@pytest.fixture
def khoi(administrator_of_commune: Actor) -> Client:
    return client_of_actor(administrator_of_commune)


def opened(khoi: Client) -> str:
    found = re.search(r"xaso_[\w-]{43}", khoi.post(PAGE, TYPED).content.decode())
    assert found
    return found[0]


def asks(token: str, **headers: Any) -> Any:
    return Client().get(FIGURES, headers={"Authorization": f"Bearer {token}"} | headers)


def test_machine_reads_the_figures_of_its_unit_with_a_token_shown_once(
    khoi: Client, citizen: Actor, one_stop: Office
) -> None:
    sent_extract(citizen, one_stop)
    token = opened(khoi)
    answer = asks(token)
    assert answer.status_code == 200
    assert answer.json()["units"] == [
        {"unit": "xã Vị Thủy, thành phố Cần Thơ", "open": 1, "late": 0, "paused": 0, "sent": 1}
    ]
    assert answer["Cache-Control"] == "private, no-store"
    page = unescape(khoi.get(PAGE).content.decode())
    assert (token in page, "đọc lần cuối" in page, "Ngô Minh Khôi mở lúc" in page) == (False, True, True)


def test_token_lies_hashed_and_its_opening_and_end_stand_in_the_journal(khoi: Client) -> None:
    token = opened(khoi)
    kept = Token.objects.get()
    assert kept.hash == token_hash(token)
    assert khoi.post(f"{PAGE}/{kept.pk}/dung").url == PAGE
    assert asks(token).status_code == 401
    assert khoi.post(f"{PAGE}/{kept.pk}/dung").status_code == 409
    rows = Entry.objects.filter(subject_id=str(kept.account_id)).order_by("pk")
    assert [row.action for row in rows] == ["signin.open_account", "signin.open_token", "signin.end_token"]
    assert token not in str(list(Entry.objects.values_list("detail", "personal")))
    assert Account.objects.get(pk=kept.account_id).is_active is False


def test_token_dies_on_its_day_and_not_before_it_was_made(khoi: Client) -> None:
    token = opened(khoi)
    for days, status in ((29.9, 200), (30.1, 401), (-1, 401)):
        with clock.travel(clock.now() + timedelta(days=days)):
            assert asks(token).status_code == status


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer xaso_wrong", "Bearer \u00e9" + "x" * 5000, "bearer\tx"]
)
def test_without_its_token_nobody_reads(khoi: Client, manager: Actor, header: str) -> None:
    for client in (Client(), khoi, client_of_actor(manager)):
        answer = client.get(FIGURES, headers={"Authorization": header, "Accept": "application/json"})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="xaso"')


def test_token_opens_no_page_of_people_and_no_dossier(khoi: Client) -> None:
    token = opened(khoi)
    for url in ("/can-bo/", "/can-bo/so-lieu", "/ho-so/", PAGE):
        assert Client().get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_whoever_tries_tokens_is_stopped(khoi: Client) -> None:
    for _time in range(60):
        assert asks("xaso_guess").status_code == 401
    assert asks("xaso_guess", Accept="application/json").status_code == 429
    assert asks(opened(khoi)).status_code == 200


def test_only_an_administrator_who_has_just_shown_it_opens_one(administrator_of_commune: Actor, manager: Actor) -> None:
    values: dict[str, Any] = {"username": "may.ioc", "name": "x", "reads": Reads.FIGURES, "days": 1}
    with pytest.raises(Forbidden):
        open_token(**values, by=manager)
    account = account_of(administrator_of_commune)
    with pytest.raises(ProofMissing):
        open_token(**values, by=actor_of(account, address=""))
    stale = enter(Client(), account, proved=(clock.now() - timedelta(minutes=11)).timestamp())
    assert stale.post(PAGE, TYPED).url == "/can-bo/bao-ve/chung-minh?next=%2Fcan-bo%2Fquan-tri%2Fmay"


def test_what_was_typed_wrong_is_said_and_kept(khoi: Client) -> None:
    for days in ("0", "367", "abc", "9" * 40):
        answer = khoi.post(PAGE, TYPED | {"days": days})
        assert (answer.status_code, 'value="may.ioc"' in answer.content.decode()) == (422, True)
    assert not Token.objects.exists()


def test_token_of_another_unit_is_not_there(khoi: Client, other_commune: Actor) -> None:
    opened(khoi)
    Token.objects.update(unit_id=other_commune.unit)
    assert khoi.post(f"{PAGE}/{Token.objects.get().pk}/dung").status_code == 404
