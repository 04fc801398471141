"""A resident asks to see their data, reads who opened that request, and asks about one of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident

SOMEBODY = "+84900000751"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_who_looked(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "ai-da-xem" if script else "ai-da-xem-khong-script"
    an = resident(script=script, chapter=chapter)
    an.finds("xem du lieu ca nhan cua toi", "Hỏi, xem, sửa dữ liệu của tôi")
    an.look("thu-tuc")
    an.press("Nộp hồ sơ tại đây")
    an.signs_in(SOMEBODY)
    an.press("Bắt đầu khai")
    number = files_request(an)

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.opens(number)
    hanh.press("Hiện (ghi nhật ký)")
    linh = official(script=script, chapter=f"{chapter}-kiem-tra")
    linh.enters_as("kiem-tra")
    linh.opens(number)
    linh.look("de-lam-gi")
    linh.press("Mở hồ sơ")
    linh.reads("Xin chọn ông/bà mở hồ sơ này để làm gì.")
    linh.page.get_by_label("Kiểm tra, giám sát việc giải quyết").check()
    linh.page.get_by_label("Ghi rõ thêm").fill("Kế hoạch kiểm tra số 5")
    linh.press("Mở hồ sơ")
    linh.reads("Lý Thị Bông")

    an.go(f"/ho-so/{number}")
    an.follow("Ai đã mở hồ sơ này")
    an.look("ai-da-mo")
    an.reads("Kiểm tra, giám sát việc giải quyết: Kế hoạch kiểm tra số 5")
    hers = an.page.locator("ul.looks > li").filter(has_text="Trần Thị Mỹ Hạnh")
    expect(hers).to_contain_text("hiện số định danh")
    hers.locator("summary").click()
    hers.locator("textarea").fill("Sao lại cần xem số định danh của tôi?")
    an.look("hoi-xa")
    hers.get_by_role("button", name="Gửi câu hỏi").click()
    an.page.wait_for_url(re.compile("/giay-hen$"))
    an.look("giay-hen")
    an.go("/ho-so/")
    an.follow("Ai đã mở hồ sơ của tôi")
    an.reads("2 cán bộ đã mở")
    an.look("cac-ho-so")
    an.go(f"/ho-so/{number}/ai-da-xem")
    an.reads("Đã hỏi xã, hồ sơ")


def files_request(an: Resident) -> str:
    an.title_is("Ông/bà muốn xã làm gì?")
    an.chooses("Cho xem dữ liệu xã đang giữ")
    an.look("viec-gi")
    an.goes_on()
    an.title_is("Ông/bà muốn nói gì thêm?")
    an.page.get_by_role("textbox").last.fill("Xin xem hộ khẩu cũ của nhà tôi ở xã Vị Thắng.")
    an.look("noi-gi")
    an.goes_on()
    an.title_is("Ông/bà là ai?")
    an.writes("Họ, chữ đệm, tên", "Lý Thị Bông")
    an.writes("Số định danh", "093185000123")
    an.goes_on()
    an.title_is("Ông/bà nhận trả lời ở đâu?")
    an.chooses("Bản điện tử")
    an.goes_on()
    an.title_is("Xem lại trước khi nộp")
    expect(an.page.get_by_role("heading", name="Giấy tờ", exact=True)).to_have_count(0)  # there is none to send
    an.look("xem-lai")
    return an.sends()
