"""Invented values for the gallery: every component in every state it has."""

from dataclasses import dataclass

from xaso.ui.controls import Control, Option
from xaso.ui.icons import ICONS


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    icon: str
    title: str
    when: str = ""
    text: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str
    mark: str = "–"
    counted: int = 0
    note: str = ""
    kind: str = ""


def samples() -> dict[str, object]:
    return {
        "icons": sorted(ICONS),
        "controls": _controls(),
        "errors": [("f-so-dinh-danh", "Số định danh có 12 chữ số; ông/bà mới nhập 11.")],
        "rows": [("Họ, chữ đệm, tên", "Nguyễn Thị Mẫu"), ("Ngày sinh", "17/11/2026"), ("Ghi chú", "")],
        "steps": [
            Step("done", "ok", "Xã đã nhận hồ sơ", "09:12 thứ Năm 19/11/2026", link="#", link_text="Xem giấy hẹn"),
            Step("now", "pen", "Cán bộ hộ tịch đang làm", "từ 08:41 thứ Hai 23/11/2026", "Ông Lê Văn Mẫu giữ hồ sơ."),
            Step("next", "mail", "Bà nhận kết quả", "trước 17:00 thứ Năm 26/11/2026"),
        ],
        "lines": [
            Line("T5 19/11", "09:12 xã nhận hồ sơ", note="Nhận trực tiếp tại quầy"),
            Line("T6 20/11", "Ngày làm việc", "ngày 1", 1),
            Line("T7, CN", "Nghỉ cuối tuần"),
            Line("Hạn trả", "17:00 thứ Hai 23/11", "đủ 2", kind="due"),
        ],
        "bars": [
            ("go", 0.7, "còn 2 ngày 4 giờ"),
            ("now", 0.3, "còn 35 phút"),
            ("late", 0.0, "trễ 1 ngày"),
            ("stop", 0.5, "dừng 2 ngày"),
        ],
    }


def _controls() -> list[Control]:
    sexes = (Option("nam", "Nam"), Option("nu", "Nữ", chosen=True))
    day = tuple(Control("text", f"ngay-sinh.{n}", n, v) for n, v in (("Ngày", "17"), ("Tháng", "11"), ("Năm", "2026")))
    return [
        Control("text", "ho-ten", "Họ, chữ đệm, tên của bé", "Nguyễn Bảo Mẫu", hint="Viết đủ dấu, như sẽ in trên giấy."),
        Control(
            "text", "so-dinh-danh", "Số định danh của mẹ", "093 185 000 00", width="w12", inputmode="numeric",
            hint="12 chữ số, ở mặt trước thẻ căn cước.", error="Số định danh có 12 chữ số; ông/bà mới nhập 11.",
        ),
        Control("text", "dien-thoai", "Số điện thoại", "0912 345 678", width="w12", input_type="tel", optional=True),
        Control("date", "ngay-sinh", "Ngày sinh", parts=day, warning="Ngày sinh khác với số định danh. Ông/bà xem lại giúp xã."),
        Control("radios", "gioi-tinh", "Giới tính", options=sexes),
        Control("select", "dan-toc", "Dân tộc", options=(Option("kinh", "Kinh", chosen=True), Option("khmer", "Khmer"))),
        Control("long_text", "ly-do", "Dùng giấy này để làm gì", "Bổ túc hồ sơ xin việc"),
        Control("group", "dia-chi", "Nơi cư trú", parts=(
            Control("select", "dia-chi.tinh", "Tỉnh, thành phố", options=(Option("92", "Thành phố Cần Thơ", chosen=True),)),
            Control("text", "dia-chi.dong", "Số nhà, đường, ấp", "Ấp 5"),
        )),
        Control("note", "luu-y", "Không cần giấy kết hôn.", hint="Xã tự tra; không tra được, cán bộ sẽ gọi."),
    ]  # fmt: skip
