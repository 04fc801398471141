"""People who were asked what they think."""

from __future__ import annotations

import re

from xaso.messages.models import Message


def link_of(subject: tuple[str, str]) -> str:
    """The path in the message that asked about it."""
    asked = Message.objects.get(purpose="survey", about_kind=subject[0], about_id=subject[1])
    found = re.search(r"/y-kien/\d{24}", asked.body)
    assert found is not None, asked.body
    return found.group()
