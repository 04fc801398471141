"""A leader finds that a machine was stolen: 72 hours, a notice to print, and nothing that can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_breach_file(official: Callable[..., Official], script: bool) -> None:
    bao = official(script=script, chapter="su-co" if script else "su-co-khong-script")
    bao.enters_as("quan-ly")
    bao.follow("Sổ sách")
    bao.follow("Dữ liệu cá nhân")
    bao.look("so-xu-ly")
    bao.follow("Sắp xóa")
    bao.look("sap-xoa")
    bao.go("/can-bo/su-co")
    bao.look("cac-su-co")
    bao.follow("Mở hồ sơ sự cố")
    bao.press("Mở hồ sơ sự cố")
    bao.reads("Xin chọn có hoặc không.")
    bao.look("con-thieu")
    for label, text in (
        ("Gọi ngắn gọn là gì?", "Mất máy tính của một cửa"),
        ("Chuyện gì đã xảy ra?", "Mất trộm ban đêm, máy chưa khóa ổ đĩa."),
        ("Dữ liệu gì, của ai?", "Tên, số điện thoại của người nộp trong tháng."),
        ("Đã làm gì, sẽ làm gì?", "Đã khóa tài khoản, báo công an xã."),
    ):
        bao.page.get_by_label(label).fill(text)
    bao.page.get_by_label("Không", exact=True).check()
    bao.press("Mở hồ sơ sự cố")
    bao.reads("Đồng hồ 72 giờ đang chạy.")
    bao.look("dang-chay")
    bao.page.get_by_label("Đã báo cơ quan bảo vệ dữ liệu (A05)").check()
    bao.page.get_by_label("Nội dung").fill("Công văn số 12 gửi A05.")
    bao.press("Ghi thêm")
    expect(bao.page.locator("main")).to_contain_text("Báo cơ quan bảo vệ dữ liệu (A05): Đã báo")
    bao.follow("Thông báo mẫu 08")
    bao.look("mau-08")
