"""What somebody on duty may ask of a colleague, and until when it can be answered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WishState(TextChoices):
    OPEN = "open", _("chờ trả lời")
    AGREED = "agreed", _("đã đồng ý")
    DECLINED = "declined", _("không nhận")
    WITHDRAWN = "withdrawn", _("đã rút")
    LAPSED = "lapsed", _("quá giờ, chưa ai trả lời")
    OVERTAKEN = "overtaken", _("lịch trực đã đổi")


def answered_until(starts_at: datetime, ends_at: datetime, *, asked_at: datetime) -> datetime:
    """Until what is asked for begins; of what runs already, until it ends."""
    return starts_at if starts_at > asked_at else ends_at
