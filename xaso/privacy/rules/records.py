"""Every kind of data that is kept: what, for what, on which basis, who gets it, how long, how guarded. One table: the register
of processing, the page residents read and the nightly purge are made from it, so none can say other than the others do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xaso.dossiers.rules import OWN_DATA

LAW: Final = gettext_lazy("Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15")
BY_LAW: Final = format_lazy("{}, {}", LAW, gettext_lazy("điều 19 khoản 1 (hoạt động của cơ quan nhà nước theo luật)"))
BY_CONSENT: Final = format_lazy("{}, {}", LAW, gettext_lazy("điều 9 (sự đồng ý)"))
ERASURE: Final = format_lazy("{}, {}", LAW, gettext_lazy("điều 14"))
OWN_RIGHTS: Final = format_lazy("{}, {}", LAW, gettext_lazy("điều 4"))
BREACHES: Final = format_lazy("{}, {}", LAW, gettext_lazy("điều 23"))
ARCHIVES: Final = gettext_lazy("Luật Lưu trữ 33/2024/QH15")
CIVIL_STATUS: Final = gettext_lazy("Nghị định 123/2015/NĐ-CP, điều 12 khoản 3")
ONE_STOP: Final = gettext_lazy("Nghị định 118/2025/NĐ-CP")

YEAR: Final = timedelta(days=365)
NOTICE: Final = timedelta(days=30)  # officers see it coming, and whoever it is about is told
ANNOUNCED: Final = ("petitions", "calls")  # told by message in rounds, beside dossiers, which are told one by one
ROUND_MONTHS: Final = 3

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Keep:
    """How long, from when. `time` is None for what is never purged. `basis` is empty where no law says so: the office
    decided it itself, and the register says that."""

    time: timedelta | None
    since: Text
    basis: Text = ""

    @property
    def words(self) -> str:
        """5 năm từ khi hồ sơ kết thúc; vĩnh viễn."""
        if self.time is None:
            return str(self.since)
        return _("%(time)s %(since)s") % {"time": _span(self.time), "since": self.since}

    @property
    def why(self) -> str:
        return str(self.basis) or _("xã tự đặt")


def _span(time: timedelta) -> str:
    if time % YEAR == timedelta(0):
        years = time // YEAR
        return ngettext("%(n)d năm", "%(n)d năm", years) % {"n": years}
    return ngettext("%(n)d ngày", "%(n)d ngày", time.days) % {"n": time.days}


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the register of processing."""

    key: str
    name: Text
    data: Text
    purpose: Text
    basis: Text
    receives: Text
    keep: Keep
    guards: Text


_OFFICE = gettext_lazy("Cán bộ của xã đang làm hồ sơ; lãnh đạo và người kiểm tra khi nói rõ lý do")
_NOBODY = gettext_lazy("Không ai")
_SEALED = gettext_lazy("Số định danh mã hóa; mỗi lần mở đều ghi nhật ký và người dân đọc được")
_WALLS = gettext_lazy("Chỉ mở cho đúng tài khoản, đúng việc")

