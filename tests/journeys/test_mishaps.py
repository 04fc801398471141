"""What goes wrong on a phone: things mistyped, a second device, a network that goes away, a code read badly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.factories.files import heic, locked_pdf, pdf, photo
from tests.journeys.official import Official
from tests.journeys.resident import Resident

EXTRACT = "/thu-tuc/2.000635"
TO_PERSON = (
    ("Ông/bà cần bản sao giấy nào?", "Bản sao giấy khai sinh"),
    ("Ông/bà là gì của người có tên trong giấy?", "Chính tôi"),
)


def begin(someone: Resident, phone: str) -> None:
    """Signed in, on the first page of a draft."""
    someone.go(EXTRACT)
    someone.press("Nộp hồ sơ tại đây")
    someone.signs_in(phone)
    someone.press("Bắt đầu khai")


def reach_person(someone: Resident) -> None:
    for title, answer in TO_PERSON:
        someone.title_is(title)
        someone.chooses(answer)
        someone.goes_on()
    someone.title_is("Người có tên trong giấy: họ tên, ngày sinh")


def test_mistyped_answers_are_kept_and_explained(resident: Callable[..., Resident]) -> None:
    an = resident(chapter="go-sai")
    begin(an, "+84900000741")
    an.goes_on()
    an.look("chua-chon")
    reach_person(an)
    name = an.page.get_by_label("Họ, chữ đệm, tên").first
    an.writes_date("Ngày, tháng, năm sinh", "31", "2", "1974")
    an.chooses("Nữ")
    for wrong in ("Nguyễn " * 1500, "<script>alert(1)</script>", "An 7"):
        name.fill(wrong)
        an.goes_on()
        expect(an.page.locator("#loi")).to_be_focused()
        assert name.input_value().strip() == wrong.strip()
        expect(an.page.get_by_label("Ngày", exact=True)).to_have_value("31")
    an.look("go-sai")
    an.writes_date("Ngày, tháng, năm sinh", year="1974")
    name.fill(unicodedata.normalize("NFD", "Lý\u200b  Thị\ufeff Ánh "))
    an.goes_on()
    an.title_is("Số định danh của người có tên trong giấy")
    an.writes("Số định danh", "09317400012")
    an.goes_on()
    an.reads("Số định danh có 12 chữ số; ông/bà mới nhập 11")
    expect(an.page.get_by_role("textbox", name="Số định danh")).to_have_value("09317400012")
    an.look("so-thieu")
    an.follow("Bước trước")
    expect(an.page.get_by_label("Họ, chữ đệm, tên").first).to_have_value("Lý Thị Ánh")


def test_page_saved_on_another_device_meanwhile_shows_both(resident: Callable[..., Resident]) -> None:
    phone, other = resident(chapter="hai-may"), resident()
    begin(phone, "+84900000742")
    reach_person(phone)
    draft = phone.path
    other.go(draft)
    other.signs_in("+84900000742")
    other.title_is("Người có tên trong giấy: họ tên, ngày sinh")
    for one, name in ((other, "Lý Thị Ánh"), (phone, "Lý Thị Ảnh")):
        one.writes("Họ, chữ đệm, tên", name)
        one.writes_date("Ngày, tháng, năm sinh", year="1974")
        one.chooses("Nữ")
        one.goes_on()
    phone.reads("Trang này vừa được lưu ở một máy khác.")
    phone.reads("Lý Thị Ánh")
    expect(phone.page.get_by_label("Họ, chữ đệm, tên").first).to_have_value("Lý Thị Ảnh")
    phone.look("hai-may")
    phone.goes_on()
    phone.title_is("Số định danh của người có tên trong giấy")
    other.go(draft)
    expect(other.page.get_by_label("Họ, chữ đệm, tên").first).to_have_value("Lý Thị Ảnh")


def test_upload_goes_on_where_the_network_left_it(resident: Callable[..., Resident]) -> None:
    an = resident(chapter="mat-mang")
    begin(an, "+84900000743")
    an.go(re.sub(r"[^/]+$", "giay-to", an.path))
    an.page.get_by_text("Giấy khác, nếu có").click()
    sent: list[str] = []

    def patchy(route: Route) -> None:
        sent.append(route.request.headers.get("x-offset", "begin"))
        if len(sent) == 4:
            route.abort("connectionreset")
        else:
            route.continue_()

    an.page.route("**/tai-len/**", patchy)
    card = an.paper("Thẻ căn cước")
    whole = photo(900, 700, noisy=True)
    card.locator("input[type=file]").set_input_files({"name": "IMG.png", "mimeType": "image/heic", "buffer": whole})
    expect(card).to_contain_text("Xã đã nhận 1 trang", timeout=20_000)
    offsets = [int(offset) for offset in sent if offset != "begin"]
    assert sent.count("begin") == 1
    assert len(offsets) > 4  # three pieces, one of them lost; the question how much has arrived; the rest
    assert min(offsets[4:]) > 0, f"sent again from the start: {offsets}"
    an.look("mat-mang")


def test_large_photo_is_shrunk_on_the_phone(resident: Callable[..., Resident], tmp_path: Path) -> None:
    an = resident(chapter="anh-lon")
    begin(an, "+84900000749")
    an.go(re.sub(r"[^/]+$", "giay-to", an.path))
    an.page.get_by_text("Giấy khác, nếu có").click()
    card = an.paper("Thẻ căn cước")
    picked = tmp_path / "IMG.jpg"
    picked.write_bytes(photo(3200, 2400, noisy=True))
    del an.sent[:]
    card.locator("input[type=file]").set_input_files(picked)
    expect(card).to_contain_text("Xã đã nhận 1 trang", timeout=30_000)
    pieces = [len(one.post_data_buffer or b"") for one in an.sent if "/tai-len/" in one.url]
    assert 0 < sum(pieces) < 0.8 * picked.stat().st_size


def test_wrong_files_are_refused_with_a_reason(resident: Callable[..., Resident]) -> None:
    an = resident(chapter="tep-hong")
    begin(an, "+84900000744")
    an.go(re.sub(r"[^/]+$", "giay-to", an.path))
    an.page.get_by_text("Giấy khác, nếu có").click()
    card = an.paper("Thẻ căn cước")
    for name, kind, content in (
        ("anh.jpg", "image/jpeg", b"MZ\x90\x00" + b"\x00" * 4000),
        ("rong.pdf", "application/pdf", b""),
        ("khoa.pdf", "application/pdf", locked_pdf()),
    ):
        card.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
        expect(card.locator("p.e").last).to_contain_text(name)
    expect(card.locator("progress").locator("visible=true")).to_have_count(0)  # nothing is on its way
    an.look("tep-hong")
    card.locator("input[type=file]").set_input_files(
        {"name": "to-khai.pdf", "mimeType": "application/pdf", "buffer": pdf(3)}
    )
    expect(card).to_contain_text("Xã đã nhận 3 trang")
    card.locator("input[type=file]").set_input_files(
        {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": heic()}
    )
    expect(card).to_contain_text("Xã đã nhận 4 trang")


def test_third_wrong_code_ends_it_and_a_new_one_opens(resident: Callable[..., Resident]) -> None:
    an = resident(chapter="sai-ma")
    an.go("/dang-nhap")
    an.writes("Số điện thoại của ông/bà", "0900 000 74")
    an.press("Gửi mã cho tôi")
    an.look("so-thieu")
    an.writes("Số điện thoại của ông/bà", "0900 000 745")
    an.press("Gửi mã cho tôi")
    right = an.reads_code("+84900000745")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for said in ("ông/bà còn nhập được 2 lần", "ông/bà còn nhập được 1 lần", "Đã nhập sai 3 lần"):
        an.writes("Mã 6 số", wrong)
        an.press("Đăng nhập")
        an.reads(re.compile(said))
    an.look("sai-ba-lan")
    an.writes("Mã 6 số", right)
    an.press("Đăng nhập")
    an.reads(re.compile("Đã nhập sai 3 lần"))
    an.press("Gửi lại mã")
    an.reads("Đã gửi mã mới")
    an.writes("Mã 6 số", an.reads_code("+84900000745"))
    an.press("Đăng nhập")
    an.title_is("Hồ sơ của tôi")
    an.look("chua-co-ho-so")


def test_link_of_a_discarded_draft_says_so(resident: Callable[..., Resident]) -> None:
    an = resident(chapter="bo-nhap")
    begin(an, "+84900000746")
    an.chooses("Bản sao giấy khai sinh")
    an.goes_on()
    link = an.path
    an.go("/ho-so/")
    an.look("dang-lam-do")
    an.press("Bỏ, không làm nữa", exact=False)
    an.reads("Chưa có hồ sơ nào")
    an.go(link)
    an.reads(re.compile("Không thấy hồ sơ đang làm dở này"))
    an.look("khong-con")


def test_follow_by_number_shows_where_it_is_and_nothing_personal(
    resident: Callable[..., Resident], official: Callable[..., Official]
) -> None:
    lan = resident()
    lan.go(EXTRACT)
    lan.press("Nộp hồ sơ tại đây")
    lan.signs_in("+84900000001")
    lan.press("Bắt đầu khai")
    for title, answer in TO_PERSON:
        lan.title_is(title)
        lan.chooses(answer)
        lan.goes_on()
    for _page in range(3):
        lan.goes_on()
    lan.title_is("Trước đây đăng ký ở đâu, năm nào?")
    lan.writes("Nơi đã đăng ký", "UBND xã Vị Thắng")
    lan.writes_date("Ngày đăng ký", year="1988")
    lan.goes_on()
    lan.chooses("Nhận tại một cửa xã")
    lan.goes_on()
    lan.goes_on()
    number = lan.sends()

    anybody = resident(chapter="tra-cuu")
    anybody.go("/tra-cuu")
    anybody.look("tra-cuu")
    for last4 in ("9999", "0001"):
        anybody.writes("Số hồ sơ", number)
        anybody.writes("4 số cuối điện thoại đã ghi", last4)
        anybody.press("Xem hồ sơ")
        if last4 == "9999":
            anybody.reads("Chưa mở được hồ sơ")
            anybody.look("chua-mo-duoc")
    anybody.page.wait_for_url("**/t/*")
    anybody.look("theo-doi")
    seen = anybody.page.locator("main").inner_text()
    assert number in seen
    assert "Lan" not in seen

    for key in ("xa-khac", "thu-ly"):
        stranger = official()
        stranger.enters_as(key)
        stranger.opens(number)
        expected = "Chưa làm được" if key == "xa-khac" else "Nguyễn Thị Lan"
        expect(stranger.page.get_by_role("heading", level=1)).to_contain_text(expected)
    lan.go("/mau/")
    lan.press("Vào với vai Trần Văn Đức")
    lan.go(f"/ho-so/{number}")
    assert "Nguyễn Thị Lan" not in lan.page.locator("main").inner_text()
    assert number not in lan.page.locator("main").inner_text()
