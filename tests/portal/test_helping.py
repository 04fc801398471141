"""Two people, two phones, in browsers without a script."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import client_of_actor
from tests.dossiers.helping import LAN, code_sent_to, invited, opened, prepared, told
from tests.dossiers.walks import EXTRACT
from tests.factories.files import photo
from tests.portal.filing import attach, fill, revision, submit
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, get_draft
from xaso.dossiers.models import Consent, Dossier, Draft
from xaso.offices.models import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_stop")]

HELP = {
    "kind": "relative",
    "helper_name": "Trần Văn Đức",
    "owner_name": "Nguyễn Thị Lan",
    "owner_phone": "0900 000 001",
}


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return unescape(answer.content.decode())


def begins(client: Client, typed: dict[str, str] = HELP) -> str:
    answer = client.post("/thu-tuc/2.000635/lam-giup", typed)
    assert answer.status_code == 302, unescape(answer.content.decode())
    return "/".join(answer["Location"].split("/")[:3]) + "/"


def link_sent_to(phone: str) -> str:
    return told(phone)[-1].split("/xn/")[1].split()[0]


def test_helper_prepares_and_the_owner_sends(duc: Client, lan: Client, neighbour: Actor) -> None:
    draft = begins(duc)
    fill(duc, draft, EXTRACT)
    review = page(duc, f"{draft}xem-lai")
    assert "Nhắn cho chủ hồ sơ, số 0900 000 001" in review
    assert "nộp hồ sơ</button>" not in review
    assert submit(duc, draft).status_code == 403
    seen = revision(duc.get(f"{draft}xem-lai"))
    assert duc.post(f"{draft}moi", {"revision": seen})["Location"] == "/giup/"
    assert "Chờ chủ hồ sơ xác nhận" in page(duc, "/giup/")
    opened = lan.get(f"/xn/{link_sent_to(LAN)}")
    assert opened["Location"] == f"{draft}xem-lai"
    review = page(lan, f"{draft}xem-lai")
    assert "Trần Văn Đức (người thân, hàng xóm)" in review
    assert "093 188 000 123" in review
    sent = lan.post(f"{draft}xem-lai", {"revision": revision(lan.get(f"{draft}xem-lai")), "theo-doi": "1"})
    dossier = Dossier.objects.get()
    assert sent["Location"] == f"/ho-so/{dossier.number}/giay-hen"
    consent = Consent.objects.get()
    assert (dossier.account_id is not None, consent.may_follow, consent.may_answer) == (True, True, False)
    assert "nhập giúp; chủ hồ sơ xác nhận trên điện thoại của mình lúc" in page(lan, f"/ho-so/{dossier.number}")
    assert dossier.number in page(duc, "/giup/")
    assert "093 188 000 123" not in page(duc, f"/giup/{dossier.number}")
    assert page(duc, f"/ho-so/{dossier.number}", 404)


def test_helper_reads_on_every_page_whom_it_is_about_and_the_owner_does_not(duc: Client, lan: Client) -> None:
    draft = begins(duc)
    said = "Đang điền giúp <b>Nguyễn Thị Lan</b>"
    assert [said in page(duc, f"{draft}{key}") for key in ("event", "giay-to")] == [True, True]
    fill(duc, draft, EXTRACT)
    duc.post(f"{draft}moi", {"revision": revision(duc.get(f"{draft}xem-lai"))})
    lan.get(f"/xn/{link_sent_to(LAN)}")
    assert [said in page(lan, f"{draft}{key}") for key in ("event", "giay-to")] == [False, False]


def test_helper_is_offered_nothing_of_themselves(duc: Client) -> None:
    draft = begins(duc)
    fill(duc, draft, {key: EXTRACT[key] for key in ("event", "relation")})
    assert "Trần Văn Đức" not in page(duc, f"{draft}person")
    assert "093079000456" not in page(duc, f"{draft}person_id").replace(" ", "")


def test_numbers_the_owner_wrote_are_masked_for_the_helper(
    neighbour: Actor, citizen: Actor, one_stop: Office, duc: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    raw = EXTRACT["person_id"] | {"person_id": "093 188 000 456"}
    actions.save_page(draft, page="person_id", raw=raw, revision=draft.revision, by=citizen)
    base = f"/nhap/{draft.id}/"
    for url in (f"{base}person_id", f"{base}xem-lai"):
        shown = page(duc, url)
        assert "093 ••• ••• 456" in shown
        assert "093 188 000 456" not in shown
    again = duc.post(
        f"{base}person_id", {"revision": revision(duc.get(f"{base}person_id")), "person_id": "093 ••• ••• 456"}
    )
    assert again.status_code == 302
    assert "093 188 000 456" in page(client_of_actor(citizen), f"{base}xem-lai")


def test_pictures_of_the_owner_are_not_the_helpers(
    neighbour: Actor, citizen: Actor, one_stop: Office, duc: Client, lan: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    base = f"/nhap/{draft.id}/"
    key = next(one["key"] for one in draft.version.papers if not one.get("show_if"))
    assert attach(lan, base, paper=key).status_code == 302
    paper = draft.papers.get()
    assert "Xã đã nhận 1 trang" in page(duc, f"{base}giay-to")
    assert f"/giay-to/{paper.id}" not in page(duc, f"{base}giay-to")
    assert page(duc, f"/giay-to/{paper.id}", 404)
    assert duc.post(f"{base}giay-to/{paper.id}/bo").status_code == 302
    assert draft.papers.get() == paper
    assert f"/giay-to/{paper.id}" in page(lan, f"{base}giay-to")


def test_link_asks_for_the_owners_own_code_first(neighbour: Actor, one_stop: Office) -> None:
    _draft, token = invited(neighbour, one_stop)
    assert Client().get(f"/xn/{token}")["Location"] == f"/dang-nhap?next=/xn/{token}"


def test_link_tells_a_stranger_nothing(neighbour: Actor, reception: Actor, one_stop: Office, duc: Client) -> None:
    _draft, token = invited(neighbour, one_stop)
    for client in (duc, client_of_actor(reception)):
        assert "Nguyễn Thị Lan" not in page(client, f"/xn/{token}", 404)


def test_code_is_typed_where_no_link_can_be_pressed(neighbour: Actor, one_stop: Office, lan: Client) -> None:
    draft, _token = invited(neighbour, one_stop)
    wrong = lan.post("/xn/", {"ma": "12"})
    assert (wrong.status_code, "Mã chưa đúng" in unescape(wrong.content.decode())) == (422, True)
    assert lan.post("/xn/", {"ma": code_sent_to(LAN)})["Location"] == f"/nhap/{draft.id}/xem-lai"


def test_used_link_leads_to_the_receipt(neighbour: Actor, citizen: Actor, one_stop: Office, lan: Client) -> None:
    _draft, token = invited(neighbour, one_stop)
    seen = actions.open_invitation(token, by=citizen)
    dossier = actions.confirm_draft(seen, revision=seen.revision, by=citizen)
    assert lan.get(f"/xn/{token}")["Location"] == f"/ho-so/{dossier.number}/giay-hen"


def test_owner_sees_again_what_was_changed_meanwhile(
    neighbour: Actor, citizen: Actor, one_stop: Office, lan: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    seen = revision(lan.get(f"/nhap/{draft.id}/xem-lai"))
    mine = get_draft(neighbour, draft.id)
    actions.save_page(
        mine, page="delivery", raw=EXTRACT["delivery"] | {"copies": "7"}, revision=mine.revision, by=neighbour
    )
    answer = lan.post(f"/nhap/{draft.id}/xem-lai", {"revision": seen})
    assert (answer.status_code, Dossier.objects.exists()) == (409, False)
    assert "vừa được sửa trên máy khác" in unescape(answer.content.decode())


def test_owner_refuses_and_it_is_gone(neighbour: Actor, citizen: Actor, one_stop: Office, lan: Client) -> None:
    draft = opened(neighbour, citizen, one_stop)
    assert "Trần Văn Đức làm giúp" in page(lan, "/ho-so/")
    assert lan.post(f"/nhap/{draft.id}/khong-dong-y")["Location"] == "/ho-so/"
    assert "không gửi đi và đã bỏ" in page(lan, "/ho-so/")
    assert not Draft.objects.exists()


def test_helper_after_the_end_is_thanked(
    neighbour: Actor, citizen: Actor, reception: Actor, one_stop: Office, duc: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    dossier = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    standing = get_dossier(reception, dossier.number)
    actions.refuse_dossier(standing, reason="Sai nơi.", legal_basis="Điều 5", by=reception)
    assert dossier.number not in page(duc, "/giup/")
    assert "Cảm ơn ông/bà đã giúp" in page(duc, f"/giup/{dossier.number}", 403)


def test_owner_takes_the_helpers_sight_away(
    neighbour: Actor, citizen: Actor, one_stop: Office, lan: Client, duc: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    dossier = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    assert lan.post(f"/ho-so/{dossier.number}/khong-cho-xem").status_code == 302
    assert page(duc, f"/giup/{dossier.number}", 403)
    assert "Không cho người giúp xem nữa" not in page(lan, f"/ho-so/{dossier.number}")


def test_helper_answers_a_request(
    neighbour: Actor, citizen: Actor, reception: Actor, one_stop: Office, duc: Client
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    dossier = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    items = [{"kind": "field", "key": "registered_at", "what": "Ghi rõ nơi đăng ký."}]
    standing = get_dossier(reception, dossier.number)
    actions.request_supplements(standing, items=items, reason="Chưa rõ.", by=reception)
    assert "Gửi giúp phần bổ sung" in page(duc, f"/giup/{dossier.number}")
    answer = duc.post(f"/ho-so/{dossier.number}/bo-sung", {"registered_at": "UBND xã Vị Thắng"})
    assert answer["Location"] == f"/giup/{dossier.number}"
    assert Dossier.objects.get().state == 1


def test_witnessed_paper_sends_without_a_phone(neighbour: Actor, one_stop: Office, duc: Client) -> None:
    draft = prepared(neighbour, one_stop, phone="")
    base = f"/nhap/{draft.id}/"
    assert "Nhắn cho chủ hồ sơ" not in page(duc, f"{base}xem-lai")
    assert "Người làm chứng (ký" in page(duc, f"{base}giay-dong-y/in")
    seen = revision(duc.get(f"{base}giay-dong-y"))
    assert " checked" not in page(duc, f"{base}giay-dong-y")
    bare = duc.post(f"{base}giay-dong-y", {"revision": seen, "theo-doi": "1"})
    said = unescape(bare.content.decode())
    assert (bare.status_code, "chưa chọn ảnh" in said, "họ tên người làm chứng." in said) == (422, True, True)
    assert 'name="theo-doi" value="1" checked' in said
    file = SimpleUploadedFile("giay.jpg", photo(), "image/jpeg")
    typed = {"revision": seen, "nguoi-lam-chung": "Lê Thị Chứng", "tep": file, "theo-doi": "1"}
    sent = duc.post(f"{base}giay-dong-y", typed)
    dossier = Dossier.objects.get()
    assert sent["Location"] == f"/giup/{dossier.number}"
    assert (dossier.filed_how, Consent.objects.get().witness) == ("assisted", "Lê Thị Chứng")


def test_helper_who_may_not_follow_is_told_the_number_to_pass_on(
    neighbour: Actor, one_stop: Office, duc: Client
) -> None:
    draft = prepared(neighbour, one_stop, phone="")
    base = f"/nhap/{draft.id}/giay-dong-y"
    file = SimpleUploadedFile("giay.jpg", photo(), "image/jpeg")
    typed = {"revision": revision(duc.get(base)), "nguoi-lam-chung": "Lê Thị Chứng", "tep": file}
    after = duc.post(base, typed, follow=True)
    assert after.redirect_chain[-1][0] == "/giup/"
    assert f"Hồ sơ đã gửi, số {Dossier.objects.get().number}." in unescape(after.content.decode())


def test_officer_fills_in_with_the_same_pages(reception: Actor, one_stop: Office) -> None:
    hanh = client_of_actor(reception)
    assert "Nhập giúp trên mạng" in page(hanh, "/can-bo/tai-quay/2.000635")
    draft = begins(hanh, HELP | {"kind": "officer"})
    fill(hanh, draft, EXTRACT)
    key = next(iter(Draft.objects.get().version.papers))["key"]
    assert attach(hanh, draft, paper=key).status_code == 302
    seen = revision(hanh.get(f"{draft}xem-lai"))
    assert hanh.post(f"{draft}moi", {"revision": seen}).status_code == 302
    assert told(LAN)[-1].startswith("Trần Thị Mỹ Hạnh làm giúp ông/bà hồ sơ")


def test_helper_is_told_field_by_field_what_is_missing(duc: Client) -> None:
    answer = duc.post("/thu-tuc/2.000635/lam-giup", {"kind": "officer", "owner_phone": "12"})
    assert answer.status_code == 422
    said = unescape(answer.content.decode())
    for words in ("Xin chọn ông/bà là ai.", "Xin ghi họ tên của ông/bà", "Xin ghi họ tên người được giúp."):
        assert words in said
    answer = duc.post("/thu-tuc/2.000635/lam-giup", HELP | {"owner_phone": "12"})
    assert "Số điện thoại này chưa đúng" in unescape(answer.content.decode())


@pytest.mark.parametrize("revoked_later", [True, False])
def test_helper_who_may_look_no_longer_is_told_so_at_every_address_of_the_draft(
    citizen: Actor, neighbour: Actor, one_stop: Office, revoked_later: bool
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    sent = actions.confirm_draft(draft, revision=draft.revision, may_follow=revoked_later, may_answer=False, by=citizen)
    if revoked_later:
        actions.revoke_consent(get_dossier(citizen, sent.number), by=citizen)
    duc = client_of_actor(neighbour)
    for page in ("", "giay-to", "xem-lai", "giay-dong-y", next(iter(EXTRACT))):
        answer = duc.get(f"/nhap/{draft.pk}/{page}", follow=True)
        assert (page, answer.status_code) == (page, 403)
        assert "Cảm ơn ông/bà đã giúp" in answer.content.decode()
