"""The 72 hours after a breach was found (Law 91/2025/QH15, article 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NOTIFY_WITHIN: Final = timedelta(hours=72)


class NoteKind(TextChoices):
    AMEND = "amend", _("Bổ sung, sửa lại")
    REPORTED = "reported", _("Đã báo cơ quan bảo vệ dữ liệu (A05)")
    TOLD = "told", _("Đã báo người bị ảnh hưởng")
    CLOSED = "closed", _("Kết thúc xử lý")


@dataclass(frozen=True, slots=True)
class Countdown:
    """`minutes` are left, or over when negative; `kept`: it was done within the time."""

    due: datetime
    done: datetime | None
    minutes: int

    @property
    def late(self) -> bool:
        return self.minutes < 0

    @property
    def hours(self) -> int:
        return abs(self.minutes) // 60

    @property
    def rest(self) -> int:
        return abs(self.minutes) % 60


def countdown(found: datetime, done: datetime | None, now: datetime) -> Countdown:
    """Hours of the clock: nights, Sundays and holidays count."""
    due = found + NOTIFY_WITHIN
    left = due - (done or now)
    return Countdown(due, done, int(left.total_seconds() // 60))
