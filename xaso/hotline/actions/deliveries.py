"""What telephone systems report: kept as it came, then made into calls, whatever the order and however often."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.queue import enqueue
from xaso.core.refused import Refused
from xaso.hotline.actions import notices
from xaso.hotline.actions.promises import promise_for_missed
from xaso.hotline.models import Call, Delivery, Line
from xaso.hotline.ports import Unreadable, read
from xaso.hotline.rules import GIVEN_UP_AFTER, MISSED_AFTER, RINGS_FOR_ALL_AFTER, CallState, News, Source, merged
from xaso.journal.actions import atomic_action, record

log = logging.getLogger(__name__)
NAME = re.compile(r"[!-~]{1,100}")
RECORDING = re.compile(r"https://[!-~]{1,490}")
RINGING_FIRST = 100  # somebody is waiting with a telephone in their hand: before any message
KEPT_FOR = timedelta(days=30)
ESCALATED_EVERY = timedelta(minutes=10)  # a machine that calls all night sends its keeper no hundred messages
FUTURE = timedelta(minutes=5)  # a telephone system's clock may be wrong; a call of tomorrow is not believed
PAST = timedelta(
    days=7
)  # told late, after a line was down; who called before is not told today that they are called back


@atomic_action
def keep_delivery(*, source: str, body: bytes, by: Actor) -> Delivery:
    """Keeps the body of a report whose sender is known to be true, and makes a call of it at once: somebody is ringing, and the
    worker may be behind with messages. Where that fails in a way nobody foresaw, the job tries again."""
    delivery = Delivery.objects.create(source=Source(source), body=body, received_at=clock.now())
    try:
        with transaction.atomic():
            _take(delivery, by)
    except Exception:
        log.exception("the report %s could not be read where it came in", delivery.pk)
        enqueue("hotline.take_delivery", priority=RINGING_FIRST, delivery_id=delivery.pk)
    return delivery


@atomic_action
def take_delivery(delivery_id: int, *, by: Actor) -> Call | None:
    """Makes a call of it, or says on it why not. Taken twice, nothing happens the second time."""
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, taken_at=None).first()
    return _take(delivery, by) if delivery else None


def _take(delivery: Delivery, by: Actor) -> Call | None:
    call, problem = None, ""
    try:
        news = read(Source(delivery.source), bytes(delivery.body))
        if news is None:
            problem = "not about a call that comes in"
        else:
            call = hear_of_call(source=delivery.source, news=_bounded(news), by=by)
            problem = "" if call else "no open line has this number"
    except Unreadable as trouble:
        problem = str(trouble)[:200]
    Delivery.objects.filter(pk=delivery.pk).update(taken_at=clock.now(), problem=problem, call=call)
    return call


@atomic_action
def hear_of_call(*, source: str, news: News, by: Actor) -> Call | None:
    """Adds the news to what is known of the call, which begins with the first news of it. None for a number of no open line.
    No journal row: nobody did anything, and what was reported is kept. Four statements for a call that begins to ring."""
    call = _locked(source, news.source_id)
    if call is None:
        line = _line(news.line)
        if line is None:
            return None
        call = _begun(source, line, news)
    standing = merged(call.standing, news)
    state = standing.state
    if (standing, state) == (call.standing, call.state):
        return call
    changed = {
        "state": state,
        "began_at": standing.began_at,
        "answered_at": standing.answered_at,
        "ended_at": standing.ended_at,
        "recording": standing.recording,
    }
    Call.objects.filter(pk=call.pk).update(**changed)
    for name, value in changed.items():
        setattr(call, name, value)
    return call


def _locked(source: str, source_id: str) -> Call | None:
    rows = Call.objects.select_for_update(of=("self",)).select_related("line__office")
    return rows.filter(source=source, source_id=source_id).first()


def _begun(source: str, line: Line, news: News) -> Call:
    call = Call(
        line=line,
        unit_id=line.office.unit_id,
        source=source,
        source_id=news.source_id,
        caller=_caller(news.caller),
        state=CallState.RINGING,
        began_at=news.at,
    )
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError:  # another worker heard of it at the same moment
        found = _locked(source, news.source_id)
        if found is None:
            raise
        return found
    return call


def _bounded(news: News) -> News:
    if not NAME.fullmatch(news.source_id):
        raise Unreadable("a call needs a name of at most 100 letters")
    moments, now = [one for one in (news.at, news.answered_at, news.ended_at) if one is not None], clock.now()
    if max(moments) > now + FUTURE:
        raise Unreadable("a call of the future")
    if min(moments) < now - PAST:
        raise Unreadable("a call of long ago")
    if news.recording and not RECORDING.fullmatch(news.recording):
        raise Unreadable("a recording is an address that begins with https")
    return news


def _line(number: str) -> Line | None:
    try:
        called = parse_phone(number)
    except Refused:
        return None
    return Line.objects.filter(number=called, closed_at=None).select_related("office").first()


def _caller(number: str) -> str:
    """E.164; empty for a number that is withheld or that nobody can call back."""
    try:
        return parse_phone(number)
    except Refused:
        return ""


@atomic_action
def settle_missed_calls(*, by: Actor) -> int:
    """Each call nobody answered becomes a promise. Waits half a minute for the word that it was answered after all. A call whose
    end was never told is ended first."""
    now = clock.now()
    silent = Call.objects.live().exclude(source=Source.TYPED).filter(began_at__lt=now - GIVEN_UP_AFTER)
    silent.filter(answered_at=None).update(state=CallState.MISSED, ended_at=now)
    silent.exclude(answered_at=None).update(state=CallState.ENDED, ended_at=now)
    missed = Call.objects.unsettled(before=now - MISSED_AFTER).select_related("line__office").order_by("ended_at")
    return sum(promise_for_missed(call, by=by) is not None for call in missed[:200])


@atomic_action
def escalate_ringing(*, by: Actor) -> int:
    """Tells the keeper of the line when calls ring for long, of the first within ten minutes; by then they ring on every desk of
    the unit, and each that is missed becomes a promise."""
    now = clock.now()
    turn = int(now.timestamp() // ESCALATED_EVERY.total_seconds())
    waiting = Call.objects.filter(state=CallState.RINGING, post=None, escalated_at=None)
    ringing = waiting.filter(began_at__lt=now - RINGS_FOR_ALL_AFTER)
    told, recent = 0, ringing.filter(began_at__gt=now - GIVEN_UP_AFTER).select_related("line__office", "line__keeper")
    for call in recent.order_by("began_at")[:50]:
        if not ringing.filter(pk=call.pk).update(escalated_at=now):
            continue  # another worker tells of it, or somebody has picked up
        told_keeper = notices.nobody_answers(call.line, call.caller)
        event = f"ringing:{call.line_id}:{turn}"
        notices.tell_keeper(call.line, told_keeper, about=call.subject, event=event, by=by)
        record(action="hotline.escalate", subject=call.subject, by=by)
        told += 1
    return told


@atomic_action
def forget_deliveries_before(moment: datetime, *, by: Actor) -> int:
    """Bodies are kept for a while, to find out what went wrong; the calls stay. No journal row."""
    gone, _kinds = Delivery.objects.filter(received_at__lt=moment).delete()
    return gone
