"""Official accounts at other networks: when their tokens are renewed, and what the network thinks of their template."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

RENEWED_AFTER = timedelta(hours=20)  # an access token lives 25


class Quality(TextChoices):
    """What a network thinks of how the messages of a template are received."""

    HIGH = "high", gettext_lazy("tốt")
    MEDIUM = "medium", gettext_lazy("trung bình")
    LOW = "low", gettext_lazy("kém, Zalo có thể ngừng mẫu này")
    UNDEFINED = "undefined", gettext_lazy("chưa rõ")


def is_due(renewed_at: datetime, now: datetime) -> bool:
    """A moment in the future was written before the clock went back."""
    return not renewed_at <= now < renewed_at + RENEWED_AFTER
