"""A resident agrees to what is sent to everybody, is sent it, says stop with one press, and is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident
from tests.journeys.test_who_looked import files_request

SOMEBODY = {True: "+84900000781", False: "+84900000782"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_resident_says_stop(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "thoi-nhan" if script else "thoi-nhan-khong-script"
    lan, tung = resident(script=script, chapter=chapter), official(script=script, chapter=f"{chapter}-ban")
    phone = SOMEBODY[script]
    lan.go("/dang-nhap")
    lan.signs_in(phone)
    lan.finds("xem du lieu ca nhan cua toi", "Hỏi, xem, sửa dữ liệu của tôi")
    lan.press("Nộp hồ sơ tại đây")
    files_request(lan)
    tung.enters_as("phe-duyet")
    before = receivers(tung)

    lan.go("/du-lieu-cua-toi")
    agreement = lan.page.locator("#tin-chung")
    agreement.get_by_role("button").click()
    lan.reads("Xã đã ghi ông/bà đồng ý.")
    assert receivers(tung) == before + 1
    sends(tung, f"Nước lớn, bà con ven sông xin lên chỗ cao ({chapter}).")
    link = lan.reads_message(phone, rf"\({chapter}\)[\s\S]*(/thoi-nhan/[\w-]+)")

    lan.go(link)
    lan.title_is("Thôi nhận tin này?")
    lan.look("thoi-nhan")
    lan.press("Thôi nhận")
    lan.title_is("Đã thôi")
    lan.look("da-thoi")
    assert receivers(tung) == before
    tung.look("nguoi-da-thoi")
    lan.go("/tai-khoan")
    lan.reads("Từ số này ông/bà đã xin thôi nhận tin chung của xã.")
    lan.press("Nhận lại tin nhắn")
    expect(lan.page.get_by_role("button", name="Nhận lại tin nhắn")).to_have_count(0)
    assert receivers(tung) == before  # the consent went with the stop, and only she gives it again


def receivers(tung: Official) -> int:
    """How many would be told now, as the page says."""
    tung.go("/can-bo/tin-chung")
    told = re.search(r"Tin đến (\d+) người", tung.page.locator("main").inner_text())
    assert told
    return int(told[1])


def sends(tung: Official, text: str) -> None:
    tung.page.get_by_label("Nội dung tin").fill(text)
    tung.page.get_by_label("Khẩn", exact=False).check()
    tung.press("Xem giá trước")
    tung.look("gia")
    tung.press("Gửi đi")
    tung.reads("Người gửi:")
    tung.look("gui-den-dau")
