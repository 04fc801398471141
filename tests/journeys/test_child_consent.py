"""A mother at the counter agrees for her child, who is asked, too; later she takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.official import Official


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_consent_for_a_child(official: Callable[..., Official], script: bool) -> None:
    hanh = official(script=script, chapter="dong-y-cho-tre" if script else "dong-y-cho-tre-khong-script")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/tai-quay")
    hanh.follow("Đồng ý cho trẻ, cho người được giám hộ")
    hanh.follow("In giấy đồng ý để ký")
    hanh.look("giay")
    hanh.follow("Trở lại")
    child = "093317000124" if script else "093317000125"
    hanh.page.get_by_label("Số định danh của trẻ").fill(child)
    hanh.press("Tìm")
    hanh.reads("Chưa ai đồng ý việc nào cho người này.")
    hanh.look("chua-co")
    hanh.press("Ghi sự đồng ý")
    hanh.reads("Xin chọn người đồng ý là ai.")
    hanh.look("con-thieu")
    for label, text in (
        ("Họ, chữ đệm, tên của trẻ", "Trần Bảo Ngân"),
        ("Ngày sinh của trẻ", "02/03/2017"),
        ("Họ, chữ đệm, tên người đồng ý", "Nguyễn Thị Lan"),
        ("Số định danh người đồng ý", "093 188 000 123"),
    ):
        hanh.page.get_by_label(label).fill(text)
    ticked = ("Mẹ", "Đến nhà hỏi thăm", "Đã hỏi riêng cháu", "người ấy có mặt", "Giấy khai sinh", "Giấy đồng ý đã ký")
    for label in ticked:
        hanh.page.get_by_label(label).check()
    hanh.press("Ghi sự đồng ý")
    hanh.reads("Đã ghi sự đồng ý.")
    hanh.page.get_by_label("Số định danh của trẻ").fill(child)
    hanh.press("Tìm")
    hanh.reads("người đồng ý: Nguyễn Thị Lan.")
    hanh.look("da-dong-y")
    hanh.press("Rút lại Đến nhà hỏi thăm, giúp việc hành chính")
    hanh.reads("Xã ngừng dùng từ lúc này.")
