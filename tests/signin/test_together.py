from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from tests.factories.signin import PHONE, last_code
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.demo.cast import player
from xaso.demo.town import let_in, office_of
from xaso.journal.models import Entry
from xaso.people.models import Person
from xaso.signin.access import actor_of
from xaso.signin.actions import claim_number, decide_claim, enter_by_identity, open_resident_account
from xaso.signin.models import Account, Identity, NumberClaim
from xaso.signin.rules import Claims


def together(work: Callable[[int], None], times: int) -> None:
    def run(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.usefixtures("committed_db")
def test_ten_guesses_at_once_count_as_ten() -> None:
    client = Client()
    client.post("/dang-nhap", {"phone": PHONE})
    code, session = int(last_code()), client.cookies["sessionid"].value

    def guess(number: int) -> None:
        browser = Client()
        browser.cookies["sessionid"] = session
        browser.post("/dang-nhap/ma", {"code": f"{(code + number + 1) % 1_000_000:06d}", "action": "verify"})

    together(guess, 10)
    reasons = [entry.detail["reason"] for entry in Entry.objects.filter(action="signin.enter_code", denied=True)]
    assert len(reasons) == 10
    assert reasons.count("wrong") + reasons.count("last_wrong") <= 3


@pytest.mark.usefixtures("committed_db")
def test_two_sign_ins_of_a_new_phone_at_once_end_at_one_account() -> None:
    def open_it(number: int) -> None:
        open_resident_account(phone="+84912345678", by=Actor.system("tests"))

    together(open_it, 8)
    assert Account.objects.count() == 1
    assert Entry.objects.filter(action="signin.open_account").count() == 1


@pytest.mark.usefixtures("committed_db")
def test_two_sign_ins_of_a_new_subject_at_once_end_at_one_account() -> None:
    def enter(number: int) -> None:
        enter_by_identity(issuer="https://a.example", claims=Claims("hoa"), loa="", by=Actor.system("tests"))

    together(enter, 8)
    assert (Account.objects.count(), Identity.objects.count()) == (1, 1)


@pytest.mark.usefixtures("committed_db")
def test_two_officers_who_press_at_once_join_once() -> None:
    office = office_of(player("tiep-nhan"))
    officer = actor_of(let_in(player("tiep-nhan")), address="10.0.0.1")
    account = open_resident_account(phone="+84912345678", by=Actor.system("tests"))
    claim_number(account, number="093190000555", by=Actor(account=account.pk))
    claim = NumberClaim.objects.get()
    refused: list[str] = []

    def press(number: int) -> None:
        try:
            decide_claim(claim, number="093190000555", fits=True, code=claim.code, full_name="Phạm Văn Út", by=officer)
        except Refused as refusal:
            refused.append(refusal.code)

    together(press, 4)
    assert refused == ["claim_decided"] * 3
    assert (office.pk, Person.objects.filter(full_name="Phạm Văn Út").count()) == (officer.office, 1)