RECORDS: Final = (
    Record(
        "drafts",
        gettext_lazy("Hồ sơ đang làm dở"),
        gettext_lazy("Câu trả lời và ảnh giấy tờ chưa gửi"),
        gettext_lazy("Để làm tiếp trên máy khác, không mất công khai lại"),
        BY_LAW,
        _NOBODY,
        Keep(timedelta(days=30), gettext_lazy("từ lần sửa cuối")),
        _WALLS,
    ),
    Record(
        "uploads",
        gettext_lazy("Tệp gửi dở"),
        gettext_lazy("Ảnh, tệp chưa gửi xong hoặc không kèm hồ sơ nào"),
        gettext_lazy("Để gửi tiếp khi mạng đứt"),
        BY_LAW,
        _NOBODY,
        Keep(timedelta(days=3), gettext_lazy("từ khi bắt đầu gửi")),
        _WALLS,
    ),
    Record(
        "civil_status",
        gettext_lazy("Hồ sơ hộ tịch"),
        gettext_lazy("Tờ khai, giấy tờ, kết quả về khai sinh, kết hôn, khai tử và việc hộ tịch khác"),
        gettext_lazy("Đăng ký hộ tịch và chứng minh việc đã đăng ký"),
        BY_LAW,
        _OFFICE,
        Keep(None, gettext_lazy("vĩnh viễn"), format_lazy("{}; {}", CIVIL_STATUS, ARCHIVES)),
        _SEALED,
    ),
    Record(
        "dossiers",
        gettext_lazy("Hồ sơ việc khác"),
        gettext_lazy("Tờ khai, giấy tờ, văn bản, kết quả, các bước giải quyết"),
        gettext_lazy("Giải quyết thủ tục hành chính"),
        BY_LAW,
        _OFFICE,
        Keep(10 * YEAR, gettext_lazy("từ khi hồ sơ kết thúc")),
        _SEALED,
    ),
    Record(
        "requests",
        gettext_lazy("Yêu cầu về dữ liệu của mình"),
        gettext_lazy("Người yêu cầu, nội dung, văn bản trả lời"),
        gettext_lazy("Trả lời và chứng minh đã trả lời"),
        OWN_RIGHTS,
        _OFFICE,
        Keep(5 * YEAR, gettext_lazy("từ khi trả lời")),
        _SEALED,
    ),
    Record(
        "accounts",
        gettext_lazy("Tài khoản"),
        gettext_lazy(
            "Số điện thoại, địa chỉ thư, máy nhận thông báo; họ tên, ngày sinh, số định danh, địa chỉ khi đã đối chiếu"
        ),
        gettext_lazy("Đăng nhập, điền sẵn tờ khai"),
        BY_LAW,
        _OFFICE,
        Keep(None, gettext_lazy("đến khi người dân yêu cầu xóa"), ERASURE),
        _SEALED,
    ),
    Record(
        "calls",
        gettext_lazy("Cuộc gọi đến xã"),
        gettext_lazy("Số gọi đến, tên, tiếng nói, lời ghi, lời hẹn; ghi âm nằm ở tổng đài, xã chỉ giữ đường dẫn"),
        gettext_lazy("Trả lời, gọi lại đúng hẹn"),
        BY_LAW,
        gettext_lazy("Tổng đài điện thoại báo cuộc gọi"),
        Keep(2 * YEAR, gettext_lazy("từ khi gọi")),
        gettext_lazy("Chỉ cán bộ của xã; xem hồ sơ của người gọi thì người ấy đọc được"),
    ),
    Record(
        "messages",
        gettext_lazy("Tin nhắn đã gửi"),
        gettext_lazy("Số điện thoại nhận, nội dung tin, gửi bằng cách nào"),
        gettext_lazy("Báo hồ sơ đi đến đâu; gửi mã đăng nhập"),
        BY_LAW,
        gettext_lazy("Nhà mạng, dịch vụ thư, dịch vụ thông báo của trình duyệt"),
        Keep(YEAR, gettext_lazy("từ khi viết")),
        gettext_lazy("Số điện thoại mã hóa; mã đăng nhập bị xóa sau 15 phút"),
    ),
    Record(
        "conversations",
        gettext_lazy("Trò chuyện qua Zalo"),
        gettext_lazy("Số mà Zalo đặt cho người nhắn, lời nhắn và câu trả lời; tài khoản ở cổng, nếu người ấy tự nối"),
        gettext_lazy("Trả lời người nhắn cho xã; báo hồ sơ cho người đã tự nối"),
        BY_LAW,
        gettext_lazy("Zalo"),
        Keep(YEAR, gettext_lazy("từ khi nhắn")),
        gettext_lazy("Chỉ cán bộ của xã; mỗi lần mở đều ghi nhật ký"),
    ),
    Record(
        "consents",
        gettext_lazy("Sự đồng ý"),
        gettext_lazy("Đồng ý việc gì, lời đã đọc, lúc nào, bằng cách nào; lúc rút lại"),
        gettext_lazy("Chỉ nhắn tin chung, đến nhà, hỏi ý kiến người đã đồng ý"),
        BY_CONSENT,
        _NOBODY,
        Keep(5 * YEAR, gettext_lazy("từ khi rút lại")),
        gettext_lazy("Không ai sửa được lời đã đọc"),
    ),
    Record(
        "journal",
        gettext_lazy("Nhật ký"),
        gettext_lazy("Ai làm gì, lúc nào, từ địa chỉ mạng nào, lý do mở hồ sơ"),
        gettext_lazy("Chứng minh ai đã xem, đã làm; tìm việc sai"),
        format_lazy("{}; {}", OWN_RIGHTS, gettext_lazy("Nghị định 331/2026/NĐ-CP")),
        gettext_lazy("Người dân đọc phần về hồ sơ của mình; người kiểm tra"),
        Keep(5 * YEAR, gettext_lazy("cho lời và địa chỉ mạng; phần còn lại không có tên người, giữ mãi")),
        gettext_lazy("Chỉ thêm, không sửa, không xóa; mỗi đêm chốt và công bố"),
    ),
    Record(
        "sessions",
        gettext_lazy("Phiên đăng nhập"),
        gettext_lazy("Máy nào đang đăng nhập"),
        gettext_lazy("Khỏi phải đăng nhập lại ở mỗi trang"),
        BY_LAW,
        _NOBODY,
        Keep(timedelta(days=14), gettext_lazy("từ khi đăng nhập")),
        _WALLS,
    ),
    Record(
        "exports",
        gettext_lazy("Bản sao dữ liệu"),
        gettext_lazy("Một tệp có mọi dữ liệu về một người"),
        gettext_lazy("Đưa cho chính người ấy khi họ yêu cầu"),
        OWN_RIGHTS,
        _NOBODY,
        Keep(timedelta(days=7), gettext_lazy("từ khi làm xong")),
        _WALLS,
    ),
    Record(
        "petitions",
        gettext_lazy("Phản ánh gửi đến xã"),
        gettext_lazy(
            "Lời phản ánh, nơi xảy ra, ảnh; tên và số điện thoại, nếu người gửi ghi; câu hỏi lại, câu trả lời"
        ),
        gettext_lazy("Giải quyết và trả lời phản ánh"),
        BY_LAW,
        gettext_lazy("Cán bộ của xã đang giải quyết; ai cũng đọc được phần mà xã đã duyệt công khai"),
        Keep(2 * YEAR, gettext_lazy("từ khi trả lời xong; sau đó chỉ còn loại việc và ngày để đếm")),
        gettext_lazy("Số điện thoại mã hóa; mỗi lần mở đều ghi nhật ký, người gửi khi đã đăng nhập thì đọc được"),
    ),
    Record(
        "claims",
        gettext_lazy("Số định danh tự khai"),
        gettext_lazy("Số định danh mà chủ tài khoản khai; cán bộ xem thẻ thấy khớp hay không"),
        gettext_lazy("Nối hồ sơ cũ với đúng người sau khi xem thẻ căn cước"),
        BY_LAW,
        gettext_lazy("Cán bộ bộ phận một cửa khi có thẻ căn cước trong tay"),
        Keep(None, gettext_lazy("đến khi xóa tài khoản; số khai không khớp cũng vậy"), ERASURE),
        gettext_lazy("Số định danh mã hóa; không ai tìm được nếu không có số ấy"),
    ),
    Record(
        "ratings",
        gettext_lazy("Đánh giá của người dân"),
        gettext_lazy("Điểm, lời góp ý, đánh giá việc nào, có muốn xã gọi lại không"),
        gettext_lazy("Biết người dân có hài lòng không; gọi lại người chưa hài lòng khi người ấy muốn"),
        BY_LAW,
        gettext_lazy("Người quản lý và người kiểm tra của xã đọc lời góp ý, không biết của ai"),
        Keep(
            None,
            gettext_lazy(
                "lời góp ý: đến khi xóa việc được đánh giá, của hồ sơ hộ tịch và ngày hỗ trợ thì không xóa;"
                " điểm: không xóa, để đếm"
            ),
        ),
        gettext_lazy("Cán bộ không thấy ai đánh giá; số điện thoại, số định danh ghi trong lời góp ý bị che"),
    ),
    Record(
        "replies",
        gettext_lazy("Trả lời phiếu hỏi của xã"),
        gettext_lazy("Những câu đã trả lời, ngày nào; không ghi tên, số điện thoại hay tài khoản"),
        gettext_lazy("Biết người dân nghĩ gì về một việc của xã"),
        BY_LAW,
        gettext_lazy(
            "Lãnh đạo, người quản lý và người kiểm tra của xã xem con số chung của ít nhất 5 người và lời đã viết"
        ),
        Keep(2 * YEAR, gettext_lazy("từ khi phiếu hỏi đóng")),
        gettext_lazy(
            "Dấu để không ai trả lời hai lần bị xóa khi phiếu hỏi đóng; số điện thoại, số định danh trong lời bị che"
        ),
    ),
    Record(
        "visits",
        gettext_lazy("Người đến ngày hỗ trợ"),
        gettext_lazy(
            "Số điện thoại, nếu người ấy cho để xã nhắn hỏi một lần; không ghi tên. Đã giúp việc gì, xong chưa"
        ),
        gettext_lazy("Hỏi xã giúp thế nào; đếm bao nhiêu người được giúp"),
        BY_CONSENT,
        gettext_lazy("Nhà mạng"),
        Keep(timedelta(days=15), gettext_lazy("từ khi đến, cho số điện thoại; sau đó chỉ còn việc đã giúp để đếm")),
        gettext_lazy("Số điện thoại mã hóa, chỉ nằm trong tin nhắn hỏi"),
    ),
    Record(
        "quarantined",
        gettext_lazy("Tệp có vi-rút"),
        gettext_lazy("Tệp bị chặn lại vì có vi-rút, tên tệp, tài khoản đã gửi"),
        gettext_lazy("Tìm hiểu khi nhiều người cùng bị"),
        BY_LAW,
        gettext_lazy("Cán bộ của xã đọc tên tệp, không mở được tệp"),
        Keep(timedelta(days=30), gettext_lazy("từ khi chặn")),
        gettext_lazy("Để riêng, không trang nào mở hay tải về được"),
    ),
    Record(
        "deliveries",
        gettext_lazy("Tin báo của tổng đài"),
        gettext_lazy("Số gọi đến, số được gọi, lúc gọi, đúng như tổng đài báo"),
        gettext_lazy("Tìm chỗ sai khi cuộc gọi không hiện đúng"),
        BY_LAW,
        _NOBODY,
        Keep(timedelta(days=30), gettext_lazy("từ khi nhận")),
        gettext_lazy("Không trang nào cho xem"),
    ),
    Record(
        "stops",
        gettext_lazy("Số đã xin thôi nhận tin"),
        gettext_lazy("Số điện thoại, xin thôi nhận loại tin nào, lúc nào"),
        gettext_lazy("Để xã không nhắn nữa"),
        BY_LAW,
        _NOBODY,
        Keep(None, gettext_lazy("đến khi xin nhận lại: xóa sớm hơn thì lại bị nhắn")),
        gettext_lazy("Số điện thoại mã hóa; chỉ đối chiếu khi sắp gửi tin"),
    ),
    Record(
        "breaches",
        gettext_lazy("Hồ sơ sự cố lộ, mất dữ liệu"),
        gettext_lazy("Chuyện gì xảy ra, dữ liệu của ai, đã làm gì"),
        gettext_lazy("Báo cơ quan bảo vệ dữ liệu trong 72 giờ, báo người bị ảnh hưởng"),
        BREACHES,
        gettext_lazy("Cơ quan bảo vệ dữ liệu cá nhân của Bộ Công an (A05)"),
        Keep(
            5 * YEAR,
            gettext_lazy("từ khi kết thúc xử lý"),
            format_lazy("{}; {}", BREACHES, gettext_lazy("Nghị định 356/2025/NĐ-CP")),
        ),
        gettext_lazy("Chỉ thêm, không sửa; chỉ xóa khi hết hạn, sau 30 ngày báo trước"),
    ),
)

BY_KEY: Final = {one.key: one for one in RECORDS}
CIVIL_STATUS_FIELDS: Final = ("Hộ tịch", "Nuôi con nuôi")


def round_until(soon: date) -> date:
    """The first of a month that ends a round which begins on this day: two to three months later."""
    months = soon.year * 12 + soon.month - 1 + ROUND_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def record_of_dossier(field: str) -> Record:
    """Which line of the register a dossier of this field of procedures falls under."""
    if field in CIVIL_STATUS_FIELDS:
        return BY_KEY["civil_status"]
    return BY_KEY["requests" if field == OWN_DATA else "dossiers"]
