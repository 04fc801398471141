"""Who can be played, as data: the loader makes their accounts, the door lists them. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Opens every official of the sample, also by typing it at /can-bo/dang-nhap.
PASSWORD = "Vi-Thuy-mau-2026"  # noqa: S105  printed on purpose: sample mode only
# What the administrator's app would know. Printed too: the codes it makes stand on the page where one chooses a part.
SECOND_FACTOR = "XASOXASOMAUXASOMAUXASOMAUXASOMAU"


@dataclass(frozen=True, slots=True)
class Player:
    """`role` is one of offices.rules.Role, empty for residents, who have a phone instead of a username. `unit` is the
    national code of the commune the office belongs to; `office` one of its kinds; `title` what the post is called."""

    key: str
    name: str
    words: str | Promise  # what they are, for people
    sentence: str | Promise  # what to try
    username: str = ""
    phone: str = ""
    role: str = ""
    unit: str = ""
    office: str = ""
    title: str = ""
    lands: str = "/"
    born: str = ""
    sex: str = ""
    id_number: str = ""
    address: dict[str, str] = field(default_factory=dict)

    @property
    def is_official(self) -> bool:
        return bool(self.username)


CAST: tuple[Player, ...] = (
    Player(
        "cong-dan",
        "Nguyễn Thị Lan",
        _("Người dân ấp 7, xã Vị Thủy"),
        _("Nộp hồ sơ khai sinh cho con từ điện thoại, rồi theo dõi từng bước."),
        phone="+84900000001",
        lands="/ho-so/",
        born="1988-11-20",
        sex="female",
        id_number="093188000123",
        address={"province": "92", "commune": "31441", "line": "Số 12, ấp 7"},
    ),
    Player(
        "lang-gieng",
        "Trần Văn Đức",
        _("Người hàng xóm"),
        _("Thử mở hồ sơ của bà Lan: như không có trang ấy. Làm giúp bà một hồ sơ: bà đồng ý thì mới gửi."),
        phone="+84900000002",
        lands="/ho-so/",
        born="1979-04-02",
        sex="male",
        id_number="093079000456",
        address={"province": "92", "commune": "31441", "line": "Số 14, ấp 7"},
    ),
    Player(
        "tiep-nhan",
        "Trần Thị Mỹ Hạnh",
        _("Cán bộ tiếp nhận, bộ phận một cửa xã Vị Thủy"),
        _("Nhận hồ sơ mới, yêu cầu bổ sung một lần cho đủ, trả kết quả."),
        username="hanh.tiepnhan",
        role="reception",
        unit="31441",
        office="one_stop",
        title="cán bộ tiếp nhận và trả kết quả",
        lands="/can-bo/",
    ),
    Player(
        "thu-ly",
        "Lê Văn Phúc",
        _("Công chức tư pháp – hộ tịch xã Vị Thủy"),
        _("Xem hồ sơ và giấy tờ cạnh nhau, trình kết quả lên lãnh đạo."),
        username="phuc.hotich",
        role="case_officer",
        unit="31441",
        office="department",
        title="công chức tư pháp – hộ tịch",
        lands="/can-bo/",
    ),
    Player(
        "phe-duyet",
        "Võ Thanh Tùng",
        _("Chủ tịch Ủy ban nhân dân xã Vị Thủy"),
        _("Ký duyệt buổi tối, và xem việc nào sắp trễ trước khi trễ."),
        username="tung.chutich",
        role="approver",
        unit="31441",
        office="leadership",
        title="Chủ tịch",
        lands="/can-bo/",
    ),
    Player(
        "xa-khac",
        "Huỳnh Thị Kim Chi",
        _("Cán bộ tiếp nhận của xã Vĩnh Tường"),
        _("Tìm hồ sơ của xã Vị Thủy: không thấy gì."),
        username="chi.tiepnhan",
        role="reception",
        unit="31459",
        office="one_stop",
        title="cán bộ tiếp nhận và trả kết quả",
        lands="/can-bo/",
    ),
    Player(
        "quan-ly",
        "Đặng Quốc Bảo",
        _("Giám đốc Trung tâm Phục vụ hành chính công xã Vị Thủy"),
        _("Xem cả xã đang làm gì, hồ sơ nào trễ, ai đang giữ."),
        username="bao.quanly",
        role="manager",
        unit="31441",
        office="leadership",
        title="Phó Chủ tịch, Giám đốc Trung tâm Phục vụ hành chính công",
        lands="/can-bo/",
    ),
    Player(
        "quan-tri",
        "Ngô Minh Khôi",
        _("Quản trị hệ thống của xã Vị Thủy"),
        _("Giao vai trò, mở và khóa tài khoản, xem ai lâu không dùng; không mở được hồ sơ nào."),
        username="khoi.quantri",
        role="administrator",
        unit="31441",
        office="department",
        title="công chức phụ trách công nghệ thông tin",
        lands="/can-bo/quan-tri/",
    ),
    Player(
        "kiem-tra",
        "Bùi Thị Mỹ Linh",
        _("Người kiểm tra"),
        _("Xem được mọi hồ sơ của xã và ai đã làm gì; không đổi được gì."),
        username="linh.kiemtra",
        role="auditor",
        unit="31441",
        office="leadership",
        title="công chức kiểm tra thủ tục hành chính",
        lands="/can-bo/",
    ),
    Player(
        "quan-ly-tinh",
        "Phan Thị Ngọc Diệp",
        _("Người quản lý của thành phố Cần Thơ"),
        _("Xem con số của các xã; mở một hồ sơ thì phải nói lý do, và người nộp đọc được."),
        username="diep.thanhpho",
        role="manager",
        unit="92",
        office="leadership",
        title="Phó Giám đốc Sở, phụ trách cải cách hành chính",
        lands="/can-bo/so-lieu",
    ),
)


def player(key: str) -> Player:
    """By its key. Raises KeyError."""
    return {one.key: one for one in CAST}[key]
