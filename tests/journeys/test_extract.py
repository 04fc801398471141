"""Bản sao trích lục (2.000635): somebody the commune has never seen, who remembers only the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident
from xaso.core.identifiers import show_phone

STRANGER = "+84900000731"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_extract(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "trich-luc" if script else "trich-luc-khong-script"
    an = resident(script=script, chapter=chapter)
    an.finds("ban sao giay khai sinh", "Bản sao giấy khai sinh, trích lục hộ tịch")
    an.press("Nộp hồ sơ tại đây")
    an.signs_in(STRANGER)
    an.press("Bắt đầu khai")
    fill(an)
    number = an.sends()
    expect(an.page.get_by_role("heading", name="Giấy tờ xã đã nhận")).to_have_count(0)
    an.look("giay-hen")

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.opens(number)
    hanh.asks_for(
        {"Giấy tờ hộ tịch cũ hoặc bản chụp": "Ảnh giấy khai sinh cũ, nếu còn"}, "Sổ năm 1975 bị ố, cần đối chiếu."
    )

    an.go(f"/ho-so/{number}")
    an.follow("Gửi phần bổ sung")
    an.photographs("Giấy cũ hoặc ảnh chụp giấy cũ")
    an.look("bo-sung")
    an.press("Gửi phần bổ sung")
    an.title_is("Bản sao giấy khai sinh, trích lục hộ tịch")

    hanh.opens(number)
    hanh.receives()
    hanh.passes_on("Lê Văn Phúc", "")
    phuc = official(script=script, chapter=f"{chapter}-ho-tich")
    phuc.enters_as("thu-ly")
    phuc.opens(number)
    phuc.proposes(
        {"Số đăng ký": "47", "Ngày đăng ký": "12/03/1975"}
    )  # what the resident did not remember is in the book
    tung = official(script=script, chapter=f"{chapter}-chu-tich")
    tung.enters_as("phe-duyet")
    tung.opens(number)
    tung.approves()
    hanh.opens(number)
    hanh.numbers()
    hanh.takes_fee("BL 0000124", shown="24.000 đồng")
    hanh.hands_over()

    an.go(f"/ho-so/{number}")
    assert an.downloads_result(number).startswith(b"%PDF-")
    an.rates("Tạm được")


def fill(an: Resident) -> None:
    an.title_is("Ông/bà cần bản sao giấy nào?")
    an.chooses("Bản sao giấy khai sinh")
    an.look("giay-nao")
    an.goes_on()
    an.title_is("Ông/bà là gì của người có tên trong giấy?")
    an.chooses("Chính tôi")
    an.goes_on()
    an.title_is("Người có tên trong giấy: họ tên, ngày sinh")
    an.writes("Họ, chữ đệm, tên", "Lý Thị An")
    an.writes_date("Ngày, tháng, năm sinh", year="1974")
    an.chooses("Nữ")
    an.look("ho-ten")
    an.goes_on()
    an.title_is("Số định danh của người có tên trong giấy")
    an.page.get_by_label("Không có hoặc không nhớ số định danh").check()
    an.look("so-dinh-danh")
    an.goes_on()
    an.title_is("Dân tộc, quốc tịch, nơi cư trú")
    an.picks("Dân tộc", "khm", "Khmer")
    an.writes_address("Nơi cư trú", "can tho > Thành phố Cần Thơ", "vi thuy > Xã Vị Thủy", "Ấp 3")
    an.look("noi-cu-tru")
    an.goes_on()
    an.title_is("Trước đây đăng ký ở đâu, năm nào?")
    an.writes("Nơi đã đăng ký", "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang")
    an.writes_date("Ngày đăng ký", year="1975")
    an.look("dang-ky-o-dau")
    an.goes_on()
    an.title_is("Cần mấy bản, nhận ở đâu?")
    an.writes("Số bản sao", "3")
    an.chooses("Nhận tại một cửa xã")
    expect(an.page.get_by_label("Số điện thoại để xã gọi")).to_have_value(show_phone(STRANGER))
    an.look("may-ban")
    an.goes_on()
    an.title_is("Chụp giấy tờ")
    an.look("chup-giay-to")
    an.goes_on()
    an.title_is("Xem lại trước khi nộp")
    an.look("xem-lai")
