"""What the connector of a telephone system must do. Which one reads whose reports is named by the setting XASO_CALL_READERS."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from xaso.hotline.rules import News, Source


class Unreadable(Exception):
    """The report is not in the form its system has: kept, and nothing is made of it. The text is for whoever runs the machine."""


Reader = Callable[[bytes], News | None]  # None: it is not about a call that comes in. Raises Unreadable.


def read(source: Source, body: bytes) -> News | None:
    """What the report says, in our words."""
    path = settings.XASO_CALL_READERS.get(source.value)
    if path is None:
        raise Unreadable(f"nobody reads reports of {source.value}")
    reader: Reader = import_string(path)
    return reader(body)
