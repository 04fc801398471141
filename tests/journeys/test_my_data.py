"""A resident reads what is kept, agrees and withdraws, fetches everything, has a mistake corrected."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_my_data(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "du-lieu-cua-toi" if script else "du-lieu-cua-toi-khong-script"
    duc = resident(script=script, chapter=chapter)
    duc.go("/quyen-rieng-tu")
    duc.look("quyen-rieng-tu")
    duc.go("/mau/")
    duc.press("Vào với vai Trần Văn Đức")
    duc.go("/ho-so/")
    duc.follow("Dữ liệu của tôi")
    duc.title_is("Dữ liệu của tôi")
    duc.look("xa-giu-gi")
    visits = duc.page.locator("#den-nha")
    expect(visits).to_contain_text("Không đồng ý")
    visits.get_by_role("button").click()
    duc.reads("Xã đã ghi ông/bà đồng ý.")
    duc.look("da-dong-y")
    visits.get_by_role("button").click()
    duc.reads("Xã đã ghi ông/bà rút lại")
    expect(visits).to_contain_text("Không đồng ý")
    fetches_everything(duc)
    number = asks_for_correction(duc)

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.enters_as("tiep-nhan")
    hanh.opens(number)
    hanh.follow("Tiếp nhận")
    hanh.press("Tiếp nhận")
    phuc = official(script=script, chapter=f"{chapter}-thu-ly")
    phuc.enters_as("thu-ly")
    phuc.opens(number)
    phuc.look("yeu-cau")
    phuc.follow("Thực hiện yêu cầu")
    phuc.page.get_by_label("Dân tộc").fill("Khmer" if script else "Hoa")
    phuc.look("sua")
    phuc.press("Sửa dữ liệu")
    phuc.reads("Xã đã sửa dữ liệu theo yêu cầu.")
    phuc.look("da-sua")
    duc.go("/du-lieu-cua-toi")
    duc.reads("Khmer" if script else "Hoa")


def fetches_everything(duc: Resident) -> None:
    button = duc.page.locator("#ban-sao form button")
    button.click()
    duc.look("dang-lam")
    ready = duc.page.get_by_role("link", name="Tải về (")
    for _reload in range(60):
        if ready.count():
            break
        duc.page.wait_for_timeout(500)
        duc.go("/du-lieu-cua-toi")
    duc.look("tai-ve")
    with duc.page.expect_download() as fetching:
        ready.click()
    with zipfile.ZipFile(fetching.value.path()) as archive:
        assert {"index.html", "du-lieu.json"} <= set(archive.namelist())
        assert "Trần Văn Đức" in archive.read("index.html").decode()


def asks_for_correction(duc: Resident) -> str:
    duc.go("/du-lieu-cua-toi")
    duc.follow("Hỏi, xem, sửa, xin bản sao")
    duc.press("Nộp hồ sơ tại đây")
    duc.title_is("Ông/bà muốn xã làm gì?")
    duc.chooses("Sửa chỗ sai trong dữ liệu")
    duc.goes_on()
    duc.page.get_by_role("textbox").last.fill("Dân tộc của tôi ghi thiếu.")
    duc.goes_on()
    duc.title_is("Ông/bà là ai?")
    duc.goes_on()
    duc.chooses("Bản điện tử")
    duc.goes_on()
    duc.title_is("Xem lại trước khi nộp")
    return duc.sends()
