"""On which days help is given, with what, and how long a visit can be noted and rated."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PLACE: Final = 200
HELPS: Final = 120  # fits the sheet
PARTNER: Final = 120
AT_ONCE: Final = 120  # days entered with one press
FAR: Final = timedelta(days=366)
NOTED_UNTIL: Final = timedelta(
    days=2
)  # from the midnight the day begins with: what was noted on paper is typed the day after
RATED_UNTIL: Final = timedelta(days=14)  # as a link in a message
# A request to erase is carried out within twenty days: by then nothing is left to erase.
NUMBER_KEPT: Final = timedelta(days=15)
CODE_DIGITS: Final = 6
BY_WAY: Final = "support_day"  # how it came to the commune, among the ways of dossiers and reports


class Topic(TextChoices):
    """What somebody was helped with. The words begin so that no procedure or category of a report is called the same."""

    FILING = "help_filing", _("Nộp hồ sơ trên mạng")
    IDENTITY = "help_identity", _("VNeID, tài khoản")
    WALLET = "help_wallet", _("Ví điện tử, ngân hàng trên điện thoại")
    PHONE = "help_phone", _("Cài ứng dụng, dùng điện thoại")
    OTHER = "help_other", _("Được giúp việc khác")


def days_between(first: date, until: date, weekdays: Collection[int]) -> list[date]:
    """Every Monday and Friday until: the days of these weekdays (Monday is 0), both ends included."""
    span = (first + timedelta(days=number) for number in range((until - first).days + 1))
    return [day for day in span if day.weekday() in weekdays]
