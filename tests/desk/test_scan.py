"""Papers brought to the counter get into the dossier as pictures."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.office import Desk
from tests.desk.test_dossier import COUNTER
from tests.factories.files import locked_pdf, pdf, photo
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.dossiers.access import get_dossier
from xaso.dossiers.actions import scan_papers
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import State
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def jpg(name: str = "scan.jpg", width: int = 800) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(width), "image/jpeg")


@pytest.fixture
def brought(hanh: Desk, one_stop: Office) -> str:
    """A dossier written down at the counter, one original on the table."""
    typed = COUNTER | {"lan": "scan", "co": ["birth_certificate"], "chinh-birth_certificate": "1"}
    assert hanh.client.post("/can-bo/tai-quay/1.001193", typed).status_code == 302
    return Dossier.objects.get().number


def test_scan_of_a_paper_on_the_table_is_shown_beside_the_dossier(brought: str, hanh: Desk) -> None:
    assert "Q" in hanh.moves(brought)
    files = {"tep-birth_certificate": [jpg(), SimpleUploadedFile("mat-sau.pdf", pdf(2), "application/pdf")]}
    page = hanh.does(brought, "quet-giay", **files)
    assert "Đã lưu 2 tệp" in page
    found = get_dossier(Actor.system("tests"), brought)
    kept = found.papers.values_list("key", "originals", "file__pages").order_by("id")
    assert list(kept) == [("birth_certificate", 1, 1), ("birth_certificate", 0, 2)]
    shown = found.papers.first()
    assert shown is not None
    answer = hanh.client.get(f"/can-bo/ho-so/{brought}/giay-to/{shown.pk}/1.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert [one.action for one in entries_of(found.subject) if not one.denied].count("dossier.scan") == 1
    assert "Xã đã quét giấy tờ mang đến" in hanh.reads(f"/can-bo/ho-so/{brought}/nhat-ky")


def test_paper_dossier_shows_no_page_of_empty_answers(brought: str, hanh: Desk) -> None:
    page = hanh.reads(f"/can-bo/ho-so/{brought}")
    assert "Hồ sơ giấy: người dân không khai tờ khai điện tử." in page
    assert "Bé tên gì?" not in page


def test_same_picture_twice_is_kept_once(brought: str, hanh: Desk) -> None:
    for _time in range(2):
        hanh.does(brought, "quet-giay", **{"tep-birth_certificate": [jpg()]})
    assert Dossier.objects.get().papers.count() == 1


def test_bad_file_is_named_and_the_good_ones_are_kept(brought: str, hanh: Desk) -> None:
    locked = SimpleUploadedFile("khoa.pdf", locked_pdf(), "application/pdf")
    answer = hanh.press(brought, "quet-giay", **{"tep-birth_certificate": [jpg()], "tep-authorisation": [locked]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "khoa.pdf" in page
    assert "mật khẩu" in page
    assert [paper.file is not None for paper in Dossier.objects.get().papers.all()] == [True]


def test_nothing_chosen_says_so(brought: str, hanh: Desk) -> None:
    answer = hanh.press(brought, "quet-giay")
    assert (answer.status_code, "Xin chọn ít nhất một tệp" in answer.content.decode()) == (422, True)


def test_scan_needs_a_right_and_the_own_file(brought: str, citizen: Actor, reception: Actor, elsewhere: Client) -> None:
    assert elsewhere.get(f"/can-bo/ho-so/{brought}/quet-giay").status_code == 404
    dossier = get_dossier(reception, brought)
    file = store_file(owner=owner_key(citizen), name="a.jpg", content=photo(), by=citizen)
    for by in (citizen, reception):
        with pytest.raises(Forbidden):
            scan_papers(dossier, files=[("birth_certificate", file)], by=by)


def test_scan_answers_a_request_at_the_counter(dossier: Dossier, hanh: Desk) -> None:
    chosen = {"chon": ["paper:old_paper"], "gi-paper:old_paper": "Mang giấy cũ."}
    hanh.does(dossier.number, "xin-them", reason="Thiếu giấy cũ.", **chosen)
    empty = SimpleUploadedFile("rong.jpg", b"", "image/jpeg")
    answer = hanh.press(dossier.number, "nhan-bo-sung", **{"tep-old_paper": [empty]})
    assert (answer.status_code, "rong.jpg" in answer.content.decode()) == (422, True)
    hanh.does(dossier.number, "nhan-bo-sung", **{"tep-old_paper": [jpg()]})
    found = Dossier.objects.get()
    assert found.state == State.REGISTERED
    assert [(paper.key, paper.file is not None, paper.originals) for paper in found.papers.all()] == [
        ("old_paper", True, 0)
    ]
