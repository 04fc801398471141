"""Counts that several requests share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connections

from tests.cast import client_of_actor
from tests.factories.files import photo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import Limit, sweep_limits
from xaso.core.refused import TooMany
from xaso.desk.views.search import SEARCHES
from xaso.desk.views.sheets import EXPORTS
from xaso.files import actions
from xaso.portal.views import catalogue

HOUR = timedelta(hours=1)


def used_up(limit: Limit, who: str) -> None:
    for _time in range(limit.times):
        limit.spend(who)


def test_no_two_of_many_at_once_are_both_the_last(committed_db: Callable[[], None]) -> None:
    limit = Limit("test", 10, HOUR)

    def one(_place: int) -> bool:
        try:
            limit.spend("who")
        except TooMany:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 10


@pytest.mark.django_db
def test_window_ends_and_what_is_over_is_swept_while_other_things_stay() -> None:
    limit = Limit("test", 1, HOUR)
    with clock.travel(clock.now() - 2 * HOUR):
        limit.spend("who")
    limit.spend("who")
    with clock.travel(clock.now() - 2 * HOUR):
        Limit("older", 1, HOUR).spend("who")
    cache.set("kept", "this", 60)
    sweep_limits(0)
    assert (cache.get("kept"), cache.count("limit:older:who", within=HOUR, step=0)[0]) == ("this", 0)
    with pytest.raises(TooMany):
        limit.spend("who")


@pytest.mark.django_db
def test_no_more_is_given_back_than_was_counted_and_nothing_of_the_next_window() -> None:
    limit = Limit("test", 1, HOUR)
    with clock.travel(clock.now() - 2 * HOUR):
        limit.spend("who")
    limit.give_back("who")
    limit.give_back("nobody", times=3)
    for who in ("who", "nobody"):
        limit.spend(who)
        with pytest.raises(TooMany):
            limit.spend(who)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "path"),
    [(SEARCHES, "/can-bo/tim?q=Lan"), (EXPORTS, "/can-bo/xuat?dang=csv"), (EXPORTS, "/can-bo/so-sach/xuat?dang=csv")],
)
def test_desk_says_when_to_try_again(limit: Limit, path: str, reception: Actor, case_officer: Actor) -> None:
    used_up(limit, f"account:{reception.account}")
    answer = client_of_actor(reception).get(path)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= limit.within.total_seconds()
    assert "phút rồi thử lại." in answer.content.decode()
    assert client_of_actor(case_officer).get(path).status_code == 200


@pytest.mark.django_db
def test_typed_text_comes_back_with_the_refusal(reception: Actor) -> None:
    used_up(SEARCHES, f"account:{reception.account}")
    page = client_of_actor(reception).post("/can-bo/tim", {"q": 'Lan "<b>'}).content.decode()
    assert '<input type="hidden" name="q" value="Lan &quot;&lt;b&gt;">' in page
    assert "Gửi lại" in page


@pytest.mark.django_db
def test_search_of_the_portal_counts_an_address_and_reading_counts_nothing(client: object) -> None:
    assert catalogue.SEARCHES.times >= 4 * 300
    from django.test import Client

    used_up(catalogue.SEARCHES, "address:127.0.0.1")
    assert Client().get("/thu-tuc/?q=khai+sinh").status_code == 429
    assert Client().get("/thu-tuc/").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.1").get("/thu-tuc/?q=khai+sinh").status_code == 200


@pytest.mark.django_db
def test_uploads_of_one_account_are_counted_and_those_of_its_office_go_on(
    reception: Actor, case_officer: Actor
) -> None:
    used_up(actions.UPLOADS, str(reception.account))
    owner = f"office:{reception.office}"
    with pytest.raises(TooMany):
        actions.begin_upload(owner=owner, name="a.jpg", size=10, by=reception)
    with pytest.raises(TooMany):
        actions.store_file(owner=owner, name="a.jpg", content=photo(50, 50), by=reception)
    assert actions.begin_upload(owner=owner, name="a.jpg", size=10, by=case_officer).received == 0
