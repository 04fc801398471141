"""What callers and the keeper of a line are told, in words. What goes to callers at once goes at night, too: they have the
telephone in their hand, or called a moment ago. A number that was typed on a page may be a stranger's, who sleeps; the page
itself says what was promised."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from xaso.messages.rules import SITE, WORDS, Purpose, Template, Urgency

WHEN: Final = datetime(2026, 11, 26, 10, tzinfo=UTC)
LINE, CALLER, NUMBER = "Đường dây nóng xã Mẫu", "0912 345 678", "0293 3000 000"
NAME: Final = 60  # letters of the name of a line
SHORT: Final = 40
ANSWERED = Template(
    "hotline.answered",
    gettext_noop("%(body)s Hỏi thêm: gọi %(number)s."),
    {"body": "Khai sinh cho con mang giấy chứng sinh, không mất tiền.", "number": NUMBER},
    urgency=Urgency.URGENT,
    most={"body": 600},  # whole, as it was chosen: it is the answer
)
MISSED = Template(
    "hotline.missed",
    gettext_noop("Xã chưa kịp nghe cuộc gọi của ông/bà, xin lỗi ông/bà. Xã sẽ gọi lại trước %(due)s."),
    {"due": WHEN},
    urgency=Urgency.URGENT,
)
CALLING_BACK = Template(
    "hotline.calling_back",
    gettext_noop("Xã đã ghi lời nhắn của ông/bà và sẽ gọi lại trước %(due)s."),
    {"due": WHEN},
)
SORRY = Template(
    "hotline.sorry",
    gettext_noop("Xã xin lỗi ông/bà. Người quản lý của xã sẽ gọi ông/bà trước %(due)s."),
    {"due": WHEN},
)
PROMISED = Template(
    "hotline.promised",
    gettext_noop("Xã đã ghi: %(words)s Xã trả lời ông/bà trước %(due)s."),
    {"words": "Hỏi lại giờ tiêm chủng cho trẻ.", "due": WHEN},
    urgency=Urgency.URGENT,
    most={"words": WORDS},
)
KEPT = Template(
    "hotline.kept",
    gettext_noop("Xã trả lời điều ông/bà đã hỏi: %(outcome)s"),
    {"outcome": "Cán bộ hộ tịch làm việc cả sáng thứ Bảy."},
    most={"outcome": 500},  # whole: it is the answer
)
HOW_WAS_IT = Template(
    "hotline.how_was_it",
    gettext_noop(
        "Ông/bà vừa gọi xã. Cuộc gọi có giúp được ông/bà không? Bấm một lần là được, không cần đăng nhập: %(link)s"
    ),
    {"link": f"{SITE}/y-kien/123456789012345678901234"},
    Purpose.SURVEY,
    Urgency.CALM,
    by_link=True,
)
NOBODY_ANSWERS = Template(
    "hotline.nobody_answers",
    gettext_noop("%(line)s: chưa ai nghe cuộc gọi từ số %(caller)s. Xin gọi lại cho người dân."),
    {"line": LINE, "caller": CALLER},
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"line": NAME},
)
NOT_SHOWN: Final = gettext_lazy("không hiện số")
PROMISE_LATE = Template(
    "hotline.promise_late",
    gettext_noop("%(line)s: lời hẹn với số %(caller)s đã quá %(due)s mà chưa ai trả lời."),
    {"line": LINE, "caller": CALLER, "due": WHEN},
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"line": NAME},
)
# Who keeps the line may be who was rated: of somebody unhappy it says no number.
UNHAPPY_LATE = Template(
    "hotline.unhappy_late",
    gettext_noop("%(line)s: một lời hẹn do người quản lý giữ đã quá %(due)s mà chưa ai gọi."),
    {"line": LINE, "due": WHEN},
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"line": NAME},
)
PROMISES_LATE = Template(
    "hotline.promises_late",
    gettext_noop("%(line)s: %(count)d lời hẹn đã quá hạn mà chưa ai trả lời. Xem: %(link)s"),
    {"line": LINE, "count": 12, "link": f"{SITE}/can-bo/duong-day"},
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"line": NAME},
)
DUTY_GIVEN = Template(
    "hotline.duty_given",
    gettext_noop("Ông/bà được phân trực %(line)s từ %(since)s đến %(until)s. Xem: %(link)s"),
    {"line": LINE, "since": WHEN, "until": WHEN, "link": f"{SITE}/can-bo/duong-day/lich-truc/12"},
    Purpose.OFFICE,
    most={"line": NAME},
)
# Of a duty that begins before anybody looks at a telephone again it is told at night, too.
DUTY_GIVEN_NOW = Template(
    "hotline.duty_given_now",
    DUTY_GIVEN.text,
    DUTY_GIVEN.typical,
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"line": NAME},
)
DUTY_TAKEN = Template(
    "hotline.duty_taken",
    gettext_noop("Ông/bà không phải trực %(line)s từ %(since)s đến %(until)s nữa. Xem: %(link)s"),
    DUTY_GIVEN.typical,
    Purpose.OFFICE,
    most={"line": NAME},
)
ROSTER_GIVEN = Template(
    "hotline.roster_given",
    gettext_noop("%(line)s: ông/bà có thêm %(count)d ca trực, ca đầu từ %(first)s. Xem: %(link)s"),
    {"line": LINE, "count": 4, "first": WHEN, "link": f"{SITE}/can-bo/duong-day/lich-truc"},
    Purpose.OFFICE,
    most={"line": NAME},
)
ROSTER_TAKEN = Template(
    "hotline.roster_taken",
    gettext_noop("%(line)s: ông/bà bớt %(count)d ca trực, ca đầu từ %(first)s. Xem: %(link)s"),
    ROSTER_GIVEN.typical,
    Purpose.OFFICE,
    most={"line": NAME},
)
ROSTER_CHANGED = Template(
    "hotline.roster_changed",
    gettext_noop(
        "%(line)s: ông/bà có thêm %(given)d ca trực, ca đầu từ %(first)s; bớt %(taken)d ca, ca đầu từ %(gone)s. Xem: %(link)s"
    ),
    {
        "line": LINE,
        "given": 4,
        "first": WHEN,
        "taken": 2,
        "gone": WHEN,
        "link": f"{SITE}/can-bo/duong-day/lich-truc",
    },
    Purpose.OFFICE,
    most={"line": NAME},
)
ASKED_TO_TAKE = Template(
    "hotline.asked_to_take",
    gettext_noop("%(who)s nhờ ông/bà trực thay %(line)s từ %(since)s đến %(until)s. Trả lời: %(link)s"),
    dict(DUTY_GIVEN.typical) | {"who": "Trần Thị Mẫu"},
    Purpose.OFFICE,
    most={"who": SHORT, "line": SHORT},
)
ASKED_TO_SWAP = Template(
    "hotline.asked_to_swap",
    gettext_noop(
        "%(who)s xin đổi ca trực %(line)s từ %(since)s lấy ca của ông/bà từ %(theirs)s. Đồng ý hay không: %(link)s"
    ),
    {
        "who": "Trần Thị Mẫu",
        "line": LINE,
        "since": WHEN,
        "theirs": WHEN,
        "link": f"{SITE}/can-bo/duong-day/lich-truc/12",
    },
    Purpose.OFFICE,
    most={"who": SHORT, "line": SHORT},
)
ASKED_NOW = Template(
    "hotline.asked_now",
    gettext_noop("%(who)s nhờ ông/bà trực thay %(line)s từ %(since)s. Xin trả lời ngay: %(link)s"),
    {
        "who": "Trần Thị Mẫu",
        "line": LINE,
        "since": WHEN,
        "link": f"{SITE}/can-bo/duong-day/lich-truc/12",
    },
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"who": NAME, "line": NAME},
)
# Whoever asked waits for it.
COLLEAGUE_AGREED = Template(
    "hotline.colleague_agreed",
    gettext_noop("%(who)s đồng ý lời nhờ của ông/bà về ca trực %(line)s từ %(since)s. Lịch trực đã đổi: %(link)s"),
    {"who": "Lê Văn Mẫu", "line": LINE, "since": WHEN, "link": f"{SITE}/can-bo/duong-day/lich-truc"},
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"who": NAME, "line": NAME},
)
COLLEAGUE_DECLINED = Template(
    "hotline.colleague_declined",
    gettext_noop("%(who)s không nhận ca trực %(line)s từ %(since)s. Ca ấy vẫn là của ông/bà. Xem: %(link)s"),
    COLLEAGUE_AGREED.typical,
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"who": NAME, "line": NAME},
)
COLLEAGUE_SILENT = Template(
    "hotline.colleague_silent",
    gettext_noop("%(who)s chưa trả lời về ca trực %(line)s từ %(since)s. Ca ấy vẫn là của ông/bà. Xem: %(link)s"),
    COLLEAGUE_AGREED.typical,
    Purpose.OFFICE,
    Urgency.URGENT,
    most={"who": NAME, "line": NAME},
)
ROSTER_GAPS = Template(
    "hotline.roster_gaps",
    gettext_noop("%(line)s: 14 ngày tới còn %(count)d khoảng chưa có người trực, sớm nhất %(first)s. Xin lập lịch."),
    {"line": LINE, "count": 3, "first": WHEN},
    Purpose.OFFICE,
    most={"line": NAME},
)
