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

RINGS = """
import django
django.setup()
from datetime import timedelta
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.hotline import NUMBER
from xaso.hotline.actions import hear_of_call
from xaso.hotline.rules import RINGS_FOR_ALL_AFTER, Kind, News
began = clock.now() - RINGS_FOR_ALL_AFTER - timedelta(seconds=2)  # at night it rings for Phuc first, then for all
for name, caller in (("journey-1", "0900000150"), ("journey-2", "0900000151")):
    news = News(name, Kind.RINGING, began, caller=caller, line=NUMBER)
    hear_of_call(source="signed", news=news, by=Actor.system("journey"))
    began += timedelta(seconds=1)
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
    phuc.leave_by(phuc.page.get_by_role("button", name="Tìm", exact=True))
    phuc.leave_by(phuc.page.get_by_role("button", name=re.compile("Nhắn cho người gọi.*Giấy khai sinh bị rách")))
    phuc.reads("Đã nhắn câu trả lời cho người gọi")
    phuc.page.get_by_text("Hẹn trả lời sau").click()
    phuc.page.get_by_label("Xã hẹn trả lời điều gì?").fill("Con học ở tỉnh khác thì nộp thay được không.")
    phuc.look("hen")
    phuc.press("Hẹn và nhắn cho người gọi")
    phuc.reads("Đã ghi lời hẹn và nhắn cho người gọi")
    for note in ("Hỏi giấy khai sinh bị rách.", "Hỏi giấy khai sinh bị rách của con, con học ở tỉnh khác."):
        phuc.page.get_by_label("Người gọi hỏi gì, đã trả lời gì?").fill(note)
        phuc.page.get_by_label("Còn phải làm tiếp").check()
        phuc.press("Ghi và kết thúc")
        phuc.reads("Đã ghi cuộc gọi")
    phuc.reads("Lời ghi trước khi sửa")
    phuc.look("sua-loi-ghi")

    hanh = official(script=script, chapter=f"{chapter}-sang")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/duong-day")
    hanh.look("loi-hen")
    if script:  # without one the page says so when it is opened again
        live_commune.runs(RINGS)
        hanh.go("/can-bo/")
        rings = hanh.page.locator("[data-ringing]")
        expect(rings).to_contain_text("0900 000 150")
        expect(rings).to_contain_text("và 1 cuộc khác")
        hanh.look("do-chuong")
        rings.get_by_role("link").click()
        hanh.press("Tôi nghe máy")
        hanh.reads("Đã ghi lại")
        expect(hanh.page.get_by_role("button", name="Tôi nghe máy")).to_have_count(0)
        hanh.look("dang-goi")
        hanh.go("/can-bo/duong-day")
    hanh.leave_by(hanh.page.get_by_role("link", name="Con học ở tỉnh khác").first)
    hanh.look("giu-loi")
    hanh.page.get_by_label("Trả lời thế nào").fill("Được. Người nhà mang căn cước của mình đến.")
    hanh.press("Ghi lại")
    hanh.reads("Lời hẹn đã xong")
    hanh.go("/can-bo/duong-day/loi-hen")
    hanh.reads("Người nhà mang căn cước")

    hanh.go("/mau/hop-thu")
    expect(hanh.page.get_by_text("Xã trả lời điều ông/bà đã hỏi: Được.").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_roster_answers_and_the_public_page(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    """A manager gives the night that nobody has to somebody; a question asked in vain gets its answer; a resident reads answers,
    and is promised a call."""
    live_commune.runs(OPEN)
    chapter = "lich-truc" if script else "lich-truc-khong-script"
    bao = official(script=script, chapter=chapter)
    bao.enters_as("quan-ly")
    bao.go("/can-bo/duong-day/lich-truc")
    if script:
        bao.look("lich-truc")
        gap = bao.page.locator("main .two .note.warn").inner_text()
        night, morning = re.findall(r"\d\d/\d\d/\d{4}", gap)[:2]
        bao.page.get_by_label("Người trực").select_option(index=1)
        bao.page.get_by_label("Từ", exact=True).fill(f"18:00 {night}")
        bao.page.get_by_label("Đến", exact=True).fill(f"06:00 {morning}")
        bao.press("Ghi ca trực")
        bao.reads("Đã ghi ca trực")
        assert gap not in bao.page.locator("main").inner_text()
    bao.go("/can-bo/duong-day/cau-tra-loi")
    bao.look("cau-tra-loi")
    bao.leave_by(bao.page.get_by_role("link", name=re.compile("^Viết ")).last)
    bao.look("viet")
    bao.page.get_by_label("Câu trả lời").fill("Xã xem và trả lời trong năm ngày làm việc.")
    bao.press("Ghi câu trả lời")
    bao.reads("Người dân tìm thấy ngay")
    bao.go("/can-bo/duong-day/so-lieu")
    bao.look("so-lieu")

    be = resident(script=script, chapter=f"{chapter}-dan")
    be.go("/ho-tro")
    be.look("goi-xa")
    be.page.get_by_label("Ông/bà muốn hỏi gì?").fill("khai sinh bi rach")
    be.leave_by(be.page.get_by_role("search").get_by_role("button"))
    be.look("tim")
    be.follow("Giấy khai sinh bị rách")
    be.look("tra-loi")
    be.follow("Nhờ xã gọi lại")
    be.page.get_by_label("Xã gọi lại số nào?").fill("0900 000 135" if script else "0900 000 136")
    be.page.get_by_label("Ông/bà muốn hỏi việc gì?").fill("Hỏi hộ nghèo của mẹ.")
    be.press("Nhờ xã gọi lại")
    be.reads("Xã đã ghi và sẽ gọi lại trước")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_duty_goes_to_a_colleague_who_says_yes_on_their_phone(
    live_commune: LiveCommune,
    resident: Callable[..., Resident],
    official: Callable[..., Official],
    script: bool,
) -> None:
    """And back again in the same way, so that the roster is as it was."""
    live_commune.runs(OPEN)
    chapter = "nho-truc" if script else "nho-truc-khong-script"
    hanh = official(script=script, chapter=chapter)
    hanh.enters_as("tiep-nhan")
    phuc = resident(script=script, chapter=f"{chapter}-dien-thoai")  # a phone, with an officer behind it
    phuc.go("/mau/")
    phuc.press("Vào với vai Lê Văn Phúc")
    by_day = re.compile(r"06:00 đến 18:00")
    for asks, agrees, name in ((hanh, phuc, "Lê Văn Phúc"), (phuc, hanh, "Trần Thị Mỹ Hạnh")):
        asks.go("/can-bo/duong-day/lich-truc")
        asks.look("lich-truc")
        asks.leave_by(asks.page.get_by_role("link", name=by_day).last)
        asks.look("ca-truc")
        colleague = asks.page.locator("select[name=post] option", has_text=name).get_attribute("value")
        asks.page.get_by_label("Giao ca cho").select_option(colleague)
        asks.press("Hỏi người ấy")
        asks.reads("Ca trực vẫn là của ông/bà đến khi người ấy đồng ý.")
        agrees.go("/can-bo/")
        agrees.look("hom-nay")
        agrees.leave_by(agrees.page.get_by_role("button", name="Đồng ý"))
        agrees.reads("Lịch trực đã đổi.")
        agrees.look("da-doi")
