"""After it was sent: following, supplements, result, rating, withdrawing, checking a paper."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.files import photo
from tests.portal.filing import file_birth, file_extract
from tests.portal.office_work import ask_for_more, bring_to_result, receive
from xaso.core.actor import Actor
from xaso.documents.models import Document
from xaso.dossiers.models import Dossier, Paper
from xaso.dossiers.rules import State
from xaso.surveys.models import Rating

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


def test_following_by_number_and_last_four_digits(lan: Client, client: Client) -> None:
    number = file_extract(lan)
    answer = client.post("/tra-cuu", {"so": number.lower(), "cuoi": "0001"})
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/t/{dossier.token}"
    page = text(client, answer["Location"])
    assert "Xã trả lời trước" in page
    assert "Nguyễn Thị Lan" not in page
    assert "0912" not in page.replace(str(dossier.office.phone), "").split("<main", 1)[1]


def test_wrong_digits_and_wrong_number_answer_alike_and_shut_after_five(lan: Client, client: Client) -> None:
    number = file_extract(lan)
    wrong = client.post("/tra-cuu", {"so": number, "cuoi": "9999"})
    unknown = client.post("/tra-cuu", {"so": "H13.31441-200101-0001", "cuoi": "9999"})
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert "chưa khớp" in unescape(wrong.content.decode())
    assert f'value="{number}"' in wrong.content.decode()
    for _try in range(5):
        client.post("/tra-cuu", {"so": number, "cuoi": "9999"})
    assert client.post("/tra-cuu", {"so": number, "cuoi": "0001"}).status_code == 429


def test_unknown_link_is_told_plainly(client: Client) -> None:
    assert "không còn đúng" in text(client, "/t/khong-co", 404)


def test_date_explains_itself_once_received(lan: Client, reception: Actor) -> None:
    number = file_extract(lan)
    assert "Vì sao đến ngày này?" not in text(lan, f"/ho-so/{number}")
    receive(number, reception)
    page = text(lan, f"/ho-so/{number}")
    assert "Có kết quả trước" in page
    assert "Vì sao đến ngày này?" in page
    assert "Bộ luật Dân sự 2015" in page
    letter = page.split('href="/van-ban/')[1].split('"')[0]
    answer = lan.get(f"/van-ban/{letter}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"


def test_supplements_are_answered_field_by_field(lan: Client, reception: Actor) -> None:
    number = file_birth(lan)
    ask_for_more(number, reception)
    page = text(lan, f"/ho-so/{number}")
    assert "Gửi phần bổ sung" in page
    assert "thời hạn của xã tạm dừng" in page
    asked = text(lan, f"/ho-so/{number}/bo-sung")
    assert "Chụp lại mặt sau cho rõ." in asked
    assert "Xã nhắn: Ghi thêm tên ấp." in asked
    assert 'value="Trạm Y tế xã Vị Thủy"' in asked
    early = lan.post(f"/ho-so/{number}/bo-sung", {"birth_facility": "Tại nhà", "gui": "1"})
    assert early.status_code == 422
    assert "Còn thiếu: Giấy chứng sinh." in unescape(early.content.decode())
    assert 'value="Tại nhà"' in unescape(early.content.decode())
    file = SimpleUploadedFile("mat sau.jpg", photo(800, 600), "image/jpeg")
    lan.post(f"/ho-so/{number}/bo-sung/gui", {"giay": "birth_certificate", "tep": file})
    answer = lan.post(f"/ho-so/{number}/bo-sung", {"birth_facility": "Tại nhà, ấp 5", "gui": "1"})
    assert answer["Location"] == f"/ho-so/{number}"
    assert Dossier.objects.get().state == State.REGISTERED
    assert Paper.objects.count() == 2
    assert text(lan, f"/ho-so/{number}/bo-sung", 404)


def test_supplement_photo_can_be_taken_off_before_sending(lan: Client, reception: Actor) -> None:
    number = file_birth(lan)
    ask_for_more(number, reception)
    file = SimpleUploadedFile("mat sau.jpg", photo(800, 600), "image/jpeg")
    lan.post(f"/ho-so/{number}/bo-sung/gui", {"giay": "birth_certificate", "tep": file})
    paper = Paper.objects.latest("id")
    assert lan.post(f"/ho-so/{number}/bo-sung/{paper.id}/bo").status_code == 302
    assert Paper.objects.count() == 1


def test_result_is_fetched_and_rated_with_one_press(
    lan: Client, duc: Client, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    number = file_extract(lan)
    assert lan.get(f"/ho-so/{number}/ket-qua.pdf").status_code == 404
    bring_to_result(number, reception=reception, case_officer=case_officer, approver=approver)
    page = text(lan, f"/ho-so/{number}")
    assert "Tải kết quả về máy" in page
    assert "Ông/bà thấy xã làm thế nào?" in page
    assert lan.get(f"/ho-so/{number}/ket-qua.pdf").content[:5] == b"%PDF-"
    assert duc.get(f"/ho-so/{number}/ket-qua.pdf").status_code == 404
    assert lan.post(f"/ho-so/{number}/danh-gia", {"diem": "5"}).status_code == 302
    assert Rating.objects.get(subject_kind="dossier").score == 5
    assert "Ông/bà thấy xã làm thế nào?" not in text(lan, f"/ho-so/{number}")
    assert duc.post(f"/ho-so/{number}/danh-gia", {"diem": "1"}).status_code == 404


@pytest.mark.parametrize("score", ["", "0", "6", "x", "-1"])
def test_rating_outside_the_five_faces_is_refused(
    lan: Client, reception: Actor, case_officer: Actor, approver: Actor, score: str
) -> None:
    number = file_extract(lan)
    bring_to_result(number, reception=reception, case_officer=case_officer, approver=approver)
    assert lan.post(f"/ho-so/{number}/danh-gia", {"diem": score}).status_code == 422
    assert Rating.objects.given().count() == 0


def test_withdrawing_asks_once_and_why(lan: Client, duc: Client) -> None:
    number = file_extract(lan)
    assert "Rút hồ sơ này?" in text(lan, f"/ho-so/{number}/rut")
    assert duc.get(f"/ho-so/{number}/rut").status_code == 404
    empty = lan.post(f"/ho-so/{number}/rut", {"ly-do": ""})
    assert empty.status_code == 422
    assert Dossier.objects.get().state == State.REGISTERED
    lan.post(f"/ho-so/{number}/rut", {"ly-do": "Tôi nộp nhầm."})
    assert Dossier.objects.get().state == State.WITHDRAWN
    for page in (f"/ho-so/{number}", "/ho-so/"):
        assert "Ông/bà đã rút hồ sơ" in text(lan, page)
    assert lan.get(f"/ho-so/{number}/rut").status_code == 403


def test_anybody_with_the_paper_can_check_it_and_learns_nobodys_name(
    lan: Client, client: Client, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    number = file_extract(lan)
    bring_to_result(number, reception=reception, case_officer=case_officer, approver=approver)
    for document in Document.objects.order_by("id"):
        page = text(client, f"/kiem-tra/{document.token}")
        assert document.title in page
        assert "Nguyễn Thị Lan" not in page
    assert "Không có giấy nào mang mã này" in text(client, "/kiem-tra/khong-co", 404)


def test_my_dossiers_ask_the_database_the_same_whatever_their_number(lan: Client) -> None:
    counts = []
    for more in (1, 3):
        for _one in range(more):
            file_extract(lan)
        with CaptureQueriesContext(connection) as asked:
            lan.get("/ho-so/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8
