"""The desk beyond one dossier's way: somebody stands at the counter, a long list, a register looked through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.official import Official
from tests.journeys.photographs import paper_photo

ROWS_IN_SIGHT = """() => {
  const row = document.querySelector('.inbox td.first').closest('tr').getBoundingClientRect();
  return (document.querySelector('.keys').getBoundingClientRect().top - row.top) / row.height;
}"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_paper_brought_to_the_counter_is_scanned(official: Callable[..., Official], script: bool) -> None:
    hanh = official(script=script, chapter="tai-quay" if script else "tai-quay-khong-script")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/tai-quay/1.001193")
    hanh.page.get_by_label("Họ, chữ đệm, tên chủ hồ sơ").fill("Võ Thị Mận")
    hanh.page.get_by_role("checkbox", name="Giấy chứng sinh").check()
    hanh.press("Ghi và tiếp nhận")
    hanh.reads("Nộp bản giấy tại quầy: 1 bản chính.")
    hanh.begins("Quét giấy")
    picture = {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": paper_photo("Giấy chứng sinh", 1)}
    hanh.page.locator("#q-birth_certificate").set_input_files([picture])
    hanh.look("quet-giay")
    hanh.does("Lưu vào hồ sơ", "Đã lưu 1 tệp vào hồ sơ.")
    shown = hanh.page.locator(".vp img")
    expect(shown).to_be_visible()
    assert shown.evaluate("async (picture) => { await picture.decode(); return picture.naturalWidth > 0; }")
    hanh.look("da-quet")

    if script:  # twenty-five rows at 1280 × 800, with the sample's banner above them
        hanh.go("/can-bo/")
        first = hanh.page.locator(".inbox tr", has=hanh.page.locator("td.first")).first
        assert hanh.page.evaluate(ROWS_IN_SIGHT) >= 25, first.inner_text()


def test_counter_by_keyboard_alone(official: Callable[..., Official]) -> None:
    hanh = official()
    hanh.enters_as("tiep-nhan")
    keys = hanh.page.keyboard
    hanh.page.wait_for_load_state()
    keys.press("3")
    hanh.page.wait_for_url("**/can-bo/tai-quay")
    expect(hanh.page.locator("input:focus")).to_be_visible()
    keys.type("trich luc")
    keys.press("Enter")
    hanh.page.wait_for_url("**/tai-quay?q=trich+luc")
    keys.press("ArrowDown")
    keys.press("Enter")
    hanh.page.wait_for_url("**/tai-quay/2.000635")
    expect(hanh.page.locator("input:focus")).to_be_visible()
    keys.type("Ngô Thị Phím")
    keys.press("Control+Enter")
    hanh.reads(re.compile("Đã ghi và tiếp nhận hồ sơ số"))


def test_register_is_filtered_in_its_address_and_remembers_it(official: Callable[..., Official]) -> None:
    hanh = official(chapter="so-sach")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/so-sach")
    hanh.page.get_by_label("Nhận từ").fill("1/5/2024")
    hanh.page.get_by_label("đến", exact=True).fill("31/5/2024")
    hanh.page.get_by_label("Trạng thái").select_option(label="Đã trả kết quả")
    hanh.press("Lọc")
    assert "tt=10&ma=&tu=1%2F5%2F2024&den=31%2F5%2F2024" in hanh.page.url
    hanh.look("so-da-loc")
    hanh.follow("Hôm nay")
    hanh.follow("Sổ sách")
    expect(hanh.page.get_by_label("Nhận từ")).to_have_value("01/05/2024")
    hanh.follow("Bỏ lọc")
    hanh.follow("Hôm nay")
    hanh.follow("Sổ sách")
    expect(hanh.page.get_by_label("Nhận từ")).to_have_value("")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_bar_leaves_a_phone_its_screen_and_shows_where_one_is(official: Callable[..., Official], script: bool) -> None:
    """Two rows, the open place in sight, the others a swipe away, and the search box grows while one types."""
    bao = official(script=script, chapter="thanh-tren-dien-thoai")
    bao.enters_as("quan-ly")
    bao.page.set_viewport_size({"width": 360, "height": 740})
    bar, nav, box = bao.page.locator(".bar"), bao.page.locator(".bar nav"), bao.page.get_by_label("Tìm hồ sơ")
    for path in ("/can-bo/", "/can-bo/duong-day", "/can-bo/so-lieu"):
        bao.go(path)
        bao.look(path.rpartition("/")[2] or "hom-nay")
        assert height_of(bar) <= 110
        expect(nav.locator("[aria-current]")).to_be_in_viewport(ratio=1)
        assert all(height_of(one) >= 44 for one in nav.locator("a").all())
    bao.go("/can-bo/")
    bao.leave_by(bao.page.locator("[data-row]").first)
    bao.look("ho-so")
    moves = bao.page.locator(".mv")
    assert moves.count() == 0 or height_of(moves) < 80
    bao.go("/can-bo/so-lieu")
    first = nav.get_by_role("link").first
    expect(first).not_to_be_in_viewport()
    bao.page.wait_for_timeout(200)  # the row's first moment, in which it holds the open place
    first.focus()
    expect(first).to_be_in_viewport(ratio=1)
    box.focus()
    bao.look("dang-tim")
    assert box.evaluate("(box) => box.getBoundingClientRect().width") > 200
    box.press("Tab")
    expect(bao.page.get_by_role("link", name="Đặng Quốc Bảo")).to_be_focused()


def height_of(one: Locator) -> float:
    return float(one.evaluate("(one) => one.getBoundingClientRect().height"))
