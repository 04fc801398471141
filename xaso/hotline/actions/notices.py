"""What callers are told, queued in the same transaction as the deed. Nobody without a number is told anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.core.scope import as_machine
from xaso.core.text import shorten
from xaso.dossiers.models import Dossier
from xaso.hotline.actions.templates import (
    ANSWERED,
    ASKED_NOW,
    ASKED_TO_SWAP,
    ASKED_TO_TAKE,
    CALLING_BACK,
    COLLEAGUE_AGREED,
    COLLEAGUE_DECLINED,
    COLLEAGUE_SILENT,
    DUTY_GIVEN,
    DUTY_GIVEN_NOW,
    DUTY_TAKEN,
    HOW_WAS_IT,
    KEPT,
    MISSED,
    NOBODY_ANSWERS,
    NOT_SHOWN,
    PROMISE_LATE,
    PROMISED,
    PROMISES_LATE,
    ROSTER_CHANGED,
    ROSTER_GAPS,
    ROSTER_GIVEN,
    ROSTER_TAKEN,
    SORRY,
    UNHAPPY_LATE,
)
from xaso.hotline.models import Answer, Call, Duty, Line, Promise, Wish
from xaso.hotline.rules import PromiseKind
from xaso.messages.actions import queue_message
from xaso.messages.queries import standing_addresses
from xaso.messages.rules import Filled
from xaso.offices.models import Post
from xaso.offices.queries import people_in
from xaso.offices.rules import Role
from xaso.people.access import get_person
from xaso.petitions.models import Petition

NEAR = timedelta(hours=12)
UNHAPPY_WORDS = 300  # letters of what the resident wrote


def send_answer(call: Call, answer: Answer, *, by: Actor) -> None:
    if call.caller:
        told = answered(answer, call.line)
        queue_message(to=call.caller, told=told, about=call.subject, unit=call.unit_id, language=call.language, by=by)


def tell_promised(promise: Promise, *, by: Actor) -> None:
    _tell_of(promise, promised(promise), by=by)


def tell_kept(promise: Promise, *, by: Actor) -> None:
    _tell_of(promise, KEPT.with_values(outcome=promise.outcome), by=by)


def _tell_of(promise: Promise, told: Filled, *, by: Actor) -> None:
    """Undelivered messages are a list that the whole unit reads: of who was unhappy, only those who see the promise."""
    if not promise.caller:
        return
    seen_by, kept_from = ([promise.led_by], promise.rated) if promise.kind == PromiseKind.UNHAPPY else ((), ())
    queue_message(
        to=promise.caller,
        told=told,
        about=promise.subject,
        unit=promise.unit_id,
        language=(promise.call.language if promise.call else "") or promise.language,
        seen_by=seen_by,
        kept_from=kept_from,
        by=by,
    )


def tell_keeper(line: Line, told: Filled, *, about: tuple[str, str], event: str = "", by: Actor) -> None:
    """Whoever keeps the line, on the telephone the office gave; where nobody does, or not any more, the managers. What does not
    reach them stands on the office's list."""
    unit = line.office.unit_id
    for account, phone in _keepers(line, unit):
        queue_message(to=phone, account=account, told=told, about=about, unit=unit, event=event, by=by)


def tell_of_duties(post: Post, line: Line, given: list[Duty], taken: list[Duty], *, by: Actor) -> None:
    """Which duties they have from now on, and which no more, as one message; what begins before they look at a telephone again at
    once, at night, too."""
    name, later = line.name, [one for one in given if not _is_near(one)]
    for duty in given:
        if _is_near(duty):
            since, until, link = duty.starts_at, duty.ends_at, f"{_roster()}/{duty.pk}"
            told = DUTY_GIVEN_NOW.with_values(line=name, since=since, until=until, link=link)
            _tell_officer(post, told, duty, phone=duty.phone, by=by)
    for told in _changes(name, later, taken):
        one = (later or taken)[0]
        _tell_officer(post, told, one, phone=one.phone if later else "", by=by)


def _changes(line: str, given: list[Duty], taken: list[Duty]) -> Iterator[Filled]:
    """At most one."""
    new, gone = (one[0] if one else None for one in (given, taken))
    if new and gone:
        yield ROSTER_CHANGED.with_values(
            line=line, given=len(given), first=new.starts_at, taken=len(taken), gone=gone.starts_at, link=_roster()
        )
    elif new and len(given) == 1:
        link = f"{_roster()}/{new.pk}"
        yield DUTY_GIVEN.with_values(line=line, since=new.starts_at, until=new.ends_at, link=link)
    elif new:
        yield ROSTER_GIVEN.with_values(line=line, count=len(given), first=new.starts_at, link=_roster())
    elif gone and len(taken) == 1:
        yield DUTY_TAKEN.with_values(line=line, since=gone.starts_at, until=gone.ends_at, link=_roster())
    elif gone:
        yield ROSTER_TAKEN.with_values(line=line, count=len(taken), first=gone.starts_at, link=_roster())


