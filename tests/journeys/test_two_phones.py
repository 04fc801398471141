"""An officer fills in for somebody, who looks and agrees on their own phone; the officer follows until it is closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.official import Official
from tests.journeys.photographs import paper_photo
from tests.journeys.resident import Resident

OWNER, HELPER = "+84900000761", "+84900000762"


def fills_in(one: Resident, phone: str = "") -> None:
    """A request of the house's own procedure: three short pages, no papers."""
    one.title_is("Ông/bà muốn xã làm gì?")
    one.chooses("Cho xem dữ liệu xã đang giữ")
    one.goes_on()
    one.title_is("Ông/bà muốn nói gì thêm?")
    one.page.get_by_role("textbox").last.fill("Xin xem hộ khẩu cũ của nhà tôi.")
    one.goes_on()
    one.title_is("Ông/bà là ai?")
    expect(one.page.get_by_role("textbox", name="Họ, chữ đệm, tên").first).to_have_value("")
    one.writes("Họ, chữ đệm, tên", "Thạch Thị Sen")
    one.writes("Số định danh", "093155000321")
    one.goes_on()
    one.title_is("Ông/bà nhận trả lời ở đâu?")
    one.chooses("Bản điện tử")
    if phone:
        one.writes("Số điện thoại để xã gọi", phone)
    one.goes_on()
    one.title_is("Xem lại trước khi nộp")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_two_phones(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "hai-may" if script else "hai-may-khong-script"
    hanh = resident(script=script, chapter=f"{chapter}-giup")
    hanh.go("/mau/")
    hanh.press("Vào với vai Trần Thị Mỹ Hạnh")
    hanh.go("/thu-tuc/XS.000001")
    hanh.follow("Làm giúp người khác")
    hanh.press("Tiếp tục")
    hanh.look("thieu-ten")
    hanh.chooses("Cán bộ tại quầy")
    hanh.writes("Họ tên người được giúp", "Thạch Thị Sen")
    hanh.writes("Số điện thoại của người được giúp", "0900 000 761")
    hanh.look("giup-ai")
    hanh.press("Tiếp tục")
    fills_in(hanh)
    hanh.look("xem-lai")
    hanh.press("Nhắn cho chủ hồ sơ, số 0900 000 761")
    hanh.reads("Đã nhắn cho Thạch Thị Sen")
    hanh.look("dang-cho")

    sen = resident(script=script, chapter=f"{chapter}-chu")
    sen.go(sen.reads_message(OWNER, r"https?://[^/]+(/xn/\S+)"))
    sen.signs_in(OWNER)
    sen.title_is("Xem lại trước khi nộp")
    sen.reads("Trần Thị Mỹ Hạnh (cán bộ tại quầy")
    sen.look("xem-va-dong-y")
    sen.page.get_by_role("checkbox", name="Xem hồ sơ đang ở đâu").check()
    sen.press("Tôi đã xem, đồng ý và nộp hồ sơ")
    sen.title_is("Xã đã nhận được hồ sơ")
    number = sen.page.locator("p.big").inner_text().strip()
    sen.look("giay-hen")
    sen.go(f"/ho-so/{number}")
    sen.reads(re.compile("nhập giúp; chủ hồ sơ xác nhận trên điện thoại của mình lúc"))
    sen.look("ho-so")

    hanh.go("/giup/")
    hanh.leave_by(hanh.page.locator("main .rowlink").filter(has_text=number))
    hanh.reads("Xem được đến khi hồ sơ xong.")
    hanh.look("theo-doi")

    desk = official(script=script, chapter=f"{chapter}-ban")
    desk.enters_as("tiep-nhan")
    desk.opens(number)
    desk.reads(re.compile("nhập giúp; chủ hồ sơ xác nhận"))
    desk.look("ho-so")

    sen.follow("Rút hồ sơ")
    sen.page.get_by_role("textbox").fill("Tôi tìm thấy giấy rồi.")
    sen.press("Rút hồ sơ")
    sen.reads("Ông/bà đã rút hồ sơ")

    hanh.go("/giup/")
    expect(hanh.page.get_by_text(number)).to_have_count(0)
    hanh.go(f"/giup/{number}")
    hanh.reads("Cảm ơn ông/bà đã giúp")
    hanh.look("het-xem")


def test_a_neighbour_helps_and_is_refused(resident: Callable[..., Resident]) -> None:
    duc = resident(chapter="hang-xom-giup")
    duc.go("/thu-tuc/XS.000001")
    duc.follow("Làm giúp người khác")
    duc.signs_in(HELPER)
    duc.chooses("Người thân, hàng xóm")
    duc.writes("Họ tên của ông/bà", "Danh Văn Tài")
    duc.writes("Họ tên người được giúp", "Thạch Thị Sen")
    duc.writes("Số điện thoại của người được giúp", "0900 000 761")
    duc.press("Tiếp tục")
    fills_in(duc)
    duc.press("Nhắn cho chủ hồ sơ, số 0900 000 761")
    duc.reads("Đã nhắn cho Thạch Thị Sen")

    sen = resident(chapter="hang-xom-chu")
    sen.go("/xn/")
    code = sen.reads_message(OWNER, r"Danh Văn Tài.*mã (\d{6})")
    sen.signs_in(OWNER)
    sen.page.get_by_label("Mã 6 số trong tin nhắn").fill(code)
    sen.look("nhap-ma")
    sen.press("Xem hồ sơ")
    sen.reads("Danh Văn Tài (người thân, hàng xóm)")
    sen.page.get_by_text("Tôi không đồng ý").click()
    sen.look("khong-dong-y")
    sen.press("Không đồng ý, bỏ hồ sơ này")
    sen.reads("Hồ sơ ấy không gửi đi và đã bỏ")
    assert "không đồng ý" in duc.reads_message(HELPER, r"(không đồng ý)")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_witnessed_paper(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "giay-dong-y" if script else "giay-dong-y-khong-script"
    tai = resident(script=script, chapter=chapter)
    tai.go("/thu-tuc/XS.000001/lam-giup")
    tai.signs_in(HELPER)
    tai.chooses("Người thân, hàng xóm")
    tai.writes("Họ tên của ông/bà", "Danh Văn Tài")
    tai.writes("Họ tên người được giúp", "Thạch Thị Lài")
    tai.press("Tiếp tục")
    fills_in(tai, phone="0900 000 762")
    expect(tai.page.get_by_role("button", name="Nhắn cho chủ hồ sơ")).to_have_count(0)
    tai.follow("Không có điện thoại: dùng giấy có người làm chứng")
    tai.follow("Mở bản để in")
    tai.reads("Người làm chứng (ký, ghi họ tên, số định danh)")
    tai.look("ban-in")
    tai.follow("Trở lại")
    tai.writes("Họ tên người làm chứng", "Danh Văn Tài")
    photograph: FilePayload = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": paper_photo("Giấy đồng ý", 1)}
    tai.page.get_by_label("Ảnh giấy đã ký").set_input_files(photograph)
    tai.page.get_by_role("checkbox", name="Xem hồ sơ đang ở đâu").check()
    tai.press("Nộp hồ sơ kèm giấy này")
    tai.reads("Người làm chứng phải là người khác")
    tai.look("nguoi-lam-chung")
    tai.writes("Họ tên người làm chứng", "Lê Thị Chứng")
    tai.page.get_by_label("Ảnh giấy đã ký").set_input_files(photograph)
    tai.press("Nộp hồ sơ kèm giấy này")
    tai.reads("Ông/bà làm giúp Thạch Thị Lài.")
    number = tai.path.rsplit("/", 1)[1]

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.opens(number)
    hanh.reads(re.compile("đồng ý bằng giấy lúc .*, người làm chứng Lê Thị Chứng"))
    hanh.look("ho-so")
    hanh.press("Chủ hồ sơ không cho người giúp xem nữa")
    hanh.reads("Người giúp không còn xem được hồ sơ này.")
    hanh.go("/can-bo/so-sach")
    hanh.reads("Có người giúp")
    hanh.look("so-sach")
    hanh.go("/can-bo/tai-quay/1.001193")
    hanh.look("tai-quay")
    tai.go(f"/giup/{number}")
    tai.reads("Cảm ơn ông/bà đã giúp")
