from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.signin import PHONE, client_of, last_code, make_official, make_resident
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.signin.actions import close_account, phone_subject
from xaso.signin.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


def ask(client: Client, phone: str = PHONE, **extra: str) -> Any:
    return client.post("/dang-nhap", {"phone": phone, **extra})


def enter(client: Client, code: str) -> Any:
    return client.post("/dang-nhap/ma", {"code": code, "action": "verify"})


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def denied() -> list[str]:
    return [
        entry.detail["reason"] for entry in Entry.objects.filter(action="signin.enter_code", denied=True).order_by("pk")
    ]


def test_unknown_phone_becomes_an_account_when_the_code_is_right(client: Client) -> None:
    assert ask(client).url == "/dang-nhap/ma"
    assert not Account.objects.exists()
    assert enter(client, last_code()).url == "/ho-so/"
    account = Account.objects.get()
    assert (account.phone, account.kind, account.person) == ("+84912345678", "resident", None)
    assert not account.has_usable_password()
    assert signed_in(client)


def test_known_phone_enters_its_own_account(client: Client) -> None:
    account = make_resident()
    ask(client, "+84 912.345.678")
    enter(client, last_code())
    assert client.session["_auth_user_id"] == str(account.pk)
    assert Account.objects.count() == 1


def test_resident_is_in_for_two_weeks_and_staying_busy_adds_nothing(client: Client) -> None:
    ask(client)
    enter(client, last_code())
    until = client.session.get_expiry_date()
    assert timedelta(days=13, hours=23) < until - clock.now() <= timedelta(days=14)
    session = client.session
    session["busy"] = True
    session.save()
    assert client.session.get_expiry_date() == until


def test_screens_say_the_same_for_known_and_unknown_phones(client: Client) -> None:
    make_resident("0912 345 678")
    pages = []
    for phone in ("0912 345 678", "0912 345 679"):
        browser = Client()
        answer = ask(browser, phone)
        page = browser.get("/dang-nhap/ma").content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(phone, "SỐ")
        pages.append((answer.status_code, answer.url, page))
    assert pages[0] == pages[1]


def test_code_has_six_digits_and_is_not_kept_in_the_journal(client: Client) -> None:
    ask(client)
    code = last_code()
    assert len(code) == 6
    entry = Entry.objects.get(action="signin.send_code")
    assert (entry.subject_kind, entry.subject_id) == phone_subject("+84912345678")
    assert code not in f"{entry.detail} {entry.personal}"
    assert Message.objects.get().forget_at is not None


@pytest.mark.parametrize("typed", ["{} {}", " {}-{} ", "{}\u200b{}"])
def test_code_typed_with_spaces_accepted(client: Client, typed: str) -> None:
    ask(client)
    code = last_code()
    enter(client, typed.format(code[:3], code[3:]))
    assert signed_in(client)


def test_wrong_codes_counted_down_and_the_third_spends_it(client: Client) -> None:
    ask(client)
    code = last_code()
    first, second, third = (enter(client, wrong(code)) for _ in range(3))
    assert "còn nhập được 2 lần" in first.content.decode()
    assert "còn nhập được 1 lần" in second.content.decode()
    assert "Đã nhập sai 3 lần" in third.content.decode()
    assert "Gửi lại mã" in third.content.decode()
    assert first.status_code == 422
    assert "Đã nhập sai 3 lần" in enter(client, code).content.decode()
    assert not signed_in(client)
    assert denied() == ["wrong", "wrong", "last_wrong", "spent"]
    assert not Account.objects.exists()


def test_new_code_works_after_the_third_wrong_one_and_the_old_does_not(client: Client) -> None:
    ask(client)
    old = last_code()
    for _ in range(3):
        enter(client, wrong(old))
    assert client.post("/dang-nhap/ma", {"action": "resend"}).url == "/dang-nhap/ma"
    assert "Đã gửi mã mới" in client.get("/dang-nhap/ma").content.decode()
    new = last_code()
    if new != old:
        assert "Mã chưa đúng" in enter(client, old).content.decode()
    enter(client, new)
    assert signed_in(client)


def test_expired_code_says_so_and_offers_another(client: Client) -> None:
    ask(client)
    code = last_code()
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 301
    session.save()
    page = enter(client, code).content.decode()
    assert "quá 5 phút nên hết hạn" in page
    assert "Gửi lại mã" in page
    assert not signed_in(client)
    assert denied() == ["expired"]


