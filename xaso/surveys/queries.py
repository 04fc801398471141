"""Reading ratings."""

from __future__ import annotations

from xaso.surveys.models import Rating


def rating_of(subject: tuple[str, str]) -> Rating | None:
    """The rating of one subject, if it was given. One query."""
    return Rating.objects.filter(subject_kind=subject[0], subject_id=subject[1]).first()
