from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from tests.factories.signin import PHONE, last_code
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.signin.actions import open_resident_account
from xaso.signin.models import Account


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
