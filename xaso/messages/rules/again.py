"""What goes again with one press, after a trouble that lasted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from xaso.core.clock import local, midnight
from xaso.messages.rules.notices import Purpose
from xaso.messages.rules.templates import Value
from xaso.messages.rules.times import Trouble

AGAIN_WITHIN: Final = timedelta(days=14)

# The receiver's fault, or nobody knows whether it went: sent again only where somebody chooses that.
NOT_CURED: Final = frozenset({Trouble.REFUSED, Trouble.DEAD, Trouble.UNSURE})

WHY_NOT: Final = {
    "": gettext_lazy("khi ấy máy không có cách nào để gửi"),
    Trouble.LATER: gettext_lazy("nhà cung cấp bận, hoặc không trả lời"),
    Trouble.THROTTLED: gettext_lazy("nhà cung cấp kêu gửi nhanh quá"),
    Trouble.BROKEN: gettext_lazy("nhà cung cấp không nhận của xã: tài khoản, mật khẩu hoặc tiền"),
    Trouble.REFUSED: gettext_lazy("nhà cung cấp không nhận cho người này, hoặc không nhận lời này"),
    Trouble.DEAD: gettext_lazy("địa chỉ không còn"),
    Trouble.UNSURE: gettext_lazy("không biết đã đến chưa: gửi lại thì có người nhận hai lần"),
}


class LeftOut(TextChoices):
    """Why it does not go again with the others; each by itself it may."""

    FORGOTTEN = "forgotten", gettext_lazy("lời đã xóa theo hạn lưu")
    OLD = "old", gettext_lazy("viết quá 14 ngày rồi")
    PAST = "past", gettext_lazy("nói về ngày giờ đã qua, hoặc là tin chung, tin nội bộ của hôm trước")
    NO_WAY = "no_way", gettext_lazy("người nhận không có điện thoại, cũng không có tài khoản: chỉ báo tận nơi được")


def left_out(
    *, forgotten: bool, created_at: datetime, over_at: datetime | None, purpose: str, reachable: bool, now: datetime
) -> LeftOut | None:
    """None: it goes. What a broadcast speaks of nobody knows but who wrote it, and what the office was told stands at the desk:
    those of another day may be over, unless they name a time ahead."""
    if forgotten:
        return LeftOut.FORGOTTEN
    if created_at < now - AGAIN_WITHIN:
        return LeftOut.OLD
    another_day = purpose in (Purpose.BROADCAST, Purpose.OFFICE) and created_at < midnight(local(now).date())
    if another_day if over_at is None else over_at <= now:
        return LeftOut.PAST
    return None if reachable else LeftOut.NO_WAY


def over_after(values: Iterable[Value], now: datetime) -> datetime | None:
    """The last moment ahead that these values name; of a day its end. What lies behind was told as such."""
    moments = [_end(value) for value in values if isinstance(value, date)]
    return max((moment for moment in moments if moment > now), default=None)


def _end(value: date) -> datetime:
    return value if isinstance(value, datetime) else midnight(value + timedelta(days=1))