def test_code_works_once(client: Client) -> None:
    ask(client)
    code = last_code()
    before = client.cookies["sessionid"].value
    stolen = Client()
    stolen.cookies["sessionid"] = before
    enter(client, code)
    assert signed_in(client)
    enter(stolen, code)
    assert not signed_in(stolen)


def test_code_page_without_a_code_goes_back_to_the_phone_page(client: Client) -> None:
    answer = client.get("/dang-nhap/ma", follow=True)
    assert answer.redirect_chain == [("/dang-nhap", 302)]
    assert "Xin nhập số điện thoại để nhận mã." in answer.content.decode()


@pytest.mark.parametrize("phone", ["", "12", "abc", "01621234567", "+1 202 555 0100", "9" * 1000, "\x00"])
def test_impossible_phone_keeps_what_was_typed(client: Client, phone: str) -> None:
    answer = ask(client, phone)
    assert answer.status_code == 422
    assert not Message.objects.exists()
    if phone == "01621234567":
        assert 'value="01621234567"' in answer.content.decode()


def test_fourth_code_within_five_minutes_refused(client: Client) -> None:
    for _ in range(3):
        assert ask(Client()).status_code == 302
    answer = ask(client)
    assert answer.status_code == 422
    assert "Xin đợi 5 phút" in answer.content.decode()
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/thu-tuc/1.001193/nop", "/dang-nhap/tiep?next=%2Fthu-tuc%2F1.001193%2Fnop"),
        ("/ho-so/?trang=2", "/ho-so/?trang=2"),
        ("https://evil.example/", "/ho-so/"),
        ("//evil.example/", "/ho-so/"),
        ("/\\evil.example/", "/ho-so/"),
        ("javascript:alert(1)", "/ho-so/"),
    ],
)
def test_person_arrives_where_they_were_going_on_this_site_only(client: Client, asked: str, reached: str) -> None:
    ask(client, next=asked)
    assert enter(client, last_code()).url == reached


def test_private_page_leads_to_the_door_and_remembers(client: Client) -> None:
    answer = client.get("/dang-nhap", {"next": "/ho-so/"})
    assert 'name="next" value="/ho-so/"' in answer.content.decode()


def test_closed_account_does_not_get_in(client: Client) -> None:
    account = make_resident()
    close_account(account, by=Actor.system("tests"))
    ask(client)
    answer = enter(client, last_code())
    assert "Tài khoản này đã ngừng dùng." in answer.content.decode()
    assert not signed_in(client)


def test_closed_account_is_out_with_the_next_request() -> None:
    account = make_resident()
    client = client_of(account)
    assert client.get("/dang-xuat").status_code == 200
    close_account(account, by=Actor.system("tests"))
    assert client.get("/dang-xuat").url == "/"


def test_signing_in_and_out_leaves_rows(client: Client) -> None:
    ask(client)
    enter(client, last_code())
    assert client.get("/dang-xuat").status_code == 200
    assert client.post("/dang-xuat").url == "/"
    assert not signed_in(client)
    subject = ("account", str(Account.objects.get().pk))
    rows = Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("pk")
    assert [row.action for row in rows] == ["signin.open_account", "signin.enter", "signin.leave"]
    assert rows[1].detail == {"method": "code"}


def test_official_has_no_way_in_by_phone(client: Client) -> None:
    make_official()
    ask(client)
    enter(client, last_code())
    assert Account.objects.get(pk=client.session["_auth_user_id"]).kind == "resident"


def test_code_field_can_be_filled_by_the_phone_itself(client: Client) -> None:
    ask(client)
    page = client.get("/dang-nhap/ma").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert 'inputmode="tel"' in Client().get("/dang-nhap").content.decode()


def test_draft_about_to_be_started_is_one_press_away(client: Client) -> None:
    ask(client, next="/thu-tuc/1.001193/nop")
    page = client.get(enter(client, last_code()).url).content.decode()
    assert '<form class="mt2" method="post" action="/thu-tuc/1.001193/nop">' in page
    assert client.get("/dang-nhap/tiep?next=//evil.example/nop").url == "/ho-so/"


def test_signing_out_empties_what_the_browser_kept() -> None:
    left = client_of(make_resident()).post("/dang-xuat")
    assert left["Clear-Site-Data"] == '"storage"'
