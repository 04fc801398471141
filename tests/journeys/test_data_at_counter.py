"""Somebody without a phone comes with their card for a copy of what the commune keeps; it takes longer; they get it in hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable

import pytest

from tests.journeys.official import Official


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_data_at_the_counter(official: Callable[..., Official], script: bool) -> None:
    chapter = "du-lieu-tai-quay" if script else "du-lieu-tai-quay-khong-script"
    hanh = official(script=script, chapter=chapter)
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/tai-quay")
    hanh.follow("Yêu cầu về dữ liệu")
    hanh.press("Ghi và tiếp nhận")
    hanh.reads("Chỉ ghi khi chủ thẻ có mặt.")
    hanh.look("con-thieu")
    for label, text in (
        ("Số định danh trên thẻ", "093 079 001 235" if script else "093 079 001 236"),
        ("Họ, chữ đệm, tên trên thẻ", "Nguyễn Văn Năm" if script else "Nguyễn Văn Sáu"),
        ("Lời của người dân", "Cho tôi bản sao mọi thứ xã đang giữ về tôi."),
    ):
        hanh.page.get_by_label(label).fill(text)
    hanh.page.get_by_label("Chủ thẻ có mặt").check()
    hanh.page.get_by_label("Xin bản sao dữ liệu").check()
    hanh.press("Ghi và tiếp nhận")
    hanh.reads(re.compile("Đã ghi và tiếp nhận yêu cầu số"))
    hanh.look("da-ghi")
    number = hanh.path.rsplit("/", 1)[1]

    phuc = official(script=script, chapter=f"{chapter}-thu-ly")
    phuc.enters_as("thu-ly")
    phuc.opens(number)
    phuc.begins("Gia hạn")
    phuc.look("gia-han")
    phuc.page.get_by_label("Lý do").fill("Sổ cũ ở kho, phải tìm.")
    phuc.does("Gia hạn", "Đã gia hạn.")
    phuc.follow("Vì sao có hạn này?")
    phuc.reads("xã gia hạn một lần, thêm 10 ngày")
    phuc.look("vi-sao")
    phuc.opens(number)
    phuc.follow("Thực hiện yêu cầu")
    phuc.look("lam-ban-sao")
    phuc.press("Làm bản sao")
    phuc.reads("nhận tại quầy một cửa trong 7 ngày")

    ready = hanh.page.get_by_role("link", name="Tải bản sao để giao người yêu cầu")
    for _reload in range(60):
        hanh.opens(number)
        if ready.count():
            break
        hanh.page.wait_for_timeout(500)
    hanh.look("giao-ban-sao")
    with hanh.page.expect_download() as fetching:
        ready.click()
    with zipfile.ZipFile(fetching.value.path()) as archive:
        assert number in archive.read("index.html").decode()
