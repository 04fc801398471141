"""Many residents behind one address go on; whoever only guesses is stopped. All people are invented."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import network_of
from xaso.dossiers.models import Dossier
from xaso.offices.models import Office
from xaso.portal import guessing

pytestmark = pytest.mark.django_db
GATE = "203.0.113.7"  # one address of a carrier, behind which a commune is
DIGITS = "0001"


def browser() -> Client:
    return Client(REMOTE_ADDR=GATE)


def tried(client: Client, number: str, digits: str) -> int:
    return client.post("/tra-cuu", {"so": number, "cuoi": digits}).status_code


@pytest.fixture
def dossier(citizen: Actor, one_stop: Office) -> Dossier:
    return sent_extract(citizen, one_stop)


def guess(client: Client, times: int) -> list[int]:
    """Numbers that follow each other, the way whoever enumerates does it."""
    return [tried(client, f"H13.31441-261119-{place:04d}", "0000") for place in range(times)]


def test_three_hundred_residents_behind_one_address_all_follow_their_dossier(dossier: Dossier) -> None:
    """One in six mistypes once."""
    answers = []
    for place in range(300):
        client = browser()
        if place % 6 == 0:
            assert tried(client, f"H13.31441-261119-{place:04d}", DIGITS) == 404
        answers.append(tried(client, dossier.number, DIGITS))
    assert answers == [302] * 300


def test_guesser_is_stopped_however_many_browsers_they_use(dossier: Dossier) -> None:
    assert guess(browser(), 60) == [404] * 60
    assert tried(browser(), dossier.number, DIGITS) == 429


def test_others_behind_the_address_of_a_guesser_still_get_in(dossier: Dossier, citizen: Actor) -> None:
    known = browser()
    assert tried(known, dossier.number, DIGITS) == 302
    guess(browser(), 61)
    assert tried(known, dossier.number, DIGITS) == 302
    assert browser().get(f"/t/{dossier.token}").status_code == 200
    lan = client_of_actor(citizen)
    lan.defaults["REMOTE_ADDR"] = GATE
    assert tried(lan, dossier.number, DIGITS) == 302


def test_following_one_dossier_again_and_again_buys_no_more_guesses(dossier: Dossier) -> None:
    guessed = []
    for _browser in range(3):
        client = browser()
        assert tried(client, dossier.number, DIGITS) == 302
        guessed += guess(client, 5)
        if 429 in guessed:
            break
    assert guessed == [404] * 10 + [429] * 5 or tried(client, dossier.number, DIGITS) == 429


def test_forged_cookie_counts_by_address(dossier: Dossier) -> None:
    guess(browser(), 60)
    client = browser()
    client.cookies["biet"] = "ImFiY2RlZiI:1vabcd:forged"
    assert tried(client, dossier.number, DIGITS) == 429


def test_page_says_when_to_try_again_what_else_works_and_keeps_the_number(dossier: Dossier) -> None:
    guess(browser(), 60)
    answer = browser().post("/tra-cuu", {"so": dossier.number, "cuoi": DIGITS})
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 3540 <= int(answer["Retry-After"]) <= 3600
    assert re.search(r"Xin đợi (59|60) phút rồi thử lại\. Đường dẫn trong tin nhắn, mã QR", page)
    assert f'value="{dossier.number}"' in page


def test_guesser_may_try_again_after_the_hour(dossier: Dossier) -> None:
    guess(browser(), 61)
    with clock.travel(clock.now() + timedelta(minutes=61)):
        assert tried(browser(), dossier.number, DIGITS) == 302


def test_clock_that_goes_back_neither_frees_a_guesser_nor_locks_them_for_ever(dossier: Dossier) -> None:
    now = clock.now()
    guess(browser(), 61)
    with clock.travel(now - timedelta(days=400)):
        assert tried(browser(), dossier.number, DIGITS) == 429
    with clock.travel(now - timedelta(days=400) + timedelta(minutes=61)):
        assert tried(browser(), dossier.number, DIGITS) == 302


@pytest.mark.parametrize("door", ["/t/", "/kiem-tra/"])
def test_random_addresses_are_answered_404_until_there_were_too_many(door: str, dossier: Dossier) -> None:
    for _place in range(guessing.MISSES.times):
        guessing.MISSES.spend(f"address:{GATE}")
    answer = browser().get(f"{door}AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 429
    assert "Mở lại trang" in answer.content.decode()
    assert browser().get(f"/t/{dossier.token}").status_code == 200


def test_addresses_of_one_ipv6_line_count_as_one() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("::ffff:203.0.113.7") == network_of(GATE) == GATE
    assert network_of("not an address") == "unknown"
