"""An administrator appoints an officer, who comes in for the first time, chooses a password, adds a passkey and needs nothing
else from then on; until the account is closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.walker import Walker

NEW = "Nắng trên đồng 2027"


@pytest.fixture(scope="module")
def used() -> list[str]:
    """Codes of the administrator's that let in already: each does once in its half minute."""
    return []


def comes_in_as_administrator(khoi: Official, used: list[str]) -> None:
    """With one press and the code that the sample shows."""
    for _second in range(40):
        khoi.go("/mau/")
        code = khoi.page.locator("#vai-quan-tri ~ p b.num").inner_text()
        if code not in used:
            break
        khoi.page.wait_for_timeout(1000)
    used.append(code)
    khoi.press("Vào với vai Ngô Minh Khôi")
    khoi.page.get_by_label("Mã 6 số").fill(code)
    khoi.press("Đăng nhập")
    khoi.page.wait_for_url("**/can-bo/quan-tri/**")


def gives_a_password(khoi: Official) -> str:
    return khoi.page.locator("code.once").inner_text()


def somebody_else_agrees(tung: Official) -> None:
    """The chairman, on his own screen."""
    tung.enters_as("phe-duyet")
    tung.look("hom-nay")
    tung.follow("1 người đang chờ ông/bà đồng ý cho vào phần mềm")
    tung.reads("Phan Thị Bưởi")
    tung.look("ai-dang-cho")
    tung.press("Đồng ý buoi.tiepnhan")
    tung.reads("Đã đồng ý. Người quản trị nay cấp được mật khẩu dùng một lần.")


def looks(one: Official, name: str) -> None:
    """As strictly as everywhere; only the search box is not on pages about an account."""
    Walker.look(one, name)


def test_administrator_appoints_and_the_officer_comes_in_with_a_passkey(
    official: Callable[..., Official], used: list[str]
) -> None:
    khoi = official(chapter="quan-tri")
    comes_in_as_administrator(khoi, used)
    looks(khoi, "nguoi-va-tai-khoan")
    khoi.follow("Người mới")
    khoi.press("Mở tài khoản")
    khoi.reads("Xin ghi mục này.")
    looks(khoi, "nguoi-moi")
    khoi.page.get_by_label("Họ, chữ đệm, tên").fill("Phan Thị Bưởi")
    khoi.page.get_by_label("Bộ phận").select_option(label="Trung tâm Phục vụ hành chính công xã Vị Thủy")
    khoi.page.get_by_label("Vai trò", exact=True).select_option(label="tiếp nhận và trả kết quả")
    khoi.page.get_by_label("Chức danh").fill("cán bộ tiếp nhận")
    khoi.page.get_by_label("Tên đăng nhập").fill("buoi.tiepnhan")
    khoi.press("Mở tài khoản")
    khoi.reads("Đang chờ người thứ hai đồng ý")
    looks(khoi, "cho-dong-y")
    somebody_else_agrees(official(chapter="nguoi-thu-hai"))
    khoi.page.reload()
    khoi.reads("đã đồng ý lúc")
    khoi.press("Cấp mật khẩu dùng một lần")
    password = gives_a_password(khoi)
    looks(khoi, "mat-khau-dung-mot-lan")

    buoi = official(chapter="nguoi-moi", passkeys=True)
    wallet = buoi.context.new_cdp_session(buoi.page)
    wallet.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    wallet.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    buoi.go("/can-bo/dang-nhap")
    buoi.page.get_by_label("Tên đăng nhập").fill("buoi.tiepnhan")
    buoi.page.get_by_label("Mật khẩu").fill(password)
    buoi.press("Đăng nhập")
    buoi.reads("Ông/bà vừa vào bằng mật khẩu dùng một lần.")
    buoi.go("/can-bo/")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    buoi.page.get_by_label("Mật khẩu hiện nay").fill(password)
    buoi.page.get_by_label("Mật khẩu mới", exact=True).fill("ngắn")
    buoi.page.get_by_label("Nhập lại mật khẩu mới").fill("ngắn")
    buoi.press("Đổi mật khẩu")
    buoi.reads("Mật khẩu cần ít nhất 14 ký tự")
    looks(buoi, "doi-mat-khau")
    buoi.page.get_by_label("Mật khẩu hiện nay").fill(password)
    buoi.page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    buoi.page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    buoi.press("Đổi mật khẩu")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")

    buoi.follow("Phan Thị Bưởi")
    looks(buoi, "tai-khoan-va-bao-ve")
    buoi.follow("Thêm ứng dụng tạo mã")
    looks(buoi, "ung-dung-tao-ma")
    buoi.go("/can-bo/bao-ve")
    buoi.follow("Thêm khóa")
    looks(buoi, "them-khoa")
    buoi.page.get_by_label("Gọi khóa này là gì").fill("máy ở quầy")
    buoi.press("Tạo khóa")
    buoi.page.locator(".codes").wait_for()
    looks(buoi, "ma-giay")
    assert len(re.findall(r"\d{4} \d{4} \d{4}", buoi.page.locator(".codes").inner_text())) == 10
    buoi.follow("Tài khoản và bảo vệ")
    buoi.reads("Khóa: máy ở quầy")
    buoi.go("/can-bo/bao-ve/chung-minh?next=/can-bo/bao-ve/ung-dung")
    looks(buoi, "van-la-ong-ba")
    buoi.press("Dùng khóa")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Thêm ứng dụng tạo mã")

    leaves(buoi)
    looks(buoi, "cua-vao")
    buoi.press("Đăng nhập bằng khóa")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")
    leaves(buoi)
    buoi.page.get_by_label("Tên đăng nhập").fill("buoi.tiepnhan")
    buoi.page.get_by_label("Mật khẩu").fill(NEW)
    buoi.press("Đăng nhập")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Lớp bảo vệ thứ hai")
    looks(buoi, "lop-hai")
    buoi.press("Dùng khóa")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")

    khoi.follow("Đã trao, xem tài khoản")
    looks(khoi, "tai-khoan")
    khoi.reads("có lớp bảo vệ thứ hai")
    khoi.reads("Tự đổi mật khẩu")
    khoi.press("Đóng tài khoản")
    khoi.reads("Đã đóng tài khoản.")
    buoi.go("/can-bo/")
    expect(buoi.page.get_by_role("heading", level=1)).to_have_text("Cán bộ đăng nhập")