def tell_asked(wish: Wish, *, by: Actor) -> None:
    """Whoever is asked."""
    duty, who, line = wish.duty, by.name, wish.duty.line.name
    since, link = wish.since or max(duty.starts_at, wish.asked_at), f"{_roster()}/{duty.pk}"
    if wish.lapses_at < wish.asked_at + NEAR:
        told = ASKED_NOW.with_values(who=who, line=line, since=since, link=link)
    elif wish.other is None:
        told = ASKED_TO_TAKE.with_values(who=who, line=line, since=since, until=duty.ends_at, link=link)
    else:
        told = ASKED_TO_SWAP.with_values(who=who, line=line, since=since, theirs=wish.other.starts_at, link=link)
    _tell_officer(wish.to, told, duty, by=by)


def tell_agreed(wish: Wish, *, by: Actor) -> None:
    line, since = wish.duty.line.name, wish.since or wish.duty.starts_at
    told = COLLEAGUE_AGREED.with_values(who=wish.to.holder_name, line=line, since=since, link=_roster())
    _tell_officer(wish.asked_by, told, wish.duty, by=by)


def tell_declined(wish: Wish, *, by: Actor) -> None:
    line, since = wish.duty.line.name, wish.since or wish.duty.starts_at
    told = COLLEAGUE_DECLINED.with_values(who=wish.to.holder_name, line=line, since=since, link=_roster())
    _tell_officer(wish.asked_by, told, wish.duty, phone=wish.duty.phone, by=by)


def tell_lapsed(wish: Wish, *, by: Actor) -> None:
    line, since = wish.duty.line.name, wish.since or wish.duty.starts_at
    told = COLLEAGUE_SILENT.with_values(who=wish.to.holder_name, line=line, since=since, link=_roster())
    _tell_officer(wish.asked_by, told, wish.duty, phone=wish.duty.phone, by=by)


def _is_near(duty: Duty) -> bool:
    return duty.starts_at < clock.now() + NEAR


def _roster() -> str:
    return f"{settings.XASO_ADDRESS}/can-bo/duong-day/lich-truc"


def _tell_officer(post: Post, told: Filled, duty: Duty, *, phone: str = "", by: Actor) -> None:
    """Not of their own press, and where they can be reached at all."""
    if post.pk == by.post:
        return
    with as_machine("where a colleague is told of a duty is nobody else's to see"):
        phone = phone or get_person(post.person_id).phone or ""
        reached = bool(phone or standing_addresses(post.person_id))
    if not reached:
        return
    queue_message(to=phone, account=post.person_id, told=told, about=duty.line.subject, unit=duty.unit_id, by=by)


def _keepers(line: Line, unit: int) -> list[tuple[UUID | None, str]]:
    today, keeper = clock.today(), line.keeper
    if keeper is not None and line.keeper_phone and (keeper.valid_to is None or keeper.valid_to > today):
        return [(None, line.keeper_phone)]
    return [*people_in(unit, [Role.MANAGER], today)]


def answered(answer: Answer, line: Line) -> Filled:
    return ANSWERED.with_values(body=answer.body, number=show_phone(line.number))


def promised(promise: Promise) -> Filled:
    due = promise.due_at
    if promise.kind == PromiseKind.MISSED:
        return MISSED.with_values(due=due)
    if promise.kind == PromiseKind.CALL_BACK:
        return CALLING_BACK.with_values(due=due)
    if promise.kind == PromiseKind.UNHAPPY:
        return SORRY.with_values(due=due)
    words = promise.words if promise.words[-1:] in ".?!…" else f"{promise.words}."
    return PROMISED.with_values(words=words, due=due)


def how_was_the_call(link: str) -> Filled:
    return HOW_WAS_IT.with_values(link=link)


def nobody_answers(line: Line, caller: str) -> Filled:
    return NOBODY_ANSWERS.with_values(line=line.name, caller=show_phone(caller) or NOT_SHOWN)


def promise_is_late(promise: Promise) -> Filled:
    line, due = promise.line.name, promise.due_at
    if promise.kind == PromiseKind.UNHAPPY:
        return UNHAPPY_LATE.with_values(line=line, due=due)
    return PROMISE_LATE.with_values(line=line, caller=show_phone(promise.caller), due=due)


def promises_are_late(line: Line, count: int) -> Filled:
    link = f"{settings.XASO_ADDRESS}/can-bo/duong-day"
    return PROMISES_LATE.with_values(line=line.name, count=count, link=link)


def roster_has_gaps(line: Line, count: int, first: datetime) -> Filled:
    return ROSTER_GAPS.with_values(line=line.name, count=count, first=first)


@in_vietnamese
def please_call() -> str:
    """What the promise says of somebody who said nothing else."""
    return _("Ông/bà nhờ xã gọi lại.")


@in_vietnamese
def was_missed() -> str:
    return _("Gọi lại cho người gọi nhỡ.")


@in_vietnamese
def was_unhappy(about: Dossier | Petition | Call, comment: str) -> str:
    if isinstance(about, Call):
        text = _("Chưa hài lòng về cuộc gọi lúc %(what)s.") % {"what": show_moment(about.began_at)}
    elif isinstance(about, Petition):
        text = _("Chưa hài lòng về phản ánh %(what)s.") % {"what": about.number}
    else:
        text = _("Chưa hài lòng về hồ sơ %(what)s.") % {"what": about.number}
    return f"{text} {shorten(comment, UNHAPPY_WORDS)}".strip()
