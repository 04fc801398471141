"""One dossier from the desk's side, through its addresses, from new to handed over."""

from __future__ import annotations

import re

import pytest

from tests.desk.office import Desk
from xaso.core.actor import Actor
from xaso.documents.actions import enter_in_book
from xaso.documents.rules import unseal_data
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import State
from xaso.forms.rules import unseal_answers
from xaso.journal.models import Entry
from xaso.offices.models import Office, Post

pytestmark = pytest.mark.django_db


def details(page: str) -> dict[str, str]:
    """The result's text as the proposal page offers it."""
    inputs = dict(re.findall(r'<input[^>]*name="(d-[^"]+)"[^>]*? value="([^"]*)"', page))
    return inputs | dict(re.findall(r'<textarea[^>]*name="(d-[^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))


def propose(phuc: Desk, number: str, **changes: str) -> str:
    offered = details(phuc.reads(f"/can-bo/ho-so/{number}/trinh-ky"))
    return phuc.does(number, "trinh-ky", outcome="granted", reason="", **offered | changes)


def test_whole_walk_from_new_to_handed_over(
    dossier: Dossier, hanh: Desk, phuc: Desk, tung: Desk, case_officer: Actor
) -> None:
    number = dossier.number
    assert number in hanh.reads("/can-bo/?loc=moi")
    assert hanh.moves(number) == ["N", "B", "Q", "X", "W"]
    assert "Hẹn trả:" in hanh.reads(f"/can-bo/ho-so/{number}/tiep-nhan")
    assert "Đã tiếp nhận" in hanh.does(number, "tiep-nhan")

    hanh.does(number, "chuyen", to_post=str(case_officer.post), words="Nhờ anh Phúc.")
    assert "Chờ tôi xử lý" in phuc.reads("/can-bo/?loc=cho-toi")
    assert "T" in phuc.moves(number)
    assert "Đã trình lãnh đạo." in propose(phuc, number)

    page = tung.reads(f"/can-bo/ho-so/{number}")
    assert "Bản nháp kết quả" in page
    assert tung.client.get(f"/can-bo/ho-so/{number}/ket-qua/1.jpg")["Content-Type"] == "image/jpeg"
    tung.does(number, "tra-lai", reason="Xem lại quyển số.")
    assert "Xem lại quyển số" in phuc.reads(f"/can-bo/ho-so/{number}/nhat-ky")
    propose(phuc, number, **{"d-book": "02/1988"})
    tung.does(number, "ky-duyet")

    assert "kết quả chưa vào sổ" in hanh.reads(f"/can-bo/ho-so/{number}")
    assert 'value="1"' in hanh.reads(f"/can-bo/ho-so/{number}/vao-so")
    hanh.does(number, "vao-so", book="TLHT", number="7")
    assert "còn 16.000 đồng chưa thu" in hanh.reads(f"/can-bo/ho-so/{number}")
    hanh.does(number, "thu-phi", receipt="BL 0012")
    assert hanh.client.get(f"/can-bo/ho-so/{number}/ket-qua.pdf").content[:5] == b"%PDF-"
    assert "Hồ sơ xong" in hanh.does(number, "tra-ket-qua", to_whom="Nguyễn Thị Lan")

    found = Dossier.objects.get()
    assert (found.state, found.result.number, found.result.details["book"]) == (State.RETURNED, "07/2026", "02/1988")
    assert hanh.moves(number) == []
    assert number not in hanh.reads("/can-bo/")
    assert number in hanh.reads("/can-bo/so-sach")


def test_masked_number_left_alone_is_printed_whole(dossier: Dossier, hanh: Desk, phuc: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    page = phuc.reads(f"/can-bo/ho-so/{dossier.number}/trinh-ky")
    assert "093 ••• ••• 123" in page
    assert "188 000" not in page
    propose(phuc, dossier.number)
    kept = unseal_data(Dossier.objects.get().result.details)
    assert kept["identity_paper"] == "Căn cước số 093 188 000 123"


def test_what_is_missing_in_the_result_is_named_beside_its_box(dossier: Dossier, hanh: Desk, phuc: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    offered = details(phuc.reads(f"/can-bo/ho-so/{dossier.number}/trinh-ky"))
    answer = phuc.press(
        dossier.number, "trinh-ky", outcome="granted", reason="Giữ lại", **offered | {"d-entry_number": ""}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-d-entry-number"' in page
    assert "Giữ lại" in page
    assert Dossier.objects.get().step == ""


def test_rejection_needs_a_reason_and_no_result_text(dossier: Dossier, hanh: Desk, phuc: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    assert phuc.press(dossier.number, "trinh-ky", outcome="rejected", reason="").status_code == 422
    assert "Đã trình" in phuc.does(dossier.number, "trinh-ky", outcome="rejected", reason="Không có trong sổ.")


def test_number_asked_for_again_is_masked_and_kept_when_left_alone(dossier: Dossier, hanh: Desk) -> None:
    number, chosen = dossier.number, {"chon": ["field:person_id"], "gi-field:person_id": "Số nào đúng?"}
    hanh.does(number, "xin-them", reason="Số khác với thẻ.", **chosen)
    page = hanh.reads(f"/can-bo/ho-so/{number}/nhan-bo-sung")
    assert ("093188000123" in page.replace(" ", ""), "093 ••• ••• 123" in page) == (False, True)
    before = Dossier.objects.get().answers
    hanh.does(number, "nhan-bo-sung", person_id="093 ••• ••• 123")
    found = Dossier.objects.get()
    schema = found.version.schema if found.version else None
    assert unseal_answers(schema, found.answers) == unseal_answers(schema, before)


def test_supplements_are_asked_once_and_taken_at_the_counter(dossier: Dossier, hanh: Desk) -> None:
    number = dossier.number
    nothing = hanh.press(number, "xin-them", reason="Thiếu.")
    assert nothing.status_code == 422
    chosen = {
        "chon": ["paper:old_paper", "field:book"],
        "gi-paper:old_paper": "Mang giấy cũ.",
        "gi-field:book": "Quyển?",
    }
    unsaid = hanh.press(number, "xin-them", reason="Thiếu.", **chosen | {"gi-field:book": ""})
    assert (unsaid.status_code, "Mang giấy cũ." in unsaid.content.decode()) == (422, True)
    hanh.does(number, "xin-them", reason="Thiếu giấy cũ.", **chosen)
    assert Dossier.objects.get().state == State.SUPPLEMENT

    missing = hanh.press(number, "nhan-bo-sung", book="02/1988")
    assert (missing.status_code, "Còn thiếu" in missing.content.decode()) == (422, True)
    hanh.does(number, "nhan-bo-sung", giay=["old_paper"], book="02/1988")
    found = Dossier.objects.get()
    assert (found.state, found.answers["book"]) == (State.REGISTERED, "02/1988")
    assert "1 bản chính" in hanh.reads(f"/can-bo/ho-so/{number}")


def test_refusal_without_legal_basis_keeps_what_was_typed(dossier: Dossier, hanh: Desk) -> None:
    answer = hanh.press(dossier.number, "tu-choi", reason="Nộp sai nơi.", legal_basis="", advice="")
    assert (answer.status_code, "Nộp sai nơi." in answer.content.decode()) == (422, True)
    hanh.does(dossier.number, "tu-choi", reason="Nộp sai nơi.", legal_basis="Điều 7 Luật Hộ tịch", advice="")
    assert "Phiếu từ chối" in hanh.reads(f"/can-bo/ho-so/{dossier.number}/nhat-ky")


def test_withdrawn_and_stopped_end_a_dossier(dossier: Dossier, hanh: Desk, phuc: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    phuc.does(dossier.number, "dung", reason="Thủ tục bãi bỏ.", legal_basis="Nghị quyết 66.18/2026")
    assert Dossier.objects.get().state == State.STOPPED


def test_payment_pauses_until_it_is_taken(dossier: Dossier, hanh: Desk) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    hanh.does(dossier.number, "de-nghi-nop-phi")
    assert "Chờ nộp 16.000 đồng" in hanh.reads("/can-bo/?loc=dung")
    hanh.does(dossier.number, "thu-phi", receipt="BL 1")
    assert Dossier.objects.get().state == State.PROCESSING


def test_second_officer_is_told_that_somebody_was_faster(dossier: Dossier, hanh: Desk, reception: Actor) -> None:
    url = f"/can-bo/ho-so/{dossier.number}/tu-choi"
    seen = hanh.seen(url)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    answer = hanh.client.post(url, {"thay": seen, "reason": "Nộp sai nơi.", "legal_basis": "Điều 7"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Vừa có người khác làm bước này" in page
    assert "Nộp sai nơi." in page
    assert Dossier.objects.get().state == State.RECEIVED


def test_book_number_taken_names_the_free_one(dossier: Dossier, hanh: Desk, phuc: Desk, tung: Desk) -> None:
    enter_in_book(
        office_id=dossier.office_id, book="TLHT", year=2026, number=7, subject=("x", "1"), by=Actor.system("tests")
    )
    hanh.does(dossier.number, "tiep-nhan")
    propose(phuc, dossier.number)
    tung.does(dossier.number, "ky-duyet")
    answer = hanh.press(dossier.number, "vao-so", book="TLHT", number="7")
    assert (answer.status_code, "còn trống là 8" in answer.content.decode()) == (422, True)


def test_move_of_another_role_is_refused_and_on_record(dossier: Dossier, phuc: Desk) -> None:
    phuc.reads(f"/can-bo/ho-so/{dossier.number}/tiep-nhan", status=403)
    answer = phuc.client.post(f"/can-bo/ho-so/{dossier.number}/tiep-nhan", {"thay": str(dossier.revision)})
    assert answer.status_code == 403
    assert Entry.objects.filter(denied=True, action="dossier.receive").count() == 1


def test_passing_on_names_officers_of_this_commune_only(dossier: Dossier, hanh: Desk, case_officer: Actor) -> None:
    hanh.does(dossier.number, "tiep-nhan")
    answer = hanh.press(dossier.number, "chuyen", to_post="999999", words="")
    assert answer.status_code == 422
    assert Post.objects.get(pk=case_officer.post).person.full_name in answer.content.decode()


def test_amount_that_is_missing_is_named(hanh: Desk, reception: Actor, one_stop: Office) -> None:
    dossier = actions.register_dossier(code="1.004873", office=one_stop, owner_name="Lý Thị Ánh", by=reception)
    hanh.does(dossier.number, "tiep-nhan")
    answer = hanh.press(dossier.number, "de-nghi-nop-phi")
    assert answer.status_code == 422
    assert "Xin ghi số tiền của “Lệ phí cấp giấy xác nhận tình trạng hôn nhân”" in answer.content.decode()
