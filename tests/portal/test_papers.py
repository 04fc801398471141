"""Papers: whole without a script, in pieces with one, and everything people pick by mistake."""

import json
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.files import heic, locked_pdf, photo
from tests.portal.filing import BIRTH, attach, fill, revision, start, submit
from xaso.dossiers.models import Dossier, Paper
from xaso.files.models import StoredFile

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(lan: Client) -> str:
    address = start(lan)
    fill(lan, address, BIRTH)
    return address


def begin(client: Client, draft: str, content: bytes, paper: str = "birth_certificate") -> Any:
    asked = json.dumps({"name": "chung sinh.jpg", "size": len(content)})
    url = f"/tai-len{draft}{paper}"
    return client.post(url, asked, content_type="application/json", headers=JSON)


def piece(client: Client, url: str, data: bytes, offset: int) -> Any:
    headers = {**JSON, "X-Offset": str(offset)}
    return client.post(url, data, content_type="application/octet-stream", headers=headers)


def test_photo_arrives_in_pieces_and_is_attached(lan: Client, draft: str) -> None:
    content = photo(noisy=True)
    url = begin(lan, draft, content).json()["url"]
    half = len(content) // 2
    assert piece(lan, url, content[:half], 0).json() == {"received": half, "finished": False}
    assert piece(lan, url, content[half:], half).json() == {"received": len(content), "finished": True}
    page = unescape(lan.get(f"{draft}giay-to").content.decode())
    assert "Xã đã nhận 1 trang" in page
    assert 'alt="Xem lại chung sinh.jpg"' in page


def test_lost_connection_goes_on_where_it_stopped(lan: Client, draft: str) -> None:
    content = photo(noisy=True)
    url = begin(lan, draft, content).json()["url"]
    piece(lan, url, content[:50_000], 0)
    assert piece(lan, url, content[:50_000], 0).json()["received"] == 50_000
    assert piece(lan, url, content[80_000:], 80_000).json()["received"] == 50_000
    assert piece(lan, url, b"", 0).json()["received"] == 50_000
    assert piece(lan, url, content[50_000:], 50_000).json()["finished"] is True
    assert piece(lan, url, b"", 0).json()["finished"] is True
    assert Paper.objects.count() == 1


def test_same_photo_twice_is_one_paper(lan: Client, draft: str) -> None:
    attach(lan, draft)
    attach(lan, draft)
    assert (Paper.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "trống"),
        (b"MZ\x90\x00" + b"\0" * 500, "không phải ảnh"),
        (locked_pdf(), "mật khẩu"),
        (b"\xff\xd8\xff\xe0 not really a photo", "không đọc được"),
    ],
)
def test_wrong_file_is_told_beside_its_paper(lan: Client, draft: str, content: bytes, words: str) -> None:
    sent = {"giay": "birth_certificate", "tep": SimpleUploadedFile("anh.jpg", content, "image/jpeg")}
    answer = lan.post(f"{draft}giay-to/gui", sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'class="e"' in page
    assert Paper.objects.count() == 0


def test_heic_of_an_iphone_is_taken(lan: Client, draft: str) -> None:
    assert attach(lan, draft, content=heic(), name="IMG_0001.HEIC").status_code == 302


def test_forty_megabytes_of_a_large_camera_are_taken_and_shrunk(lan: Client, draft: str) -> None:
    content = photo(5600, 4200, noisy=True)
    content += b"\0" * (40_000_000 - len(content))
    assert attach(lan, draft, content=content).status_code == 302
    assert StoredFile.objects.get().size < 8_000_000


def test_pressing_send_with_nothing_chosen_says_so(lan: Client, draft: str) -> None:
    answer = lan.post(f"{draft}giay-to/gui", {"giay": "birth_certificate"})
    assert answer.status_code == 422
    assert "chưa chọn ảnh nào" in unescape(answer.content.decode())


def test_going_on_without_a_required_paper_says_which(lan: Client, draft: str) -> None:
    answer = lan.post(f"{draft}giay-to", {"tiep": "1"})
    assert answer.status_code == 422
    assert "Còn thiếu ảnh chụp: Giấy chứng sinh." in unescape(answer.content.decode())


def test_paper_can_be_looked_at_and_taken_off_again(lan: Client, duc: Client, draft: str) -> None:
    attach(lan, draft)
    paper = Paper.objects.get()
    assert lan.get(f"/giay-to/{paper.id}").status_code == 200
    picture = lan.get(f"/giay-to/{paper.id}/1.jpg?w=240")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.content[:2] == b"\xff\xd8"
    assert lan.get(f"/giay-to/{paper.id}/2.jpg").status_code == 404
    assert duc.get(f"/giay-to/{paper.id}").status_code == 404
    assert duc.get(f"/giay-to/{paper.id}/1.jpg").status_code == 404
    lan.post(f"{draft}giay-to/{paper.id}/bo")
    assert Paper.objects.count() == 0


def test_neighbour_cannot_send_into_the_draft_or_the_upload(lan: Client, duc: Client, draft: str) -> None:
    url = begin(lan, draft, photo()).json()["url"]
    assert begin(duc, draft, photo()).status_code == 404
    assert piece(duc, url, b"x", 0).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        '{"name": 1}',
        '{"name": "a", "size": "x"}',
        "\x00",
        "[" * 100_000,
        '{"name": "a", "size": 1e999}',
    ],
)
def test_unreadable_beginning_is_a_plain_answer(lan: Client, draft: str, body: str) -> None:
    answer = lan.post(f"/tai-len{draft}birth_certificate", body, content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["title"]


@pytest.mark.parametrize("size", [0, -1, 10**12])
def test_impossible_size_is_refused_before_anything_is_sent(lan: Client, draft: str, size: int) -> None:
    asked = json.dumps({"name": "a.jpg", "size": size})
    answer = lan.post(f"/tai-len{draft}birth_certificate", asked, content_type="application/json", headers=JSON)
    assert answer.status_code == 422


def test_paper_taken_off_on_another_device_is_reviewed_again(lan: Client, draft: str) -> None:
    fill(lan, draft, BIRTH)
    attach(lan, draft)
    attach(lan, draft, "identity", content=photo(300, 200))
    reviewed = revision(lan.get(f"{draft}xem-lai"))
    gone = Paper.objects.get(key="identity")
    lan.post(f"{draft}giay-to/{gone.pk}/bo")
    answer = lan.post(f"{draft}xem-lai", {"revision": reviewed})
    assert answer.status_code == 409
    assert "Xin xem lại một lần nữa rồi gửi" in unescape(answer.content.decode())
    assert Dossier.objects.count() == 0
    number = submit(lan, draft)["Location"].split("/")[2]
    assert list(Dossier.objects.get(number=number).papers.values_list("key", flat=True)) == ["birth_certificate"]
