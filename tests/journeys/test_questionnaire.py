"""The commune asks everybody: a manager writes and opens a questionnaire, a resident answers it on a phone, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.journeys.official import Official
from tests.journeys.resident import Resident
from xaso.core import clock
from xaso.core.dates import show_date

QUESTIONS = """Ông/bà chờ ở quầy bao lâu?
- Dưới 15 phút
- 15 đến 30 phút
- Lâu hơn

Năm nay ông/bà đến xã mấy lần?
(số)

Điều gì cần sửa trước?"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_questionnaire(official: Callable[..., Official], resident: Callable[..., Resident], script: bool) -> None:
    title = f"Giờ tiếp dân buổi chiều {'một' if script else 'hai'}"
    bao = official(script=script, chapter="phieu-hoi")
    bao.enters_as("quan-ly")
    bao.go("/can-bo/hai-long")
    bao.follow("Phiếu hỏi")
    bao.follow("Viết phiếu hỏi")
    bao.page.get_by_label("Tên phiếu hỏi").fill(title)
    bao.page.get_by_label("Các câu hỏi").fill("Ông/bà chờ bao lâu?\n- Lâu")
    bao.page.get_by_label("Mở từ ngày").fill(show_date(clock.today()))
    bao.page.get_by_label("Đến hết ngày").fill(show_date(clock.today() + timedelta(days=20)))
    bao.press("Lưu bản nháp")
    bao.reads("Câu 1 cần từ 2 đến 10 lựa chọn")
    bao.look("loi")
    bao.page.get_by_label("Các câu hỏi").fill(QUESTIONS)
    bao.press("Lưu bản nháp")
    bao.reads("Người dân sẽ thấy")
    bao.look("ban-nhap")
    bao.press("Mở phiếu hỏi")
    bao.reads("Đang mở")
    bao.look("dang-mo")

    lan = resident(script=script, chapter="phieu-hoi-tra-loi")
    lan.go("/phieu-hoi/")
    lan.look("danh-sach")
    lan.follow(title)
    lan.look("chua-vao")
    lan.go("/mau/")
    lan.press("Vào với vai Nguyễn Thị Lan")
    lan.go("/phieu-hoi/")
    lan.follow(title)
    lan.look("phieu")
    lan.press("Gửi câu trả lời")
    lan.reads("Ông/bà chưa trả lời câu nào")
    lan.page.get_by_text("15 đến 30 phút").click()
    lan.page.get_by_label("Điều gì cần sửa trước?").fill("Thêm ghế ngồi chờ.")
    lan.press("Gửi câu trả lời")
    lan.reads("Xã đã nhận câu trả lời")
    lan.look("da-gui")
    bao.go("/can-bo/phieu-hoi")
    bao.look("danh-sach")
    bao.follow(title)
    bao.reads("Chưa đủ 5 người trả lời câu này")
    bao.page.get_by_text("Đóng phiếu hỏi").first.click()
    bao.press("Đóng phiếu hỏi")
    bao.reads("Đã đóng")
