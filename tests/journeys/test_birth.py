"""Khai sinh (1.001193): a mother with a phone, from the first word typed to the certificate; with a script and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.official import Official
from tests.journeys.resident import Resident
from xaso.core import clock

LAN = "+84900000001"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_birth(resident: Callable[..., Resident], official: Callable[..., Official], script: bool) -> None:
    chapter = "khai-sinh" if script else "khai-sinh-khong-script"
    lan = resident(script=script, chapter=chapter)
    lan.go("/")
    lan.look("trang-chu")
    lan.finds("lam giay khai sinh cho con", "Khai sinh cho con")
    lan.look("thu-tuc")
    lan.press("Nộp hồ sơ tại đây")
    lan.look("dang-nhap")
    lan.signs_in(LAN)
    lan.look("bat-dau")
    lan.press("Bắt đầu khai")
    fill(lan)
    number = lan.sends()
    lan.look("giay-hen")

    hanh = official(script=script, chapter=f"{chapter}-ban")
    hanh.signs_in("tiep-nhan")
    hanh.look("hom-nay")
    hanh.finds("nguyen thi lan", number)
    hanh.look("ho-so")
    hanh.asks_for(
        {
            "Giấy chứng sinh": "Ảnh chụp rõ dấu của bệnh viện",
            "Bệnh viện hoặc trạm y tế": "Ghi tên như trên giấy chứng sinh",
        },
        "Dấu trên giấy chứng sinh bị mờ, tên bệnh viện chưa khớp.",
    )
    hanh.look("cho-bo-sung")

    lan.go(f"/ho-so/{number}")
    lan.look("xa-xin-them")
    lan.follow("Gửi phần bổ sung")
    lan.look("bo-sung")
    lan.press("Gửi phần bổ sung")
    lan.reads("Còn thiếu: Giấy chứng sinh.")
    lan.look("bo-sung-con-thieu")
    lan.photographs("Giấy chứng sinh")
    lan.writes("Bệnh viện hoặc trạm y tế", "Bệnh viện Đa khoa khu vực Vị Thủy")
    lan.press("Gửi phần bổ sung")
    lan.title_is("Khai sinh cho con")
    lan.look("da-bo-sung")

    hanh.opens(number)
    hanh.reads("Bệnh viện Đa khoa khu vực Vị Thủy")
    hanh.receives()
    hanh.passes_on("Lê Văn Phúc", "Anh xem giúp, bé mới sinh tuần trước.")
    phuc = official(script=script, chapter=f"{chapter}-ho-tich")
    phuc.enters_as("thu-ly")
    phuc.look("hom-nay")
    phuc.opens(number)
    phuc.look("ho-so")
    phuc.proposes()
    tung = official(script=script, chapter=f"{chapter}-chu-tich")
    tung.enters_as("phe-duyet")
    tung.look("hom-nay")
    tung.opens(number)
    expect(tung.page.get_by_role("img", name="Bản nháp kết quả, trang 1")).to_be_visible()
    tung.look("ho-so")
    tung.approves()
    hanh.opens(number)
    hanh.look("cho-vao-so")
    hanh.numbers()
    hanh.takes_fee("BL 0000123", shown="16.000 đồng")
    hanh.hands_over()
    hanh.look("da-tra")

    lan.go(f"/ho-so/{number}")
    lan.look("da-xong")
    assert lan.downloads_result(number).startswith(b"%PDF-")
    lan.rates("Rất tốt")
    lan.look("da-danh-gia")


def fill(lan: Resident) -> None:
    lan.title_is("Ông/bà là gì của bé?")
    lan.look("quan-he")
    lan.chooses("Mẹ của bé")
    lan.goes_on()
    lan.title_is("Bé tên gì?")
    lan.writes("Họ, chữ đệm, tên của bé", "Trần Nguyễn Minh Châu")
    lan.chooses("Nữ")
    lan.look("be-ten-gi")
    lan.goes_on()
    lan.title_is("Bé sinh ngày nào?")
    lan.writes_day("Bé sinh ngày nào?", clock.today() - timedelta(days=6))
    lan.look("be-sinh-ngay-nao")
    lan.goes_on()
    lan.title_is("Bé sinh ở đâu?")
    lan.writes("Bệnh viện hoặc trạm y tế", "Trung tâm Y tế khu vực Vị Thủy")
    lan.writes_address("Nơi đó thuộc", "can tho > Thành phố Cần Thơ", "vi thuy > Xã Vị Thủy", "Ấp Thị trấn")
    lan.look("be-sinh-o-dau")
    lan.goes_on()
    lan.title_is("Dân tộc, quốc tịch, quê quán của bé")
    lan.writes_address("Quê quán", "can tho > Thành phố Cần Thơ", "vi thuy > Xã Vị Thủy")
    lan.look("dan-toc")
    lan.goes_on()
    lan.title_is("Mẹ của bé: họ tên, ngày sinh")
    lan.look("me")
    lan.goes_on()
    lan.title_is("Số định danh của mẹ bé là gì?")
    lan.look("so-dinh-danh")
    lan.goes_on()
    lan.title_is("Mẹ của bé: dân tộc, nơi cư trú")
    lan.goes_on()
    lan.title_is("Cha của bé: họ tên, ngày sinh")
    lan.writes("Họ, chữ đệm, tên của cha", "Trần Văn Đức")
    lan.writes_date("Ngày sinh của cha", year="1979")
    lan.look("cha")
    lan.goes_on()
    lan.title_is("Cha của bé: số định danh, dân tộc, nơi cư trú")
    lan.writes("Số định danh của cha", "093079000456")
    lan.picks("Dân tộc", "kinh", "Kinh")
    lan.look("cha-noi-o")
    lan.goes_on()
    lan.title_is("Nhận giấy khai sinh ở đâu?")
    lan.chooses("Nhận tại một cửa xã")
    lan.writes("Số bản sao lấy thêm", "2")
    lan.look("nhan-o-dau")
    lan.goes_on()
    lan.title_is("Chụp giấy tờ")
    lan.photographs("Giấy chứng sinh", files=2)
    lan.look("chup-giay-to")
    lan.goes_on()
    lan.title_is("Xem lại trước khi nộp")
    lan.reads("Trần Nguyễn Minh Châu")
    lan.look("xem-lai")
