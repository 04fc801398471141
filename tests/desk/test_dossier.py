"""An opened dossier: what is masked, who may see which paper, the counter."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.office import Desk
from tests.factories.files import pdf, photo
from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier, Paper
from xaso.dossiers.rules import State
from xaso.files.actions import store_file
from xaso.journal.queries import entries_of
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(dossier: Dossier, citizen: Actor) -> Paper:
    """A PDF of three pages among the papers."""
    file = store_file(owner=f"account:{citizen.account}", name="giay.pdf", content=pdf(3), by=citizen)
    return Paper.objects.create(
        dossier=dossier, key="old_paper", name="Giấy cũ", file=file, added_at=dossier.submitted_at
    )


def test_identity_number_is_masked_until_asked_for_and_asking_is_on_record(dossier: Dossier, hanh: Desk) -> None:
    url = f"/can-bo/ho-so/{dossier.number}"
    assert "093 ••• ••• 123" in hanh.reads(url)
    for page in ("", "/nhat-ky", "/xin-them", "/tiep-nhan"):
        assert "188 000 123" not in hanh.reads(url + page)
    opened = hanh.client.post(f"{url}/hien")
    assert "093 188 000 123" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert entries_of(dossier.subject).filter(action="dossier.reveal", denied=False).count() == 1
    assert hanh.client.get(f"{url}/hien").status_code == 405


def test_papers_are_shown_page_by_page(paper: Paper, hanh: Desk) -> None:
    assert paper.dossier is not None
    url = f"/can-bo/ho-so/{paper.dossier.number}"
    page = hanh.reads(f"{url}?giay={paper.pk}&trang=2&to=150&xoay=90")
    assert f'src="{url}/giay-to/{paper.pk}/2.jpg?w=1600"' in page
    assert 'class="r90 z150"' in page
    assert hanh.client.get(f"{url}/giay-to/{paper.pk}/3.jpg")["Content-Type"] == "image/jpeg"
    assert hanh.client.get(f"{url}/giay-to/{paper.pk}/4.jpg").status_code == 404
    saved = hanh.client.get(f"{url}/giay-to/{paper.pk}/tai-ve")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved.content[:5] == b"%PDF-"


def test_paper_is_shown_to_its_own_commune_under_its_own_dossier(paper: Paper, elsewhere: Client, hanh: Desk) -> None:
    assert paper.dossier is not None
    number = paper.dossier.number
    for ending in ("", "/1.jpg", "/tai-ve"):
        assert elsewhere.get(f"/can-bo/ho-so/{number}/giay-to/{paper.pk}{ending}").status_code == 404
        assert hanh.client.get(f"/can-bo/ho-so/KHAC-1/giay-to/{paper.pk}{ending}").status_code == 404


def test_other_commune_sees_no_page_of_it(dossier: Dossier, elsewhere: Client) -> None:
    for ending in ("", "/nhat-ky", "/vi-sao", "/tiep-nhan", "/ket-qua.pdf", "/ket-qua/1.jpg"):
        assert elsewhere.get(f"/can-bo/ho-so/{dossier.number}{ending}").status_code == 404
    assert elsewhere.post(f"/can-bo/ho-so/{dossier.number}/hien").status_code == 404


def test_due_date_explains_itself(dossier: Dossier, hanh: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    page = hanh.reads(f"/can-bo/ho-so/{dossier.number}/vi-sao")
    assert "xã nhận hồ sơ" in page
    assert "điều" in page


def test_letter_opens_from_the_history(dossier: Dossier, hanh: Desk, elsewhere: Client) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    letter = dossier.letters.get()
    url = f"/can-bo/ho-so/{dossier.number}/van-ban/{letter.pk}.pdf"
    assert url in hanh.reads(f"/can-bo/ho-so/{dossier.number}/nhat-ky")
    assert hanh.client.get(url).content[:5] == b"%PDF-"
    assert elsewhere.get(url).status_code == 404


def test_unknown_move_is_no_page(dossier: Dossier, hanh: Desk) -> None:
    assert hanh.client.get(f"/can-bo/ho-so/{dossier.number}/bay-len").status_code == 404


COUNTER = {
    "owner_name": "Võ Minh Khang",
    "phone": "0912 000 009",
    "citizen_id": "",
    "delivery": "pickup",
    "channel": "counter",
}


def test_counter_finds_writes_down_and_receives(hanh: Desk, one_stop: Office) -> None:
    assert "/can-bo/tai-quay/1.001193" in hanh.reads("/can-bo/tai-quay?q=khai sinh")
    page = hanh.reads("/can-bo/tai-quay/1.001193")
    assert "Giấy chứng sinh" in page
    typed = COUNTER | {
        "lan": "a",
        "roi": "tiep-nhan",
        "co": ["birth_certificate"],
        "chinh-birth_certificate": "1",
        "copies": "2",
    }
    for _press in range(2):  # a double click is one dossier
        answer = hanh.client.post("/can-bo/tai-quay/1.001193", typed)
        assert answer.status_code == 302
    found = Dossier.objects.get()
    assert (found.state, found.owner_name, found.fee_amount) == (State.RECEIVED, "Võ Minh Khang", 16000)
    assert list(found.papers.values_list("key", "originals")) == [("birth_certificate", 1)]
    assert "1 bản chính" in hanh.reads(answer["Location"])


def test_counter_keeps_what_was_typed_when_something_is_wrong(hanh: Desk, one_stop: Office) -> None:
    wrong = COUNTER | {"citizen_id": "12345", "lan": "b", "co": ["birth_certificate"]}
    answer = hanh.client.post("/can-bo/tai-quay/1.001193", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "mới nhập 5" in page
    assert "Võ Minh Khang" in page
    assert 'value="birth_certificate" checked' in page
    assert not Dossier.objects.exists()


def test_only_reception_writes_down_at_the_counter(phuc: Desk) -> None:
    assert phuc.client.get("/can-bo/tai-quay/1.001193").status_code == 403


@pytest.mark.parametrize("name", ["x" * 10_000, "<script>alert(1)</script>", "a\u200bb\u0000c", "Nguyễn Thị Lan"])
def test_odd_names_at_the_counter_are_kept_or_refused_never_broken(name: str, hanh: Desk, one_stop: Office) -> None:
    answer = hanh.client.post("/can-bo/tai-quay/1.000894", COUNTER | {"owner_name": name, "lan": name[:5]})
    assert answer.status_code in (302, 422)
    assert b"<script>alert" not in hanh.client.get("/can-bo/").content


def test_photographs_of_the_draft_are_there(dossier: Dossier, citizen: Actor, hanh: Desk) -> None:
    file = store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(), by=citizen)
    paper = Paper.objects.create(
        dossier=dossier, key="old_paper", name="Giấy cũ", file=file, added_at=dossier.submitted_at
    )
    answer = hanh.client.get(f"/can-bo/ho-so/{dossier.number}/giay-to/{paper.pk}/1.jpg")
    assert answer["Cache-Control"] == "private, max-age=3600"


def test_history_speaks_of_the_resident_to_the_officer(dossier: Dossier, hanh: Desk) -> None:
    chosen = {"chon": ["paper:old_paper"], "gi-paper:old_paper": "Mang giấy cũ."}
    hanh.does(dossier.number, "xin-them", reason="Thiếu giấy cũ.", **chosen)
    page = hanh.reads(f"/can-bo/ho-so/{dossier.number}/nhat-ky")
    assert "Chờ người dân gửi bổ sung" in page
    assert "Người dân nhận kết quả" in page
    assert "Chờ ông/bà" not in page
