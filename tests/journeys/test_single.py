"""Xác nhận tình trạng hôn nhân (1.004873): for oneself, to sell a piece of land."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.official import Official
from tests.journeys.resident import Resident

DUC = "+84900000002"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_single(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "doc-than" if script else "doc-than-khong-script"
    duc = resident(script=script, chapter=chapter)
    duc.finds("xin xac nhan doc than", "Giấy xác nhận độc thân")
    duc.press("Nộp hồ sơ tại đây")
    duc.signs_in(DUC)
    duc.press("Bắt đầu khai")
    fill(duc)
    number = duc.sends()
    duc.look("giay-hen")

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.opens(number)
    hanh.receives()
    hanh.passes_on("Lê Văn Phúc", "")
    phuc = official(script=script, chapter=f"{chapter}-ho-tich")
    phuc.enters_as("thu-ly")
    phuc.opens(number)
    phuc.asks_for(
        {"Mục đích": "Bán đất thì ghi đúng việc cần dùng"}, "Mục đích sử dụng chưa khớp với lời kể qua điện thoại."
    )

    duc.go(f"/ho-so/{number}")
    duc.follow("Gửi phần bổ sung")
    duc.chooses("Vay vốn")
    duc.look("bo-sung")
    duc.press("Gửi phần bổ sung")
    duc.title_is("Giấy xác nhận độc thân")

    phuc.opens(number)
    phuc.reads("Vay vốn")
    phuc.proposes()
    tung = official(script=script, chapter=f"{chapter}-chu-tich")
    tung.enters_as("phe-duyet")
    tung.opens(number)
    tung.approves()
    hanh.opens(number)
    hanh.numbers()
    hanh.takes_fee("BL 0000125", amounts={"Lệ phí cấp giấy xác nhận tình trạng hôn nhân": "15000"})
    hanh.hands_over()

    duc.go(f"/ho-so/{number}")
    assert duc.downloads_result(number).startswith(b"%PDF-")
    duc.rates("Tốt")
    duc.look("da-danh-gia")


def fill(duc: Resident) -> None:
    duc.title_is("Xin giấy này cho ai?")
    duc.chooses("Cho tôi")
    duc.look("cho-ai")
    duc.goes_on()
    duc.title_is("Người được cấp giấy: họ tên, ngày sinh")
    duc.look("ho-ten")
    duc.goes_on()
    duc.title_is("Số định danh của người được cấp giấy")
    duc.goes_on()
    duc.title_is("Dân tộc, quốc tịch, nơi cư trú")
    duc.look("noi-cu-tru")
    duc.goes_on()
    duc.title_is("Tình trạng hôn nhân hiện nay?")
    duc.chooses("Chưa đăng ký kết hôn với ai")
    duc.look("tinh-trang")
    duc.goes_on()
    duc.title_is("Cần xác nhận cho thời gian nào?")
    duc.chooses("Từ khi đủ tuổi kết hôn đến nay")
    duc.look("thoi-gian")
    duc.goes_on()
    duc.title_is("Dùng giấy này để làm gì?")
    duc.chooses("Mua bán, chuyển nhượng nhà đất")
    duc.look("muc-dich")
    duc.goes_on()
    duc.title_is("Nhận giấy ở đâu?")
    duc.chooses("Bản điện tử")
    duc.look("nhan-o-dau")
    duc.goes_on()
    duc.title_is("Chụp giấy tờ")
    duc.page.get_by_text("Giấy khác, nếu có").click()
    duc.photographs("Thẻ căn cước", files=2)
    duc.look("chup-giay-to")
    duc.goes_on()
    duc.title_is("Xem lại trước khi nộp")
    duc.look("xem-lai")
