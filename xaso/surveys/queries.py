"""Reading ratings."""

from __future__ import annotations

from xaso.surveys.models import Rating


def rating_of(subject: tuple[str, str]) -> Rating | None:
    """What its owner gave for one subject, to show it to them. One query."""
    return Rating.objects.given().filter(subject_kind=subject[0], subject_id=subject[1]).first()
