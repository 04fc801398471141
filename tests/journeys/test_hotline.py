"""A night call typed on a phone, the promise made on it, the morning that keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.journeys.resident import Resident

OPEN = """
import django
django.setup()
from xaso.core.scope import as_machine, from_nobody
from xaso.demo.hotline import open_hotline
with from_nobody(), as_machine("journey"):
    open_hotline()
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_night_call_becomes_a_kept_promise(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    live_commune.runs(OPEN)
    chapter = "duong-day" if script else "duong-day-khong-script"
    phuc = resident(script=script, chapter=f"{chapter}-dem")  # a phone, with an officer behind it
    phuc.go("/mau/")
    phuc.press("Vào với vai Lê Văn Phúc")
    phuc.go("/can-bo/duong-day")
    phuc.look("truc-dem")
    phuc.page.get_by_label("Số người gọi").fill("0900.000.001")
    phuc.press("Xem người gọi")
    phuc.look("nguoi-goi")
    phuc.page.get_by_label("Tìm câu trả lời").fill("giay khai sih bi rach")
    phuc.page.get_by_role("button", name="Tìm", exact=True).click()
    phuc.page.get_by_role("button", name=re.compile("Nhắn cho người gọi.*Giấy khai sinh bị rách")).click()
    phuc.reads("Đã nhắn câu trả lời cho người gọi")
    phuc.page.get_by_text("Hẹn trả lời sau").click()
    phuc.page.get_by_label("Xã hẹn trả lời điều gì?").fill("Con học ở tỉnh khác thì nộp thay được không.")
    phuc.look("hen")
    phuc.press("Hẹn và nhắn cho người gọi")
    phuc.reads("Đã ghi lời hẹn và nhắn cho người gọi")

    hanh = official(script=script, chapter=f"{chapter}-sang")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/duong-day")
    hanh.look("loi-hen")
    hanh.page.get_by_role("link", name="Con học ở tỉnh khác").first.click()
    hanh.look("giu-loi")
    hanh.page.get_by_label("Trả lời thế nào").fill("Được. Người nhà mang căn cước của mình đến.")
    hanh.press("Ghi lại")
    hanh.reads("Lời hẹn đã xong")
    hanh.go("/can-bo/duong-day/loi-hen")
    hanh.reads("Người nhà mang căn cước")

    hanh.go("/mau/hop-thu")
    expect(hanh.page.get_by_text("Xã trả lời điều ông/bà đã hỏi: Được.").first).to_be_visible()
