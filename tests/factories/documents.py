"""What each letter says, short and long. All people are invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from xaso.core.clock import VN

DAY = date(2026, 11, 22)
RECEIVED = datetime(2026, 11, 22, 8, 15, tzinfo=VN)
DUE = datetime(2026, 11, 25, 17, 0, tzinfo=VN)
DOSSIER = "H13.31441-261122-0001"
FOLLOW = "https://xaso.example/t/qh3nC8t1uXx0Q9yq6dT2aw"
_HOME = "Ấp 5, xã Vị Thủy, thành phố Cần Thơ"

HEAD: dict[str, Any] = {
    "agency_parent": "Ủy ban nhân dân xã Vị Thủy",
    "agency": "Trung tâm Phục vụ hành chính công",
    "place": "Vị Thủy",
    "signer": "Trần Thị Bích Ngọc",
    "help_phone": "02933571234",
}
COMMITTEE: dict[str, Any] = {
    "agency": "Ủy ban nhân dân xã Vị Thủy",
    "place": "Vị Thủy",
    "signer": "Nguyễn Hoàng Phúc",
    "signer_title": "Phó Chủ tịch Ủy ban nhân dân",
}
_DOSSIER: dict[str, Any] = {
    "dossier_number": DOSSIER,
    "applicant": "Lê Văn An",
    "address": _HOME,
    "phone": "0912345678",
    "procedure": "Đăng ký khai sinh (mã 1.001193)",
}

LETTERS: dict[str, dict[str, Any]] = {
    "letter_01": HEAD
    | _DOSSIER
    | {
        "reception": "Trung tâm Phục vụ hành chính công xã Vị Thủy",
        "papers": [
            {"name": "Giấy chứng sinh", "originals": 1},
            {"name": "Căn cước của cha, mẹ", "copies": 2, "note": "xuất trình"},
        ],
        "sets": 1,
        "time_limit": "Trong ngày",
        "received_at": RECEIVED,
        "due_at": DUE,
        "delivery": "Tại quầy",
        "fee": "Miễn phí",
        "submitter": "Lê Văn An",
        "follow_address": FOLLOW,
    },
    "letter_02": HEAD
    | _DOSSIER
    | {
        "items": [{"name": "Giấy chứng sinh", "what": "Ảnh mờ phần ngày sinh, xin chụp lại", "originals": 1}],
        "reason": "Chưa đọc được ngày sinh của trẻ.",
        "respond_by": DUE,
        "helper": "bà Trần Thị Bích Ngọc",
        "follow_address": FOLLOW,
    },
    "letter_03": HEAD
    | _DOSSIER
    | {
        "reception": "Trung tâm Phục vụ hành chính công xã Vị Thủy",
        "citizen_id": "093095001234",
        "reason": "Việc này thuộc Ủy ban nhân dân phường Vị Thanh.",
        "legal_basis": "Nghị định 123/2015/NĐ-CP, Điều 21 khoản 1",
        "advice": "Nộp tại Ủy ban nhân dân phường Vị Thanh.",
    },
    "result_birth": COMMITTEE
    | {
        "number": "05/2026",
        "child_name": "Lê Minh Khôi",
        "born": date(2026, 11, 17),
        "sex": "Nam",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "birth_place": "Trung tâm Y tế khu vực Vị Thủy, thành phố Cần Thơ",
        "home_place": "Xã Vị Thủy, thành phố Cần Thơ",
        "child_id": "093226001234",
        "mother_name": "Phạm Thị Hòa",
        "mother_born": "1998",
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": _HOME,
        "declarant_name": "Phạm Thị Hòa",
        "declarant_paper": "Căn cước số 093198001234, do Bộ Công an cấp ngày 12/03/2024",
        "registered_at": "Ủy ban nhân dân xã Vị Thủy, thành phố Cần Thơ",
        "registered_on": DAY,
    },
    "result_marital_status": COMMITTEE
    | {
        "number": "12/UBND-XNTTHN",
        "issued_by": "Ủy ban nhân dân xã Vị Thủy",
        "requester": "Đặng Thị Út",
        "holder_relation": "bản thân",
        "person_name": "Đặng Thị Út",
        "born": "17/04/1999",
        "sex": "Nữ",
        "ethnicity": "Khmer",
        "nationality": "Việt Nam",
        "identity_paper": "Căn cước số 093199004321, do Bộ Công an cấp ngày 02/09/2023",
        "residence": _HOME,
        "status": "Hiện tại chưa đăng ký kết hôn với ai",
        "purpose": "Vay vốn ngân hàng, không có giá trị để đăng ký kết hôn",
    },
    "result_extract": COMMITTEE
    | {
        "title": "Trích lục khai sinh",
        "number": "33/TLKS-BS",
        "person_name": "Võ Thị Mười",
        "born": "05/02/1987",
        "sex": "Nữ",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "facts": [
            {"label": "Nơi sinh", "value": "Bệnh viện Đa khoa Cần Thơ"},
            {"label": "Quê quán", "value": "Xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang"},
        ],
        "registered_at": "Ủy ban nhân dân xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "entry_number": "128",
        "book": "02/1987",
        "registered_on": date(1987, 3, 1),
    },
    "result_answer": COMMITTEE
    | {
        "number": "07/UBND-VP",
        "requester": "Nguyễn Thị Lan",
        "about": "Hồ sơ H13.31441-261122-0001: Lê Văn Phúc, công chức tư pháp – hộ tịch, 15:51 thứ Hai 23/11/2026",
        "asked": "Xin xã cho biết vì sao cần mở hồ sơ này của tôi.",
        "answer": "Công chức tư pháp – hộ tịch mở hồ sơ để đối chiếu ngày sinh với sổ gốc.",
        "help_phone": "02933571234",
    },
}

LONG_NAME = "Nguyễn Hoàng Phương Uyên Thục Đoan Trang Công Tằng Tôn Nữ Thị Hoàng Kim Ngân Quỳnh Như Ý Diễm Phúc"


def office_of_vi_thuy() -> int:
    """Id of the one-stop office of xã Vị Thủy, opened on the first call."""
    from xaso.core.actor import Actor
    from xaso.offices.actions import open_office
    from xaso.offices.models import Office, OfficeKind
    from xaso.units.queries import unit_on

    name = "Trung tâm Phục vụ hành chính công xã Vị Thủy"
    known = Office.objects.filter(name=name).first()
    office = known or open_office(
        unit_on("31441", DAY),
        name=name,
        short_name="Một cửa xã Vị Thủy",
        kind=OfficeKind.ONE_STOP,
        agency_code="H13.31441",
        phone="02933571234",
        by=Actor.system("tests"),
    )
    return int(office.pk)
