"""The resident's whole walk, in a browser without a script."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.dossiers.walks import EXTRACT
from tests.factories.procedures import form_with, republished
from tests.portal.filing import BIRTH, attach, file_extract, fill, revision, send_page, start, submit
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.dossiers.rules import State
from xaso.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_birth_from_procedure_to_receipt_and_follow(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, BIRTH)
    assert attach(lan, draft).status_code == 302
    assert lan.post(f"{draft}giay-to", {"tiep": "1"})["Location"] == f"{draft}xem-lai"
    review = unescape(lan.get(f"{draft}xem-lai").content.decode())
    for words in ("Trần Nguyễn Bảo Ngân", "17/11/2026", "xã Vị Thủy", "1 tệp, 1 trang", "8.000 đồng", "Tôi cam đoan"):
        assert words in review
    answer = submit(lan, draft)
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/ho-so/{dossier.number}/giay-hen"
    receipt = unescape(lan.get(answer["Location"]).content.decode())
    assert dossier.number in receipt
    assert 'class="qr"' in receipt
    assert "a.jpg, 1 trang" in receipt
    follow = unescape(lan.get(f"/ho-so/{dossier.number}").content.decode())
    assert "Xã trả lời trước" in follow
    assert "Ông/bà nộp hồ sơ" in follow
    assert dossier.number in lan.get("/ho-so/").content.decode()
    assert (dossier.state, Paper.objects.get().dossier_id) == (State.REGISTERED, dossier.id)


def test_starting_needs_an_account(client: Client, lan: Client) -> None:
    answer = client.post("/thu-tuc/1.001193/nop")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap?next=")
    assert Draft.objects.count() == 0


def test_procedure_for_the_counter_cannot_be_started(lan: Client) -> None:
    answer = lan.post("/thu-tuc/1.001022/nop")
    assert answer.status_code == 422
    assert "nộp tại quầy" in unescape(answer.content.decode())


def test_wrong_answer_keeps_the_persons_words_and_says_how_to_mend(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, {key: BIRTH[key] for key in list(BIRTH)[:6]})
    answer = send_page(lan, f"{draft}mother_id", {"mother_id": "093 188 000 12"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'value="093 188 000 12"' in page
    assert page.count("Số định danh có 12 chữ số; ông/bà mới nhập 11.") == 2
    assert 'href="#f-mother-id"' in page


def test_warning_is_shown_once_and_stops_nobody(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, {key: BIRTH[key] for key in list(BIRTH)[:6]})
    url = f"{draft}mother_id"
    shown = lan.post(url, {"revision": revision(lan.get(url)), "mother_id": "093185000123"})
    assert shown.status_code == 200
    assert "số này là của người sinh năm 1985" in unescape(shown.content.decode())
    gone_on = lan.post(url, {"revision": revision(shown), "mother_id": "093185000123", "nhac": ["mother_id"]})
    assert gone_on["Location"] == f"{draft}mother_origin"


def test_stale_page_keeps_what_was_typed_and_shows_the_other_devices_words(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, {"relation": {"relation": "mother"}})
    url = f"{draft}child"
    old = revision(lan.get(url))
    send_page(lan, url, {"child_name": "Trần Thị Một", "child_sex": "female"})
    answer = lan.post(url, {"revision": old, "child_name": "Trần Thị Hai", "child_sex": "female"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "vừa được lưu ở một máy khác" in page
    assert 'value="Trần Thị Hai"' in page
    assert "Trần Thị Một" in page
    answer = lan.post(url, {"revision": revision(answer), "child_name": "Trần Thị Hai", "child_sex": "female"})
    assert answer.status_code == 302


def test_communes_come_without_script_and_words_stay(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, {key: BIRTH[key] for key in list(BIRTH)[:3]})
    url = f"{draft}birth_place"
    typed = {"birth_facility": "Tại nhà", "birth_place-province": "92", "tinh": "birth_place"}
    page = unescape(lan.post(url, {"revision": revision(lan.get(url)), **typed}).content.decode())
    assert 'value="Tại nhà"' in page
    assert "Xã Vị Thủy</option>" in page
    assert Draft.objects.get().page == "child_born"


def test_question_brought_up_by_an_answer_is_asked_before_going_on(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, BIRTH)
    url = f"{draft}delivery"
    typed = {"delivery": "post", "copies": "0", "contact_phone": "0912000001"}
    answer = lan.post(
        url, {"revision": revision(lan.get(url)), **typed, "hien": ["delivery", "copies", "contact_phone"]}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'class="errs"' not in page
    assert 'name="hien" value="delivery_address"' in page.split("<template")[0]


def test_draft_is_resumed_where_it_was_left_on_another_device(lan: Client, citizen: object) -> None:
    draft = start(lan)
    fill(lan, draft, {key: BIRTH[key] for key in list(BIRTH)[:2]})
    assert lan.get(draft)["Location"] == f"{draft}child_born"
    assert draft in lan.get("/ho-so/").content.decode()


def test_change_from_the_review_leads_back_to_it(lan: Client) -> None:
    draft = start(lan, "2.000635")
    fill(lan, draft, EXTRACT)
    answer = send_page(lan, f"{draft}event?ve=xem-lai", EXTRACT["event"])
    assert answer["Location"] == f"{draft}xem-lai"


def test_review_names_what_is_missing_and_where(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, {key: typed for key, typed in BIRTH.items() if key != "child"})
    answer = submit(lan, draft)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'href="{draft}child?ve=xem-lai"' in page
    assert f'href="{draft}giay-to"' in page
    assert Dossier.objects.count() == 0


def test_sending_twice_answers_with_the_same_receipt(lan: Client) -> None:
    draft = start(lan, "2.000635")
    fill(lan, draft, EXTRACT)
    sent = {"revision": revision(lan.get(f"{draft}xem-lai"))}
    first, second = lan.post(f"{draft}xem-lai", sent), lan.post(f"{draft}xem-lai", sent)
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("x" * 10_000, 422),
        ("<script>alert(1)</script>", 422),
        ("Nguye\u0302\u0303n Thi\u0323 Ma\u0302\u0303u", 302),
        ("Nguyễn\u200b Thị Mẫu\ufeff", 302),
        ("Nguyễn\x00 Thị Mẫu", 302),
    ],
)
def test_strange_names_are_mended_or_refused(lan: Client, typed: str, status: int) -> None:
    draft = start(lan)
    fill(lan, draft, {"relation": {"relation": "mother"}})
    answer = send_page(lan, f"{draft}child", {"child_name": typed, "child_sex": "female"})
    assert answer.status_code == status
    assert b"<script>alert(1)" not in answer.content
    if status == 302:
        assert Draft.objects.get().answers["child_name"] == "Nguyễn Thị Mẫu"


def test_neighbour_cannot_open_a_draft_or_a_dossier(lan: Client, duc: Client) -> None:
    draft = start(lan)
    number = file_extract(lan)
    for path in (
        draft,
        f"{draft}relation",
        f"{draft}giay-to",
        f"{draft}xem-lai",
        f"/ho-so/{number}",
        f"/ho-so/{number}/giay-hen",
    ):
        assert duc.get(path).status_code == 404, path
    assert duc.post(f"{draft}relation", {"relation": "mother", "revision": "1"}).status_code == 404
    assert number not in duc.get("/ho-so/").content.decode()


def test_unknown_page_of_a_draft_is_not_there(lan: Client) -> None:
    assert lan.get(f"{start(lan)}khong-co").status_code == 404


def test_thrown_away_draft_is_gone(lan: Client) -> None:
    draft = start(lan)
    assert lan.post(f"{draft}bo")["Location"] == "/ho-so/"
    assert lan.get(draft).status_code == 404
    assert Entry.objects.filter(action="draft.discard").count() == 1


def test_draft_past_its_thirty_days_is_told_plainly(lan: Client) -> None:
    address = start(lan)
    fill(lan, address, BIRTH)
    with clock.travel(clock.now() + timedelta(days=31)):
        actions.drop_expired_drafts(by=Actor.system("tests"))
    gone = lan.get(f"{address}xem-lai")
    assert gone.status_code == 404
    assert "quá hạn lưu 30 ngày" in unescape(gone.content.decode())
    assert lan.post(f"{address}xem-lai", {"revision": "12"}).status_code == 404


NAME = {"key": "name", "kind": "person_name", "label": "Họ tên", "required": True}
MEMBERS = {"key": "member", "kind": "repeat", "label": "Người", "required": True, "max_rows": 3, "fields": [NAME]}
HOUSEHOLD = {"key": "household", "title": "Ai ở cùng nhà?", "fields": [MEMBERS]}


def test_people_of_a_group_are_added_one_by_one_and_reach_the_desk(lan: Client, reception: Actor) -> None:
    republished("2.000635", form=form_with("2.000635", HOUSEHOLD))
    draft = start(lan, "2.000635")
    page = send_page(lan, f"{draft}household", {"member-0-name": "Lê Thị Ba"}, them="member").content.decode()
    assert 'value="Lê Thị Ba"' in unescape(page)
    assert re.findall(r'<input[^>]* name="(member-\d-name)"', page) == ["member-0-name", "member-1-name"]
    wrong = send_page(lan, f"{draft}household", {"member-0-name": "Lê Thị Ba", "member-1-name": "Tư"})
    assert 'href="#f-member-1-name"' in wrong.content.decode()
    fill(lan, draft, EXTRACT | {"household": {"member-0-name": "Lê Thị Ba", "member-1-name": "Lê Văn Tư"}})
    review = unescape(lan.get(f"{draft}xem-lai").content.decode())
    assert review.index("Họ tên: Lê Thị Ba") < review.index("Họ tên: Lê Văn Tư")
    number = submit(lan, draft)["Location"].split("/")[2]
    desk = unescape(client_of_actor(reception).get(f"/can-bo/ho-so/{number}").content.decode())
    assert desk.index("Họ tên: Lê Thị Ba") < desk.index("Họ tên: Lê Văn Tư")
