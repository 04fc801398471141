"""Who can be played, as data: the loader makes their accounts, the door lists them. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Opens every official of the sample, also by typing it at /can-bo/dang-nhap.
PASSWORD = "vi-thuy-2026"  # noqa: S105  printed on purpose: sample mode only


@dataclass(frozen=True, slots=True)
class Player:
    """`role` is one of offices.rules.Role, empty for residents, who have a phone instead of a username. `unit` is the
    national code of the commune the office belongs to; `office` one of its kinds."""

    key: str
    name: str
    words: str | Promise  # what they are, for people
    sentence: str | Promise  # what to try
    username: str = ""
    phone: str = ""
    role: str = ""
    unit: str = ""
    office: str = ""
    lands: str = "/"

    @property
    def is_official(self) -> bool:
        return bool(self.username)


CAST: tuple[Player, ...] = (
    Player(
        "cong-dan",
        "Nguyễn Thị Hoa",
        _("Người dân xã Vị Thủy"),
        _("Nộp hồ sơ khai sinh cho con từ điện thoại, rồi theo dõi từng bước."),
        phone="+84900000001",
        lands="/ho-so/",
    ),
    Player(
        "lang-gieng",
        "Trần Văn Đức",
        _("Người hàng xóm"),
        _("Thử mở hồ sơ của bà Hoa: không được, và lần thử được ghi lại."),
        phone="+84900000002",
        lands="/ho-so/",
    ),
    Player(
        "tiep-nhan",
        "Lê Thị Ngọc Ánh",
        _("Cán bộ tiếp nhận, bộ phận một cửa xã Vị Thủy"),
        _("Nhận hồ sơ mới, yêu cầu bổ sung một lần cho đủ, trả kết quả."),
        username="anh.tiepnhan",
        role="reception",
        unit="31441",
        office="one_stop",
        lands="/can-bo/",
    ),
    Player(
        "thu-ly",
        "Phạm Minh Quân",
        _("Công chức tư pháp – hộ tịch xã Vị Thủy"),
        _("Xem hồ sơ và giấy tờ cạnh nhau, đề xuất kết quả."),
        username="quan.hotich",
        role="case_officer",
        unit="31441",
        office="department",
        lands="/can-bo/",
    ),
    Player(
        "phe-duyet",
        "Võ Thanh Tùng",
        _("Chủ tịch Ủy ban nhân dân xã Vị Thủy"),
        _("Duyệt kết quả buổi tối và xem việc nào sắp trễ."),
        username="tung.chutich",
        role="approver",
        unit="31441",
        office="leadership",
        lands="/can-bo/",
    ),
    Player(
        "xa-khac",
        "Huỳnh Thị Kim Chi",
        _("Cán bộ tiếp nhận của một xã khác"),
        _("Tìm hồ sơ của xã Vị Thủy: không thấy gì."),
        username="chi.tiepnhan",
        role="reception",
        unit="other",
        office="one_stop",
        lands="/can-bo/",
    ),
    Player(
        "quan-ly",
        "Đặng Quốc Bảo",
        _("Người quản lý, huyện Vị Thủy năm 2024"),
        _("Xem 11.802 hồ sơ của cả huyện và việc nào trễ."),
        username="bao.quanly",
        role="manager",
        unit="31441",
        office="leadership",
        lands="/can-bo/",
    ),
    Player(
        "kiem-tra",
        "Bùi Thị Mỹ Linh",
        _("Người kiểm tra"),
        _("Xem ai đã mở hồ sơ nào, lúc nào; không đổi được gì."),
        username="linh.kiemtra",
        role="auditor",
        unit="31441",
        office="leadership",
        lands="/can-bo/",
    ),
)
