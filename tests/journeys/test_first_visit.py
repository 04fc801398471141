"""Somebody who has never been here: light pages, large letters, another language, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident

MOST_BYTES = 50_000
PUBLIC = ("/", "/tin-tuc/", "/phan-anh/", "/phan-anh/gui", "/ho-tro", "/quyen-rieng-tu", "/cong-khai/nhat-ky",
          "/thu-tuc/", "/thu-tuc/?q=ket+hon", "/thu-tuc/?q=xyzzy", "/thu-tuc/1.001193", "/thu-tuc/1.004873",
          "/thu-tuc/2.000635", "/dang-nhap", "/tra-cuu", "/mau/", "/mau/hop-thu", "/khong-co-trang-nay")  # fmt: skip
# Things fetched before anything is painted, besides the page itself.
HELD_UP_BY = """() => performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus === 'blocking')
  .map((one) => one.name)"""


@pytest.mark.parametrize("path", PUBLIC)
def test_first_visit_is_light(resident: Callable[..., Resident], path: str) -> None:
    someone = resident(chapter="lan-dau")
    someone.go(path)
    someone.page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in someone.sent if request.response()]
    assert someone.page.evaluate(HELD_UP_BY) == []
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= MOST_BYTES
    someone.look(path.strip("/").replace("/", "-").replace("?", "-") or "trang-chu")


def test_every_public_page_in_large_letters_and_in_english(resident: Callable[..., Resident]) -> None:
    someone = resident(chapter="chu-to")
    someone.go("/")
    someone.follow("Chữ to hơn")
    expect(someone.page.locator("html")).to_have_class("big")
    for path in PUBLIC:
        someone.go(path)
        someone.look(path.strip("/").replace("/", "-").replace("?", "-") or "trang-chu")
    someone.go("/")
    someone.follow("English")
    expect(someone.page.locator("html")).to_have_attribute("lang", "en")
    for path in PUBLIC[:12]:
        someone.go(path)
        someone.look("en-" + path.strip("/").replace("/", "-").replace("?", "-"))
    someone.follow("Tiếng Việt")
    expect(someone.page.locator("html")).to_have_attribute("lang", "vi")


def test_desk_doors(official: Callable[..., Official]) -> None:
    someone = official(chapter="cua-ban")
    someone.go("/can-bo/")
    someone.page.get_by_label("Tên đăng nhập").fill("hanh.tiepnhan")
    someone.page.get_by_label("Mật khẩu").fill("khong-phai-mat-khau")
    someone.press("Đăng nhập")
    someone.reads("Tên đăng nhập hoặc mật khẩu chưa đúng")
    someone.signs_in("tiep-nhan")
    for path, name in (
        ("/can-bo/tai-quay", "tai-quay"),
        ("/can-bo/tai-quay/1.004873", "tai-quay-doc-than"),
        ("/can-bo/so-sach", "so-sach"),
        ("/can-bo/tim?q=lan", "tim"),
        ("/can-bo/phim", "phim"),
    ):
        someone.go(path)
        someone.look(name)
