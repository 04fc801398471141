"""What nobody types but somebody sends: pieces of forms, letters in another form, ids of others. A Vietnamese sentence comes back
and what was typed beside it."""

from __future__ import annotations

from html import unescape
from typing import Any
from unicodedata import normalize
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.factories.entering import enter
from tests.factories.signin import make_resident
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.offices.models import Office, Post
from xaso.people.models import Consent
from xaso.people.rules import Purpose
from xaso.privacy.actions import open_breach
from xaso.privacy.models import BreachNote
from xaso.signin.models import NumberClaim

pytestmark = pytest.mark.django_db

LONG, NUL, NFD = "Ơ" * 10_000, "a\x00b", normalize("NFD", "Đã báo công an xã Vị Thủy")
VISITS = f"/du-lieu-cua-toi/dong-y/{Purpose.VISITS.value}"


def sent(client: Client, url: str, typed: dict[str, Any], status: int) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, (url, answer.status_code)
    return unescape(answer.content.decode())


@pytest.fixture
def duc(neighbour: Actor) -> Client:
    return client_of_actor(neighbour)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (None, "Xin nhập số định danh."),
        ("", "Xin nhập số định danh."),
        ("09318800012", "Số định danh có 12 chữ số"),
        ("²" * 12, "Số định danh chỉ gồm chữ số"),
        (NUL, "Số định danh"),
        (LONG, "Số định danh"),
    ],
)
def test_number_that_is_none_is_told_on_the_page_of_the_account(
    number: str | None, sentence: str, one_stop: Office
) -> None:
    somebody = enter(Client(), make_resident("+84900000771"))
    page = sent(somebody, "/tai-khoan", {} if number is None else {"number": number}, 422)
    assert sentence in page
    assert not NumberClaim.objects.exists()


def test_number_sent_to_a_page_that_asks_none_any_more_is_answered(duc: Client, one_stop: Office) -> None:
    """The account was confirmed with a card: a page with a number in no box would refuse without a word."""
    for number in ("093188000123", "x", NUL):
        answer = duc.post("/tai-khoan", {"number": number}, follow=True)
        assert "Xã đã xác nhận tài khoản này là của ông/bà rồi." in unescape(answer.content.decode())
    assert not NumberClaim.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 302),
        ({"viec": "dong-y"}, 409),
        ({"viec": "dong-y", "loi": LONG}, 409),
        ({"viec": "dong-y", "loi": NUL}, 409),
        ({"viec": "dong-y", "loi": "²"}, 409),
        ({"viec": "dong-y", "loi": "9" * 4000}, 409),
        ({"viec": normalize("NFD", "đồng ý"), "loi": "1"}, 302),
        ({"viec": NUL, "loi": "1"}, 302),
    ],
)
def test_consent_that_is_not_plainly_given_is_none(typed: dict[str, str], status: int, duc: Client) -> None:
    sent(duc, VISITS, typed, status)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("key", ["x", "a%00b", "%C6%A0" * 500, "tin-chung%2F.."])
def test_consent_to_nothing_known_is_not_there(key: str, duc: Client) -> None:
    assert duc.post(f"/du-lieu-cua-toi/dong-y/{key}", {"viec": "dong-y", "loi": "1"}).status_code == 404


@pytest.fixture
def note(manager: Actor) -> str:
    told = {"title": "Mất máy", "happened": "x", "whose": "x", "measures": "x"}
    return f"/can-bo/su-co/{open_breach(found_at=clock.now(), sensitive=False, by=manager, **told).pk}"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Xin chọn ghi việc gì."),
        ({"kind": "amend"}, "Xin ghi mục này."),
        ({"kind": "x", "words": "Lời đã gõ."}, "Xin chọn ghi việc gì."),
        ({"kind": NUL, "words": "Lời đã gõ."}, "Xin chọn ghi việc gì."),
        ({"kind": "amend", "words": LONG}, "Dài quá 2.000 chữ."),
        ({"kind": "amend", "words": NUL}, "Có ký tự không đọc được. Xin gõ lại mục này."),
    ],
)
def test_note_of_a_breach_that_cannot_be_is_told_and_kept(
    typed: dict[str, str], sentence: str, note: str, manager: Actor
) -> None:
    page = sent(client_of_actor(manager), note, typed, 422)
    assert sentence in page
    assert ("Lời đã gõ." in page) == (typed.get("words") == "Lời đã gõ.")
    assert not BreachNote.objects.exists()


