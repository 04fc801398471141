"""A report from a phone that is signed in nowhere, worked on at a desk, answered, released, read by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.factories.files import photo
from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.journeys.resident import Resident

SAID = "Cây dừa ngã chắn đường, kéo theo dây điện."
REPORTS = """
import django
django.setup()
from xaso.core.scope import as_machine, from_nobody
from xaso.demo.petitions import send_reports
with from_nobody(), as_machine("journey"):
    send_reports()
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_report_is_sent_worked_on_and_read_by_everybody(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    live_commune.runs(REPORTS)
    chapter = "phan-anh" if script else "phan-anh-khong-script"
    sau = resident(script=script, chapter=f"{chapter}-gui")
    sau.go("/phan-anh/")
    sau.look("danh-sach")
    sau.leave_by(sau.page.get_by_role("link", name="Gửi phản ánh"))
    sau.look("bieu-mau")
    sau.press("Gửi phản ánh")
    sau.reads("Xin chọn phản ánh về việc gì")
    sau.look("loi")
    sau.chooses("Nguy hiểm: dây điện đứt, cây đổ, cầu hỏng")
    sau.writes("Chỗ nào, gần đâu?", "đầu kênh 9")
    sau.writes("Ông/bà thấy điều gì?", SAID)
    sau.writes("Số điện thoại để xã báo lại", "0900 000 141")
    sau.press("Gửi phản ánh")
    sau.reads("Xã trả lời trước")
    picture = FilePayload(name="cay.jpg", mimeType="image/jpeg", buffer=photo(2400, 1800))
    sau.page.locator("input[type=file]").set_input_files(picture)
    if not script:
        sau.press("Gửi ảnh đã chọn")
    expect(sau.page.locator(".pg img")).to_have_count(1, timeout=20_000)
    sau.look("trang-rieng")
    own = sau.page.url.partition("#")[0]

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/phan-anh")
    hanh.look("cho-xu-ly")
    hanh.leave_by(hanh.page.get_by_role("link", name=SAID).first)
    hanh.look("mot-phan-anh")
    hanh.leave_by(hanh.page.get_by_role("button", name="Giao phản ánh này"))
    hanh.reads("Đã ghi")
    hanh.page.get_by_label("Lời mọi người sẽ đọc").fill("Cây dừa ngã chắn đường.")
    hanh.page.get_by_label("1. cay.jpg").check()
    hanh.leave_by(hanh.page.get_by_role("button", name="Công khai", exact=True))
    hanh.reads("Đã công khai từ")
    hanh.page.get_by_label("Lời trả lời").fill("Xã đã dọn cây, điện lực đã nối lại dây.")
    hanh.leave_by(hanh.page.get_by_role("button", name="Trả lời", exact=True))
    hanh.reads("đã trả lời")
    hanh.look("da-tra-loi")
    hanh.go("/can-bo/phan-anh/da-xong")
    hanh.look("da-xong")

    sau.reads_message("+84900000141", r"(Xã trả lời phản ánh)")
    sau.page.goto(own)
    sau.reads("Xã đã dọn cây")
    sau.look("tra-loi")
    sau.leave_by(sau.page.get_by_role("link", name="Trang mọi người xem được"))
    sau.reads("Cây dừa ngã chắn đường.")
    expect(sau.page.locator(".pg img")).to_have_count(1)
    sau.look("cong-khai")
