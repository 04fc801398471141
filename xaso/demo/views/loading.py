"""What every template is told while the sample loads."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from xaso.demo import progress


def loading(_request: HttpRequest) -> dict[str, str]:
    """How far the sample has come, while it loads. One small file read, no query."""
    return {"sample_loading": progress.sentence() if settings.XASO_SAMPLE else ""}
