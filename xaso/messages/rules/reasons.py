"""Why the network of official accounts would not do something, as people read it: what happened, and what to do."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Reason(TextChoices):
    """A connector sorts its provider's answers into these."""

    ACCESS = (
        "access",
        gettext_lazy("Zalo không nhận quyền của tài khoản này. Xin lấy mã gia hạn mới ở trang của Zalo và nối lại."),
    )
    USED_UP = (
        "used_up",
        gettext_lazy("Mã gia hạn đã dùng rồi, ở máy này hoặc ở nơi khác. Xin lấy mã mới ở trang của Zalo và nối lại."),
    )
    CONSOLE = (
        "console",
        gettext_lazy(
            "Cấu hình ứng dụng ở trang dành cho nhà phát triển của Zalo không khớp: địa chỉ gọi lại hoặc mã PKCE. "
            "Xin báo người quản trị xem lại ở đó."
        ),
    )
    NOT_KEPT = (
        "not_kept",
        gettext_lazy(
            "Zalo có thể đã đổi mã mà máy không lưu được. Lần sau còn báo lỗi thì lấy mã mới ở trang của Zalo và nối lại."
        ),
    )
    UNREADABLE = (
        "unreadable",
        gettext_lazy("Máy không đọc được mã đang giữ, hoặc cấu hình Zalo sai. Xin báo người quản trị, hoặc nối lại."),
    )
    NOT_SET = "not_set", gettext_lazy("Máy chủ này chưa được nối với Zalo. Xin báo người quản trị.")
    PACKAGE = (
        "package",
        gettext_lazy(
            "Gói, xác thực hoặc quyền của tài khoản ở Zalo chưa đủ cho việc này. Xin xem ở trang quản lý của Zalo."
        ),
    )
    MONEY = "money", gettext_lazy("Zalo không trừ được tiền. Xin nạp thêm ở trang Zalo Cloud.")
    QUOTA = "quota", gettext_lazy("Đã hết lượt Zalo cho gửi. Xin chờ sang ngày hoặc tháng mới, hay nâng gói.")
    BUSY = "busy", gettext_lazy("Zalo đang bận hoặc không trả lời. Máy tự thử lại; thôi thử thì xin bấm gửi lại sau.")
    NIGHT = "night", gettext_lazy("Zalo không cho gửi lúc này, từ 22 giờ đến 6 giờ. Máy chờ đến sáng.")
    CONTENT = "content", gettext_lazy("Zalo không nhận nội dung này. Xin xem lại lời, ảnh và mẫu tin.")
    TEMPLATE = (
        "template",
        gettext_lazy("Zalo không cho gửi bằng mẫu tin này. Xin xem mẫu ở trang của Zalo, rồi lưu lại mã mẫu ở đây."),
    )
    LEFT = "left", gettext_lazy("Người nhận đã thôi quan tâm tài khoản, không dùng Zalo, hoặc không nhận loại tin này.")
    GONE = "gone", gettext_lazy("Tin không còn ở tài khoản này nữa: đã bị xóa ở trang quản lý của Zalo.")
    WINDOW = "window", gettext_lazy("Đã quá 7 ngày từ khi người nhận nhắn lần cuối.")
    UNSURE = (
        "unsure",
        gettext_lazy("Máy dừng giữa chừng, không biết Zalo đã nhận chưa. Xin xem ở trang Zalo; chưa có thì gửi lại."),
    )
    OTHER = "other", gettext_lazy("Zalo từ chối.")


# What only people can mend: at Zalo, or in the settings of this machine.
FOR_PEOPLE: Final = frozenset(
    {Reason.ACCESS, Reason.USED_UP, Reason.CONSOLE, Reason.PACKAGE, Reason.MONEY, Reason.NOT_SET, Reason.UNREADABLE}
)
# What no new token cures: only a message that goes out shows that it is over.
SHOWN_BY_SENDING: Final = frozenset({Reason.PACKAGE, Reason.MONEY})
