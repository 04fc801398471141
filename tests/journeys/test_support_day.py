"""A day on which officers help: read by everybody, visitors noted in a few presses, one of them rates by their code."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest

from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.journeys.resident import Resident

SAMPLE = """
import django
django.setup()
from xaso.core.scope import as_machine, from_nobody
from xaso.demo.outreach import hold_support_days
with from_nobody(), as_machine("journey"):
    hold_support_days()
"""
TODAY = """
import django
django.setup()
from datetime import time
from xaso.core import clock
from xaso.core.scope import as_machine, from_nobody
from xaso.demo.hotline import official
from xaso.outreach.actions import enter_support_days
with from_nobody(), as_machine("journey"), clock.travel(clock.midnight(clock.today())):
    said = {"place": "Nhà văn hóa ấp PLACE", "helps": "Cài ví điện tử", "day": clock.today()}
    enter_support_days(begins=time(0, 1), ends=time(23, 59), **said, by=official("tiep-nhan"))
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_support_day_from_the_desk_to_a_rating(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    live_commune.runs(SAMPLE)
    place = "7" if script else "8"
    live_commune.runs(TODAY.replace("PLACE", place))
    chapter = "ngay-ho-tro" if script else "ngay-ho-tro-khong-script"
    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/ngay-ho-tro")
    hanh.look("danh-sach")
    hanh.page.get_by_label("Ở đâu?").fill("")
    hanh.press("Ghi ngày hỗ trợ")
    hanh.reads("Xin ghi mục này.")
    hanh.look("loi")
    hanh.go("/can-bo/ngay-ho-tro")
    hanh.page.set_viewport_size({"width": 360, "height": 740})  # out there it is a phone
    hanh.look("danh-sach-tren-dien-thoai")
    hanh.leave_by(hanh.page.get_by_role("link", name=f"Nhà văn hóa ấp {place}").first)
    hanh.look("mot-ngay")
    hanh.page.get_by_label("Ví điện tử, ngân hàng trên điện thoại").check()
    hanh.press("Ghi người này")
    hanh.reads("Đưa người ấy sáu số này để đánh giá:")
    hanh.look("co-ma")
    code = re.search(r"đánh giá: <b class=\"num\">(\d{6})</b>", hanh.page.content())
    assert code is not None
    hanh.page.get_by_label("VNeID, tài khoản").check()
    hanh.page.get_by_label("Số để nhắn hỏi một lần").fill("0900 000 191")
    hanh.press("Ghi người này")
    hanh.reads("Chỉ ghi số khi người ấy đã nghe và đồng ý.")
    hanh.look("chua-dong-y")
    hanh.page.get_by_label("Người ấy đồng ý").check()
    hanh.press("Ghi người này")
    hanh.reads("Sau một giờ người ấy nhận một tin hỏi.")
    hanh.reads("2 người đến, 2 người giúp xong.")
    hanh.look("se-duoc-hoi")
    hanh.press("Ghi nhầm, bỏ lượt này")
    hanh.reads("Đã bỏ lượt ghi nhầm.")
    hanh.reads("1 người đến, 1 người giúp xong.")
    hanh.look("bo-luot")

    hanh.go("/can-bo/ngay-ho-tro")
    hanh.leave_by(hanh.page.get_by_role("link", name="Mở Nhà văn hóa ấp 5").nth(0 if script else 1))
    hanh.page.get_by_text("Hủy ngày này").first.click()
    hanh.look("hoi-lai-truoc-khi-huy")
    hanh.press("Hủy ngày này")
    hanh.reads("đã hủy")
    hanh.look("da-huy")

    with psycopg.connect(live_commune.owner_url) as there:  # on paper it is a QR code
        found = there.execute("select token from outreach_supportday where place = %s", [f"Nhà văn hóa ấp {place}"])
        token = found.fetchone()[0]  # type: ignore[index]
    nam = resident(script=script, chapter=chapter)
    nam.go("/ngay-ho-tro/")
    nam.look("danh-sach")
    nam.go(f"/ngay-ho-tro/{token}")
    nam.look("nhap-ma")
    nam.page.get_by_label("Sáu số cán bộ đưa ông/bà").fill("12")
    nam.press("Đi tiếp")
    nam.reads("Xin xem lại sáu số cán bộ đưa")
    nam.look("ma-sai")
    nam.page.get_by_label("Sáu số cán bộ đưa ông/bà").fill(code.group(1))
    nam.press("Đi tiếp")
    nam.reads("Lần xã giúp ông/bà tại ngày hỗ trợ.")
    nam.look("danh-gia")
    nam.press("Rất tốt")
    nam.reads("Xã cảm ơn ông/bà")

    bao = official(script=script, chapter=f"{chapter}-quan-ly")
    bao.enters_as("quan-ly")
    bao.go("/can-bo/hai-long")
    bao.reads("Thủ tục, loại phản ánh, việc đã giúp")
    bao.look("hai-long")