def test_note_is_kept_in_composed_letters_and_one_of_another_office_is_not_there(
    note: str, manager: Actor, other_commune: Actor
) -> None:
    sent(client_of_actor(manager), note, {"kind": "amend", "words": NFD}, 302)
    assert BreachNote.objects.get().words == normalize("NFC", NFD)
    for client in (client_of_actor(other_commune), client_of_actor(manager)):
        sent(client, f"/can-bo/su-co/{uuid4()}", {"kind": "amend", "words": "x"}, 404)
    sent(client_of_actor(other_commune), note, {"kind": "amend", "words": "x"}, 404)


@pytest.fixture
def khoi(administrator_of_commune: Actor) -> Client:
    return client_of_actor(administrator_of_commune)


def role(where: int | str, **other: object) -> dict[str, object]:
    today = show_date(clock.today())
    typed = {"office": where, "role": "case_officer", "title": "công chức", "valid_from": today, "valid_to": ""}
    return typed | other


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"office": ""}, "Xin chọn bộ phận."),
        ({"office": NUL}, "Xin chọn bộ phận."),
        ({"office": "9" * 40}, "Xin chọn bộ phận."),
        ({"role": "emperor"}, "Xin chọn vai trò."),
        ({"role": "administrator"}, "Xin chọn vai trò."),
        ({"title": ""}, "Xin ghi mục này."),
        ({"title": LONG}, "Dài quá. Xin ghi gọn lại."),
        ({"valid_from": ""}, "Xin ghi ngày."),
        ({"valid_from": "31/02/2026"}, "Xin ghi ngày/tháng/năm"),
        ({"valid_from": NUL}, "Xin ghi ngày/tháng/năm"),
        ({"valid_to": "01/01/0001"}, "phải sau ngày bắt đầu"),
        ({"valid_to": LONG}, "Xin ghi ngày/tháng/năm"),
    ],
)
def test_role_that_cannot_be_given_is_told_and_the_rest_kept(
    other: dict[str, str], sentence: str, khoi: Client, reception: Actor, one_stop: Office
) -> None:
    held = Post.objects.count()
    page = sent(khoi, f"/can-bo/quan-tri/{reception.account}/vai-tro", role(one_stop.pk, **other), 422)
    assert sentence in page
    assert ('value="công chức"' in page) == ("title" not in other)
    assert Post.objects.count() == held


def test_role_in_an_office_of_another_commune_is_no_choice(
    khoi: Client, reception: Actor, other_commune: Actor
) -> None:
    url = f"/can-bo/quan-tri/{reception.account}/vai-tro"
    assert "Xin chọn bộ phận." in sent(khoi, url, role(str(other_commune.office)), 422)
    for account in (other_commune.account, uuid4()):
        sent(khoi, f"/can-bo/quan-tri/{account}/vai-tro", role(1), 404)


def test_title_is_kept_in_composed_letters(khoi: Client, reception: Actor, one_stop: Office) -> None:
    title = normalize("NFD", "công chức tư pháp")
    sent(khoi, f"/can-bo/quan-tri/{reception.account}/vai-tro", role(one_stop.pk, title=title), 302)
    assert Post.objects.latest("pk").title == normalize("NFC", title)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Xin ghi ngày."),
        ({"on": "hôm nay"}, "Xin ghi ngày/tháng/năm"),
        ({"on": NUL}, "Xin ghi ngày/tháng/năm"),
        ({"on": LONG}, "Xin ghi ngày/tháng/năm"),
        ({"on": "01/01/0001"}, "phải sau ngày bắt đầu"),
        ({"on": "99/99/9999"}, "Xin ghi ngày/tháng/năm"),
    ],
)
def test_end_of_a_post_that_cannot_be_is_told(
    typed: dict[str, str], sentence: str, khoi: Client, reception: Actor
) -> None:
    url = f"/can-bo/quan-tri/{reception.account}/vai-tro/{reception.post}"
    assert sentence in sent(khoi, url, typed, 422)
    assert Post.objects.get(pk=reception.post).valid_to is None


def test_post_of_somebody_else_is_not_ended_through_an_account(
    khoi: Client, reception: Actor, case_officer: Actor, other_commune: Actor, one_stop: Office
) -> None:
    today = {"on": show_date(clock.today())}
    for account, post in (
        (reception.account, case_officer.post),
        (reception.account, other_commune.post),
        (other_commune.account, other_commune.post),
        (reception.account, 10**9),
        (uuid4(), reception.post),
    ):
        sent(khoi, f"/can-bo/quan-tri/{account}/vai-tro/{post}", today, 404)
    assert not Post.objects.filter(pk__in=(case_officer.post, other_commune.post), valid_to__isnull=False).exists()
