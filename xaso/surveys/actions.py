"""Giving a rating."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.surveys.models import Rating


@atomic_action
def rate(*, subject: tuple[str, str], score: int, comment: str = "", by: Actor) -> Rating:
    """Keeps the score from 1 to 5; given again, the newer one counts. The caller has checked that `by` may rate it."""
    if score not in range(1, 6):
        raise Refused(_("Xin chọn một trong năm mức."), "score")
    rating, _created = Rating.objects.update_or_create(
        subject_kind=subject[0],
        subject_id=subject[1],
        defaults={"score": score, "comment": clean_lines(comment, max_length=1000), "rated_at": clock.now()},
    )
    record(action="subject.rated", subject=subject, by=by, detail={"score": score})
    return rating


@atomic_action
def forget_comment(subject: tuple[str, str], *, by: Actor) -> None:
    """Takes the words of a rating; the score stays to be counted. The caller's journal entry tells why."""
    Rating.objects.filter(subject_kind=subject[0], subject_id=subject[1]).exclude(comment="").update(comment="")