def leaves(one: Official) -> None:
    one.go("/can-bo/dang-xuat")
    one.press("Đăng xuất")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Cán bộ đăng nhập")


def test_administrator_without_a_script(official: Callable[..., Official], used: list[str]) -> None:
    khoi = official(script=False, chapter="quan-tri-khong-script")
    comes_in_as_administrator(khoi, used)
    khoi.follow("chi.tiepnhan" if khoi.page.get_by_text("chi.tiepnhan").count() else "phuc.hotich", exact=True)
    khoi.follow("Giao thêm vai trò")
    looks(khoi, "giao-them-vai-tro")
    khoi.go("/can-bo/")
    khoi.reads("Trang này của cán bộ xã.")


def test_administrator_opens_a_key_for_a_machine_and_ends_it(
    official: Callable[..., Official], used: list[str]
) -> None:
    khoi = official(chapter="may")
    comes_in_as_administrator(khoi, used)
    khoi.follow("Máy", exact=True)
    khoi.page.get_by_label("Chương trình của ai").fill("Trung tâm điều hành thành phố, bảng số liệu")
    khoi.page.get_by_label("Tên tài khoản máy").fill("may.ioc")
    khoi.page.get_by_label("Được đọc gì").select_option("reads_figures")
    khoi.press("Mở khóa mới")
    khoi.reads("Trang này không hiện lại")
    looks(khoi, "khoa-cua-may")
    headers = {"Authorization": f"Bearer {gives_a_password(khoi)}"}
    assert khoi.context.request.get("/api/v1/figures", headers=headers).json()["units"]
    khoi.follow("Đã trao, xem danh sách")
    khoi.reads("đọc lần cuối")
    looks(khoi, "may")
    khoi.press("Dừng Trung tâm điều hành thành phố, bảng số liệu")
    khoi.reads("Máy ấy không đọc được nữa.")
    assert khoi.context.request.get("/api/v1/figures", headers=headers).status == 401
