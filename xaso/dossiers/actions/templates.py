"""What the owner, a helper and the two sides of a mandate are told, in words. A text with its link stays within four parts of a
message (67 letters each with diacritics), whatever an officer wrote; the whole reason is behind the link."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from xaso.messages.rules import SITE, WORDS, Purpose, Template, Urgency, Value

TITLE: Final = 50  # letters of a title or a name
NUMBER, WHEN, NAME = "H01.02.03-261126-0001", datetime(2026, 11, 26, 10, tzinfo=UTC), "Khai sinh cho con"
OWNER, HELPER = "Nguyễn Văn Mẫu", "Trần Thị Mẫu"
ITS_OWN, FOLLOWED = f"{SITE}/t/abcdefghijklmnopqrstuv", f"{SITE}/giup/{NUMBER}"
TITLED: Final = gettext_noop("Hồ sơ %(number)s")
ENDS: Final = {"reason": WORDS + 1}  # with the point that ends it
REASON = "Giấy khai sinh không đọc được số."


def _of_dossier(key: str, text: str, *, urgency: Urgency = Urgency.NORMAL, **more: Value) -> Template:
    """To the owner: with its number and its own link, and what else is said."""
    typical = {"number": NUMBER, "link": ITS_OWN} | more
    most = {name: length for name, length in (ENDS | {"title": TITLE}).items() if name in more}
    return Template(f"dossier.{key}", text, typical, urgency=urgency, title=TITLED, most=most)


SUBMITTED = _of_dossier(
    "submitted",
    gettext_noop(
        "Xã đã nhận được hồ sơ %(number)s (%(title)s). Trước %(by)s cán bộ sẽ xem và trả lời. Xem hồ sơ: %(link)s"
    ),
    title=NAME,
    by=WHEN,
)
RECEIVED = _of_dossier(
    "received",
    gettext_noop(
        "Hồ sơ %(number)s đã được tiếp nhận. Có kết quả trước %(due)s. Ông/bà chưa cần làm gì. Xem hồ sơ: %(link)s"
    ),
    due=WHEN,
)
REFUSED = _of_dossier(
    "refused",
    gettext_noop("Xã chưa tiếp nhận được hồ sơ %(number)s. Lý do: %(reason)s Xem và làm lại: %(link)s"),
    reason=REASON,
)
SUPPLEMENTS_ASKED = _of_dossier(
    "supplements_asked",
    gettext_noop("Hồ sơ %(number)s còn thiếu %(count)d mục. Ông/bà gửi bổ sung trước %(by)s tại: %(link)s"),
    count=2,
    by=WHEN,
)
SUPPLEMENTS_ANSWERED = _of_dossier(
    "supplements_answered",
    gettext_noop("Xã đã nhận phần bổ sung của hồ sơ %(number)s và làm tiếp. Xem hồ sơ: %(link)s"),
)
REMINDED = _of_dossier(
    "reminded",
    gettext_noop(
        "Hồ sơ %(number)s đã quá ngày bổ sung mà xã chưa nhận được. Ông/bà gửi sớm, hoặc gọi xã, để khỏi bị dừng: %(link)s"
    ),
)
STANDS_READY = _of_dossier(
    "stands_ready",
    gettext_noop("Kết quả hồ sơ %(number)s đã có, đang chờ ông/bà nhận. Xem cách nhận: %(link)s"),
)
STANDS_LATE = _of_dossier(
    "stands_late",
    gettext_noop(
        "Hồ sơ %(number)s đã quá hẹn %(by)s mà chưa xong. Xã xin lỗi ông/bà. Hồ sơ không thất lạc, xem tại: %(link)s"
    ),
    by=WHEN,
)
STANDS_NEW = _of_dossier(
    "stands_new",
    gettext_noop(
        "Hồ sơ %(number)s vẫn đang chờ cán bộ xem, chậm nhất %(by)s sẽ trả lời. Ông/bà chưa cần làm gì. Xem hồ sơ: %(link)s"
    ),
    by=WHEN,
)
STANDS = _of_dossier(
    "stands",
    gettext_noop(
        "Hồ sơ %(number)s vẫn đang giải quyết, có kết quả trước %(by)s. Ông/bà chưa cần làm gì. Xem hồ sơ: %(link)s"
    ),
    by=WHEN,
)
EXTENDED = _of_dossier(
    "extended",
    gettext_noop("Hồ sơ %(number)s được gia hạn một lần, trả lời trước %(due)s. Lý do: %(reason)s Xem hồ sơ: %(link)s"),
    due=WHEN,
    reason=REASON,
)
PAYMENT_ASKED = _of_dossier(
    "payment_asked",
    gettext_noop("Hồ sơ %(number)s cần nộp %(amount)s phí, lệ phí. Xem cách nộp: %(link)s"),
    amount="16.000 đồng",
)
REJECTED = _of_dossier(
    "rejected",
    gettext_noop(
        "Xã không giải quyết được hồ sơ %(number)s và có văn bản trả lời nêu rõ lý do. Xem cách nhận: %(link)s"
    ),
)
DECIDED = _of_dossier("decided", gettext_noop("Hồ sơ %(number)s đã có kết quả. Xem cách nhận: %(link)s"))
HANDED_OVER = _of_dossier("handed_over", gettext_noop("Kết quả hồ sơ %(number)s đã trả. Xem và tải về: %(link)s"))
STOPPED = _of_dossier(
    "stopped",
    gettext_noop("Xã dừng giải quyết hồ sơ %(number)s. Lý do: %(reason)s Xem hồ sơ: %(link)s"),
    reason=REASON,
)
WITHDRAWN = _of_dossier("withdrawn", gettext_noop("Hồ sơ %(number)s đã được rút theo yêu cầu. Xem hồ sơ: %(link)s"))
HOW_WAS_IT = Template(
    "dossier.how_was_it",
    gettext_noop(
        "Hồ sơ %(number)s đã xong. Ông/bà thấy xã làm thế nào? Bấm một lần là được, không cần đăng nhập: %(link)s"
    ),
    {"number": NUMBER, "link": f"{SITE}/y-kien/123456789012345678901234"},
    Purpose.SURVEY,
    Urgency.CALM,
    by_link=True,
)

INVITATION = Template(
    "dossier.invitation",
    gettext_noop(
        "%(who)s làm giúp ông/bà hồ sơ: %(title)s. Chưa gửi gì. Ông/bà xem và xác nhận tại %(link)s (mã %(code)s)"
    ),
    {"who": HELPER, "title": NAME, "link": f"{SITE}/xn/abcdefghijklmnopqrstuv", "code": "123456"},
    Purpose.CODE,
    Urgency.CODE,
    most={"who": TITLE, "title": TITLE},
)
HELP_REFUSED = Template(
    "dossier.help_refused",
    gettext_noop("%(owner)s không đồng ý gửi hồ sơ ông/bà làm giúp: %(title)s. Bản làm dở đã bỏ."),
    {"owner": OWNER, "title": NAME},
    most={"owner": TITLE, "title": TITLE},
)
HELP_CONFIRMED = Template(
    "dossier.help_confirmed",
    gettext_noop("%(owner)s đã đồng ý, hồ sơ ông/bà làm giúp đã gửi, số %(number)s. Theo dõi: %(link)s"),
    {"owner": OWNER, "number": NUMBER, "link": FOLLOWED},
    most={"owner": TITLE},
)
HELP_REVOKED = Template(
    "dossier.help_revoked",
    gettext_noop("%(owner)s cảm ơn và tự theo dõi hồ sơ %(number)s từ nay. Ông/bà không còn xem được nữa."),
    {"owner": OWNER, "number": NUMBER},
    most={"owner": TITLE},
)
HELP_OVER = Template(
    "dossier.help_over",
    gettext_noop("Hồ sơ %(number)s ông/bà làm giúp đã xong. Cảm ơn ông/bà; từ nay ông/bà không còn xem được nữa."),
    {"number": NUMBER},
)
HELP_GOES_ON = Template(
    "dossier.help_goes_on",
    gettext_noop("Hồ sơ %(number)s ông/bà làm giúp: %(state)s. Xem: %(link)s"),
    {"number": NUMBER, "state": gettext_lazy("Đang giải quyết"), "link": FOLLOWED},
)
ATTEST = Template(
    "dossier.attest",
    gettext_noop("%(gave)s ủy quyền cho %(took)s nộp hồ sơ %(number)s. Xin xác thực: %(link)s"),
    {"gave": OWNER, "took": HELPER, "number": NUMBER, "link": f"{SITE}/xt/abcdefghijklmnopqrstuv"},
    title=TITLED,
    most={"gave": WORDS // 3, "took": WORDS // 3},
    by_link=True,
)
