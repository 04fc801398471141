"""The resident's page about their own data, and the notice anybody may read."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.desk.office import sent_extract
from xaso.core.actor import Actor
from xaso.offices.models import Office
from xaso.people.access import agrees
from xaso.people.rules import Purpose
from xaso.privacy.rules import RECORDS

pytestmark = pytest.mark.django_db
PAGE = "/du-lieu-cua-toi"


def reads(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_page_says_what_is_kept_and_that_dossiers_need_no_consent(
    lan: Client, citizen: Actor, one_stop: Office
) -> None:
    sent_extract(citizen, one_stop)
    page = reads(lan)
    for said in ("Nguyễn Thị Lan", "20/11/1988", "093 ••• ••• 123", "1 hồ sơ", "điều 19 khoản 1"):
        assert said in page
    assert "093188000123" not in page


def test_no_box_is_ticked_before_anybody_answers(lan: Client) -> None:
    page = reads(lan)
    assert page.count("Không đồng ý</span>") == len(Purpose)
    assert 'type="checkbox"' not in page
    assert "Hiện nay xã chưa cử ai đến nhà" in page


def test_agreeing_and_withdrawing_are_one_press_each(lan: Client, citizen: Actor) -> None:
    url = f"{PAGE}/dong-y/den-nha"
    assert lan.post(url, {"viec": "dong-y", "loi": "1"})["Location"] == PAGE
    assert agrees(Purpose.VISITS, account=citizen.account)
    page = reads(lan)
    assert "Đã đồng ý" in page
    assert page.count("Rút lại<span") == 1
    lan.post(url, {"viec": "rut"})
    assert not agrees(Purpose.VISITS, account=citizen.account)


def test_an_unclear_press_never_agrees(lan: Client, citizen: Actor) -> None:
    for typed in ({}, {"viec": ""}, {"viec": "x", "loi": "1"}):
        lan.post(f"{PAGE}/dong-y/den-nha", typed)
    assert lan.post(f"{PAGE}/dong-y/khac", {"viec": "dong-y", "loi": "1"}).status_code == 404
    assert lan.post(f"{PAGE}/dong-y/den-nha", {"viec": "dong-y", "loi": "0"}).status_code == 409
    assert not any(agrees(purpose, account=citizen.account) for purpose in Purpose)


def test_notice_tells_every_kind_of_record(db: None) -> None:
    page = reads(Client(), "/quyen-rieng-tu")
    for one in RECORDS:
        for said in (str(one.name), str(one.purpose), str(one.basis), one.keep.words, one.keep.why):
            assert said in page


def test_notice_names_the_law_in_english(db: None) -> None:
    reader = Client()
    reader.get("/ngon-ngu?tieng=en&ve=/")
    page = reads(reader, "/quyen-rieng-tu")
    assert "Law on Personal Data Protection 91/2025/QH15, article 4" in page
    assert not any(word in page for word in ("Luật", "điều", "khoản"))
