"""The national identity through a provider that others wrote; a phone that changes hands; a borrowed phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import expect

from tests.conftest import CLUSTER
from tests.journeys.commune import LiveCommune, free_port, running_commune
from tests.journeys.official import Official
from tests.journeys.resident import Resident
from tests.peers.provider import running_provider

LANS_PHONE, LANS_NUMBER = "+84900000001", "093188000123"
BACK = "/dang-nhap/dinh-danh/thu/ve"
LAN = {"SoDinhDanh": LANS_NUMBER, "HoVaTen": "Nguyễn Thị Lan", "NgaySinh": "1988-11-20"}


@pytest.fixture(scope="module")
def live_commune(
    template_database: str, static_files: None, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveCommune]:
    """A commune that has been let in by an issuer."""
    folder, port = tmp_path_factory.mktemp("identity"), free_port()
    back = [f"http://127.0.0.1:{port}{BACK}"]
    with running_provider(back=back, people={"lan": LAN}, log=folder / "provider.log") as provider:
        more = {"XASO_ISSUERS": json.dumps([provider.entry(name="Định danh quốc gia")])}
        with running_commune(
            CLUSTER, template_database, f"identity_{worker_name}", folder / "said.log", port=port, more=more
        ) as commune:
            yield commune


def enters_by_identity(one: Resident) -> None:
    """From the page that asks for a phone, through the provider's own pages."""
    one.follow("Đăng nhập bằng Định danh quốc gia")
    one.page.get_by_placeholder("Enter any login").fill("lan")
    one.page.get_by_placeholder("and password").fill("any")
    one.press("Sign-in")
    one.press("Continue")


def test_resident_comes_in_by_national_identity_and_the_counter_joins_her_accounts(
    resident: Callable[..., Resident], official: Callable[..., Official]
) -> None:
    lan = resident(chapter="dinh-danh")
    lan.finds("ban sao giay khai sinh", "Bản sao giấy khai sinh, trích lục hộ tịch")
    lan.press("Nộp hồ sơ tại đây")
    lan.look("cua-vao")
    lan.go(BACK)
    lan.reads("Lần đăng nhập này không còn dùng được")
    lan.look("chua-dang-nhap-duoc")
    lan.page.go_back()
    enters_by_identity(lan)
    lan.press("Bắt đầu khai")
    number = files_an_extract(lan)
    lan.go("/tai-khoan")
    lan.reads("đang chờ xác nhận")
    lan.look("cho-xac-nhan")
    code = lan.page.locator("main .note b.num").inner_text()

    hanh = official(chapter="dinh-danh-quay")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/tai-quay")
    hanh.follow("Xem thẻ căn cước")
    hanh.look("the-can-cuoc")
    hanh.page.get_by_label("Số định danh trên thẻ").fill("093 188 000 123")
    hanh.leave_by(hanh.page.locator("main").get_by_role("button", name="Tìm", exact=True))
    hanh.reads("Đăng nhập bằng định danh điện tử")
    hanh.look("doi-chieu")
    hanh.page.get_by_label("4 số ở trang").fill(code)
    hanh.press("Khớp với thẻ: nối tài khoản")
    hanh.reads("Đã nối tài khoản.")
    hanh.look("da-noi")

    lan.go("/ho-so/")
    lan.follow("Đăng nhập bằng Định danh quốc gia")  # where she is still signed in
    lan.reads(number)
    lan.go("/tai-khoan")
    lan.reads("ghi tài khoản này là của")
    lan.look("da-xac-nhan")
    assert lan.reads_message(LANS_PHONE, r"(đã xem thẻ căn cước)")

    by_phone = resident()
    by_phone.go("/ho-so/")
    by_phone.signs_in(LANS_PHONE)
    by_phone.reads(number)
    leaves_both(lan)


def leaves_both(lan: Resident) -> None:
    """Out of the commune's pages, and out of the provider's: it asks who she is again."""
    lan.go("/dang-xuat")
    lan.press("Đăng xuất")
    lan.look("con-o-noi-kia")
    lan.follow("Đăng xuất khỏi Định danh quốc gia")
    lan.press("Yes, sign me out")
    lan.page.wait_for_url(re.compile(r"/$"))
    lan.go("/ho-so/")
    lan.follow("Đăng nhập bằng Định danh quốc gia")
    expect(lan.page.get_by_placeholder("Enter any login")).to_be_visible()


def files_an_extract(lan: Resident) -> str:
    """What the issuer said stands in the form already."""
    lan.chooses("Bản sao giấy khai sinh")
    lan.goes_on()
    lan.chooses("Chính tôi")
    lan.goes_on()
    lan.title_is("Người có tên trong giấy: họ tên, ngày sinh")
    expect(lan.page.get_by_role("textbox", name="Họ, chữ đệm, tên").first).to_have_value("Nguyễn Thị Lan")
    lan.chooses("Nữ")
    lan.look("ho-ten")
    lan.goes_on()
    lan.title_is("Số định danh của người có tên trong giấy")
    lan.goes_on()
    lan.title_is("Dân tộc, quốc tịch, nơi cư trú")
    lan.picks("Dân tộc", "kinh", "Kinh")
    lan.writes_address("Nơi cư trú", "can tho > Thành phố Cần Thơ", "vi thuy > Xã Vị Thủy", "Ấp 7")
    lan.goes_on()
    lan.title_is("Trước đây đăng ký ở đâu, năm nào?")
    lan.writes("Nơi đã đăng ký", "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang")
    lan.writes_date("Ngày đăng ký", year="1988")
    lan.goes_on()
    lan.title_is("Cần mấy bản, nhận ở đâu?")
    lan.writes("Số bản sao", "1")
    lan.chooses("Nhận tại một cửa xã")
    lan.writes("Số điện thoại để xã gọi", "0900 000 001")
    lan.goes_on()
    lan.title_is("Chụp giấy tờ")
    lan.goes_on()
    return lan.sends()


def test_new_holder_of_a_phone_on_a_borrowed_one_sees_an_empty_page(
    resident: Callable[..., Resident], live_commune: LiveCommune
) -> None:
    with psycopg.connect(live_commune.database_url) as connection:
        connection.execute("""select set_config('xaso.machine', 'a quarter of a year goes by', true)""")
        connection.execute(
            "update signin_account set phone_seen_at = now() - interval '91 days' where phone is not null"
        )
    holder = resident(chapter="so-doi-chu")
    holder.go("/dang-nhap")
    holder.follow("Tôi dùng điện thoại mượn")
    holder.look("dien-thoai-muon")
    holder.signs_in(LANS_PHONE)
    holder.title_is("Số này còn là của ông/bà không?")
    holder.look("so-cua-ai")
    holder.writes("Số định danh", "093188000999")
    holder.press("Mở hồ sơ của tôi")
    holder.reads("Số này chưa khớp")
    holder.look("chua-khop")
    holder.press("Bắt đầu mới")
    holder.reads("Chưa có hồ sơ nào")
    assert [cookie["expires"] for cookie in holder.context.cookies() if cookie["name"] == "sessionid"] == [-1]
    holder.go("/dang-xuat")
    holder.press("Đăng xuất")
    holder.go("/ho-so/")
    holder.title_is("Đăng nhập bằng số điện thoại")
