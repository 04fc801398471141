"""On English pages a voice is told which words are Vietnamese (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.office import sent_extract
from tests.portal.filing import BIRTH, fill, start
from tests.portal.office_work import bring_to_result
from tests.voices import in_vietnamese, mispronounced
from xaso.core.actor import Actor
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(lan: Client) -> Client:
    lan.get("/ngon-ngu", {"tieng": "en"})
    return lan


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    text: str = page.content.decode()
    assert '<html lang="en"' in text
    return text


@pytest.mark.parametrize(("code", "name"), [("1.001193", "Khai sinh cho con"), ("1.001612", "Đăng ký hộ kinh doanh")])
def test_procedure_is_told_in_vietnamese_on_an_english_page(english: Client, code: str, name: str) -> None:
    page = read(english, f"/thu-tuc/{code}")
    assert mispronounced(page) == []
    assert {"Xã Vị Thủy", name, f"{name} – Xã Vị Thủy"} <= set(in_vietnamese(page))


def test_first_page_and_list_name_procedures_in_vietnamese(english: Client) -> None:
    for address in ("/", "/thu-tuc/", "/thu-tuc/?q=khai+sinh"):
        page = read(english, address)
        assert mispronounced(page) == []
        assert "Khai sinh cho con" in in_vietnamese(page)


def test_form_is_asked_in_vietnamese_on_every_step(english: Client) -> None:
    draft = start(english)
    fill(english, draft, BIRTH)
    for step in [*BIRTH, "giay-to", "xem-lai"]:
        page = read(english, f"{draft}{step}")
        assert mispronounced(page) == [], step
    assert "Trần Nguyễn Bảo Ngân" in in_vietnamese(page)


def test_dossier_is_followed_with_its_words_in_vietnamese(
    english: Client, citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    number = sent_extract(citizen, one_stop).number
    before = read(english, f"/ho-so/{number}")
    bring_to_result(number, reception=reception, case_officer=case_officer, approver=approver)
    for page in (before, read(english, f"/ho-so/{number}"), read(english, "/ho-so/")):
        assert mispronounced(page) == []


def test_vietnamese_page_carries_no_mark(lan: Client) -> None:
    page = lan.get("/thu-tuc/1.001193").content.decode()
    assert page.count(" lang=") == 2  # of the page, and of the link to English
