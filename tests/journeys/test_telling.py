"""A resident says how to be told, and presses the link in the letter; officials look at what did not arrive."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_telling(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "bao-tin" if script else "bao-tin-khong-script"
    duc = resident(script=script, chapter=chapter)
    duc.go("/mau/")
    duc.press("Vào với vai Trần Văn Đức")
    duc.go("/tai-khoan")
    duc.page.get_by_label("Địa chỉ thư điện tử").fill(f"duc-{script}@thu.example.vn")
    duc.press("Gửi đường dẫn cho tôi")
    duc.reads("Xã đã gửi thư đến địa chỉ ấy")
    duc.look("cho-xac-nhan")
    duc.go("/mau/hop-thu")
    link = re.search(r"/thu/[\w-]+", duc.page.locator("article", has_text="nhận tin của xã").first.inner_text())
    assert link
    duc.go(link[0])
    duc.look("xac-nhan")
    duc.press("Xác nhận")
    duc.reads("Từ nay xã báo tin ở địa chỉ thư này trước")
    duc.go("/tai-khoan")
    expect(duc.page.get_by_role("radio", name="Thư điện tử")).to_be_checked()
    duc.look("cach-bao-tin")
    duc.page.get_by_label("Tin nhắn điện thoại").check()
    duc.press("Lưu cách báo tin")
    duc.reads("Từ nay xã báo ông/bà bằng cách này trước")
    duc.page.get_by_label("English").check()
    duc.press("Lưu tiếng nhắn tin")
    duc.reads("Từ nay xã nhắn ông/bà bằng tiếng này")
    expect(duc.page.get_by_role("radio", name="English")).to_be_checked()
    duc.page.get_by_label("Tiếng Việt").check()
    duc.press("Lưu tiếng nhắn tin")
    expect(duc.page.get_by_role("radio", name="Tiếng Việt")).to_be_checked()
    duc.press(f"Bỏ địa chỉ duc-{script}@thu.example.vn")
    duc.reads("Xã đã bỏ địa chỉ thư của ông/bà")
    expect(duc.page.get_by_label("Địa chỉ thư điện tử")).to_have_value("")
    duc.go("/mau/hop-thu")
    duc.look("hop-thu")

    tung = official(script=script, chapter=f"{chapter}-ban")
    tung.enters_as("phe-duyet")
    tung.go("/can-bo/tin-chua-den")
    tung.look("tin-chua-den")
    tung.follow("Máy nhắn những gì")
    tung.reads("Gửi ngay, trước mọi tin khác")
    tung.look("may-nhan-nhung-gi")
    tung.page.set_viewport_size({"width": 360, "height": 740})
    tung.look("may-nhan-nhung-gi-tren-dien-thoai")
    tung.page.set_viewport_size({"width": 1280, "height": 800})
    tung.go("/can-bo/tin-chua-den")
    tung.follow("Gửi lại tất cả")
    tung.reads("Không gửi lại ở đây")
    tung.look("gui-lai-tat-ca")
    tung.go("/can-bo/tin-chua-den")
    tung.follow("Gửi tin chung")
    tung.page.get_by_label("Nội dung tin").fill("Chiều nay cúp điện từ 13 giờ 😀")
    tung.press("Xem giá trước")
    tung.reads("Có hình 😀")
    tung.look("tin-chung")
