"""Asking once, rating once, a few words more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused, Stale
from xaso.core.scope import as_machine
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import queue_message
from xaso.messages.rules import Filled
from xaso.surveys.access import hash_of
from xaso.surveys.models import Rating
from xaso.surveys.rules import ASKED_AFTER, BAD, LINK_LIVES, SCORES, About

DIGITS = 24  # 80 bits: nobody guesses them, and what blanks old codes in messages blanks them, too


@atomic_action
def ask_for_rating(
    subject: tuple[str, str],
    *,
    about: About,
    asked: Callable[[str], Filled],
    to: str = "",
    account: UUID | None = None,
    language: str = "",
    seen_by: Collection[str] = (),
    by: Actor,
) -> None:
    """Sends what is asked with a link behind which one press answers. Once a subject; not who rated it already, nor who left
    nothing to be reached by. The link is in the message alone, and gone from there when it opens nothing any more."""
    now, token = clock.now(), _token()
    with as_machine("whether somebody rated it is hidden from whoever did the work"):
        rating = _rating(subject, about)
        changes = {"asked_at": now, "token_hash": hash_of(token), "expires_at": now + LINK_LIVES}
        fresh = Rating.objects.waiting().filter(pk=rating.pk, asked_at=None)
        if not (to or account) or not fresh.update(**changes):
            return
        queue_message(
            to=to,
            account=account,
            told=asked(f"{settings.XASO_ADDRESS}/y-kien/{token}"),
            about=subject,
            unit=about.unit,
            language=language,
            seen_by=seen_by,
            forget_after=LINK_LIVES,
            wait=ASKED_AFTER,
            by=by,
        )
    record(action="survey.ask", subject=_named(rating), by=by)


@atomic_action
def hand_link(subject: tuple[str, str], *, about: About, by: Actor) -> str:
    """The token of a link that rates it: handed over to whoever is there, not sent. Another takes its place until somebody has
    rated. The caller has checked whose it is. Raises Stale once somebody has."""
    now, token = clock.now(), _token()
    with as_machine("its row may be there already, made for whoever came before"):
        rating = _rating(subject, about)
        handed = {"asked_at": now, "token_hash": hash_of(token), "expires_at": now + LINK_LIVES}
        if not Rating.objects.waiting().filter(pk=rating.pk).update(**handed):
            raise Stale(_("Lần này đã được đánh giá rồi. Xã cảm ơn ông/bà."), "rated_already")
    record(action="survey.hand", subject=_named(rating), by=by)
    return token


@atomic_action
def rate_subject(subject: tuple[str, str], *, about: About, score: int, by: Actor) -> Rating:
    """The caller has checked that `by` may rate it."""
    with as_machine("its row may be there already, made by whoever did the work"):
        return rate(_rating(subject, about), score=score, by=by)


@atomic_action
def rate(rating: Rating, *, score: int, by: Actor) -> Rating:
    """Keeps a score from 1 to 5, the first time; another press changes nothing. The journal does not say which, nor of what."""
    if score not in SCORES:
        raise Refused(_("Xin chọn một trong năm mức."), "score")
    now = clock.now()
    if Rating.objects.waiting().filter(pk=rating.pk).update(score=score, rated_at=now):
        record(action="survey.rate", subject=_named(rating), by=by)
    rating.refresh_from_db()
    return rating


@atomic_action
def add_words(rating: Rating, *, words: str, by: Actor) -> Rating:
    """What they want to say besides, once."""
    said = clean_lines(words, max_length=1000)
    fresh = Rating.objects.given().filter(pk=rating.pk, worded_at=None)
    if said and fresh.update(comment=said, worded_at=clock.now()):
        record(action="survey.add_words", subject=_named(rating), by=by)
        rating.comment = said
    return rating


@atomic_action
def wish_call(rating: Rating, *, by: Actor) -> bool:
    """Whoever rated badly wants to be called, once: who calls is for the packages above. Whether this was the press."""
    wished = Rating.objects.given().filter(pk=rating.pk, call_asked_at=None, score__lte=BAD)
    if not wished.update(call_asked_at=clock.now()):
        return False
    record(action="survey.wish_call", subject=_named(rating), by=by)
    return True


@atomic_action
def forget_ratings(subjects: Collection[tuple[str, str]], *, by: Actor) -> None:
    """Takes the words and the links; the scores stay to be counted. The caller's journal entry tells why."""
    with as_machine("no official sees a rating, not even who erases it"):
        for kind in {kind for kind, _name in subjects}:
            those = Rating.objects.filter(
                subject_kind=kind, subject_id__in=[name for one, name in subjects if one == kind]
            )
            those.update(comment="", token_hash=None, expires_at=None)


def _token() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def _rating(subject: tuple[str, str], about: About) -> Rating:
    counted = {"unit_id": about.unit, "office_id": about.office, "topic": about.topic, "way": about.way}
    rating, _new = Rating.objects.get_or_create(subject_kind=subject[0], subject_id=subject[1], defaults=counted)
    return rating


def _named(rating: Rating) -> tuple[str, str]:
    """Its name in the journal: not that of its subject, whose pages officials read."""
    return ("rating", str(rating.pk))
