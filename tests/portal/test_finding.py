"""From the first page to the right procedure."""

import gzip
import re
from html import unescape

import pytest
from django.test import Client

from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_first_page_asks_one_thing_and_gives_the_telephone(client: Client, one_stop: Office) -> None:
    page = text(client, "/")
    assert "Ông/bà cần làm việc gì?" in page
    assert "<b>Xã Vị Thủy</b><span>TP. Cần Thơ</span>" in page
    assert "Khai sinh cho con" in page
    assert f'href="tel:{one_stop.phone}"' in page
    assert "Hồ sơ của tôi tới đâu rồi?" in page


def test_first_page_answers_while_there_is_no_office_yet(client: Client) -> None:
    assert "Xã Vị Thủy" in text(client, "/")


@pytest.mark.parametrize("typed", ["khai sinh", "lam giay khai sinh cho con", "KHAI SINH CHO CON"])
def test_search_puts_the_right_procedure_first(client: Client, typed: str) -> None:
    page = text(client, f"/thu-tuc/?q={typed}")
    assert page.index('href="/thu-tuc/') == page.index('href="/thu-tuc/1.001193"')


@pytest.mark.parametrize("typed", ["zzzz qqqq", "<script>alert(1)</script>", "%00", "a" * 10_000, "' or 1=1"])
def test_search_for_nonsense_says_what_to_do(client: Client, typed: str) -> None:
    answer = client.get("/thu-tuc/", {"q": typed})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_every_procedure_is_listed_under_its_field(client: Client) -> None:
    page = text(client, "/thu-tuc/")
    assert page.count('class="rowlink"') == 103
    assert "<h2>Hộ tịch</h2>" in page


def test_procedure_page_says_what_how_long_how_much_where(client: Client, one_stop: Office) -> None:
    page = text(client, "/thu-tuc/1.001193")
    for words in (
        "Xong trong ngày.",
        "Không mất tiền",
        "Giấy chứng sinh",
        "Nộp hồ sơ tại đây",
        "Luật Hộ tịch",
        "1.001193",
    ):
        assert words in page


def test_procedure_not_reviewed_says_to_come_to_the_counter(client: Client, one_stop: Office) -> None:
    page = text(client, "/thu-tuc/1.001022")
    assert "Việc này nộp tại quầy" in page
    assert "Nộp hồ sơ tại đây" not in page


def test_every_procedure_page_answers(client: Client, one_stop: Office) -> None:
    codes = set(re.findall(r'href="/thu-tuc/([\d.]+)"', text(client, "/thu-tuc/")))
    assert len(codes) == 100
    for code in sorted(codes):
        assert client.get(f"/thu-tuc/{code}").status_code == 200, code


def test_unknown_procedure_is_told_plainly(client: Client) -> None:
    answer = client.get("/thu-tuc/9.999999")
    assert answer.status_code == 404
    assert "Không có thủ tục mã số" in unescape(answer.content.decode())


@pytest.mark.parametrize("path", ["/", "/thu-tuc/", "/thu-tuc/1.001193", "/tra-cuu", "/dang-nhap"])
def test_first_view_is_light_and_asks_for_nothing_before_it_paints(client: Client, one_stop: Office, path: str) -> None:
    page = client.get(path).content
    assert len(gzip.compress(page)) <= 20_000
    assert b'rel="stylesheet"' not in page
    assert b"<script" not in page.replace(b"<script defer", b"")


def test_communes_follow_the_province(client: Client) -> None:
    answer = client.get("/xa-phuong", {"tinh": "92"}).json()["communes"]
    assert ["31441", "Xã Vị Thủy"] in answer
    assert len(answer) == 103
    assert client.get("/xa-phuong", {"tinh": "no"}).json() == {"communes": []}
