"""An officer writes news, the manager publishes and corrects it, a resident finds it without diacritics."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.factories.files import photo
from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.journeys.resident import Resident


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_news_reaches_residents_and_is_corrected_in_the_open(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    chapter = "tin-tuc" if script else "tin-tuc-khong-script"
    name = f"Cắt điện ấp 3, {'sáng' if script else 'chiều'} Chủ nhật"
    phuc = official(script=script, chapter=f"{chapter}-viet")
    phuc.enters_as("thu-ly")
    phuc.go("/can-bo/tin-tuc")
    phuc.look("danh-sach")
    phuc.leave_by(phuc.page.get_by_role("link", name="Viết tin"))
    phuc.page.get_by_label("Tên tin").fill(name)
    phuc.press("Lưu bản nháp")
    phuc.reads("Xin ghi mục này")
    phuc.look("thieu")
    phuc.page.get_by_label("Tóm tắt").fill("Ngành điện sửa dây từ 8 giờ. Xin trữ nước trước.")
    phuc.page.get_by_label("Nội dung").fill("Trạm bơm ngừng.\n\nSửa xong sớm thì đóng điện ngay.")
    picture = {"name": "cot-dien.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    phuc.page.get_by_label("Ảnh", exact=False).first.set_input_files(picture)
    phuc.page.get_by_label("Ảnh cho thấy gì").fill("Cột điện đầu ấp 3")
    phuc.press("Lưu bản nháp")
    phuc.reads("Đã lưu bản nháp")
    phuc.look("ban-nhap")
    phuc.leave_by(phuc.page.get_by_role("link", name="Xem như người dân"))
    phuc.reads("Bản xem trước")

    bao = official(script=script, chapter=f"{chapter}-dang")
    bao.enters_as("quan-ly")
    bao.go("/can-bo/tin-tuc")
    bao.leave_by(bao.page.get_by_role("link", name=name))
    bao.press("Đăng")
    bao.reads("Đã đăng")
    bao.look("da-dang")

    lan = resident(script=script, chapter=f"{chapter}-doc")
    lan.go("/")
    lan.reads(name)
    lan.go("/tin-tuc/")
    lan.page.get_by_label(re.compile("Tìm trong tin")).fill("cat dien ap 3")
    lan.press("Tìm")
    lan.look("tim-thay")
    lan.leave_by(lan.page.get_by_role("link", name=name))
    lan.reads("Trạm bơm ngừng.")
    lan.look("doc-tin")

    bao.leave_by(bao.page.get_by_role("link", name="Đính chính"))
    bao.page.get_by_label("Tóm tắt").fill("Ngành điện sửa dây từ 9 giờ. Xin trữ nước trước.")
    bao.page.get_by_label("Vì sao đính chính").fill("Ngành điện báo đổi giờ.")
    bao.press("Đính chính")
    bao.reads("Đã đính chính")
    lan.page.reload()
    lan.reads("Ngành điện báo đổi giờ.")
    lan.look("dinh-chinh")
