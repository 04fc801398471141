"""Promises to callers: made, assigned by the roster, kept or dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.language import of_screen
from xaso.core.locks import hold_until_commit
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.scope import as_machine
from xaso.core.text import clean, clean_lines
from xaso.deadlines.actions import start_clock, stop_clock
from xaso.dossiers.actions import note_look
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import Purpose
from xaso.hotline.access import get_promise, require_answering, require_keeping, require_of_unit
from xaso.hotline.actions import notices
from xaso.hotline.models import Call, Duty, Line, Promise
from xaso.hotline.queries.calls import language_known
from xaso.hotline.rules import (
    LATEST,
    LIMITS,
    PromiseKind,
    PromiseState,
    Within,
    work_begins,
)
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Post
from xaso.offices.queries import calendar_of
from xaso.offices.rules import Role


@atomic_action
def promise_answer(call: Call, *, words: str, within: str, name: str = "", by: Actor) -> Promise:
    """What was promised to the caller, and until when; they are told at once. Pressed again with the same words, it is the
    promise there is. Raises Invalid."""
    require_answering(by, action="hotline.promise", subject=call.subject, unit=call.unit_id)
    words = clean_lines(words, max_length=500)
    errors = {}
    if not words:
        errors["words"] = _("Xin ghi xã hẹn trả lời điều gì.")
    if within not in Within.values:
        errors["within"] = _("Xin chọn hẹn trong bao lâu.")
    if not call.caller:
        errors["words"] = _("Người gọi không để lại số nên xã không trả lời được. Xin hỏi số rồi ghi cuộc gọi mới.")
    if errors:
        raise Invalid(errors)
    hold_until_commit(f"promises:{call.pk}")
    if known := Promise.objects.open().filter(call=call, kind=PromiseKind.ANSWER, words=words).first():
        return known
    return make_promise(call.line, PromiseKind.ANSWER, call.caller, words, Within(within), call=call, name=name, by=by)


@atomic_action
def ask_call_back(line: Line, *, phone: str, words: str, name: str = "", by: Actor) -> Promise:
    """Somebody wants to be called back. Asked again while that stands, it is the promise there is. Raises Invalid."""
    try:
        number = parse_phone(phone)
    except Refused as refused:
        raise Invalid({"phone": refused.message}) from None
    words = clean_lines(words, max_length=500) or notices.please_call()
    with as_machine("a call back asked twice is one promise; whoever asks sees none"):
        standing = _standing(line, number)
        if standing:
            return standing
        kind, spoken = PromiseKind.CALL_BACK, of_screen(by)
        return make_promise(line, kind, number, words, LATEST, name=name, language=spoken, by=by)


@atomic_action
def promise_for_missed(call: Call, *, by: Actor) -> Promise | None:
    """Nobody answered: the caller is told until when the office calls back. None where the number is withheld, where a promise
    to this number stands already, or where the call is settled."""
    now = clock.now()
    if not Call.objects.missed().filter(pk=call.pk, settled_at=None).update(settled_at=now):
        return None
    if not call.caller or not is_reachable(call.caller) or _standing(call.line, call.caller):
        return None
    spoken = call.language or language_known(call.caller, call.unit_id, by)
    words = notices.was_missed()
    return make_promise(call.line, PromiseKind.MISSED, call.caller, words, LATEST, call=call, language=spoken, by=by)


def is_reachable(number: str) -> bool:
    """A message can be sent there: an inner extension of the exchange can't be called back."""
    return number.startswith("+84")


def _standing(line: Line, number: str) -> Promise | None:
    """Nobody else asks for this number before the transaction ends."""
    hold_until_commit(f"promises:{line.pk}:{number}")
    rows = Promise.objects.open().filter(line=line, caller=number)
    return rows.filter(kind__in=(PromiseKind.MISSED, PromiseKind.CALL_BACK)).order_by("made_at").first()


def make_promise(
    line: Line,
    kind: PromiseKind,
    caller: str,
    words: str,
    within: Within,
    *,
    call: Call | None = None,
    dossier: Dossier | None = None,
    name: str = "",
    language: str = "",
    led_by: Role = Role.MANAGER,
    rated: Collection[UUID] = (),
    by: Actor,
) -> Promise:
    """Part of the actions that promise: on the clock, assigned by the roster, told to whom it is made."""
    now = clock.now()
    legal = start_clock(office_id=line.office_id, limit=LIMITS[within], at=now, by=by)
    assert legal.due_at is not None
    promise = Promise.objects.create(
        line=line,
        unit_id=line.office.unit_id,
        call=call,
        dossier=dossier,
        kind=kind,
        caller=caller,
        name=clean(name, max_length=200) or (call.name if call else ""),
        language=language or (call.language if call else ""),
        words=words,
        made_at=now,
        made_by_id=by.post if by.is_official else None,
        clock=legal,
        due_at=legal.due_at,
        led_by=led_by,
        rated=sorted(rated),
        assigned_id=assignee(line, now, kind, led_by, rated),
    )
    notices.tell_promised(promise, by=by)
    detail = {"kind": kind.value, "within": within.value, "assigned": promise.assigned_id}
    record(action="hotline.promise", subject=promise.subject, by=by, detail=detail)
    return promise


def assignee(line: Line, made_at: datetime, kind: str, led_by: str, rated: Collection[UUID]) -> int | None:
    """The post that the roster names for the first office hour from then on; of those who are still there and may see a promise
    of this kind."""
    at = work_begins(calendar_of(line.office_id), made_at)
    with as_machine("whom the roster names for a promise: also for a caller, who does not see the roster"):
        named = Duty.objects.at(at).filter(line=line).exclude(post__valid_to__lte=clock.today())
        if kind == PromiseKind.UNHAPPY:
            named = named.filter(post__role=led_by).exclude(post__person__in=rated)
        return named.values_list("post", flat=True).first()


@atomic_action
def assign_promises(line: Line, *, by: Actor) -> int:
    """Asks the roster again for every open promise that nobody took, or somebody who is gone. Part of each change of the roster,
    and of each morning; no journal row."""
    moved = 0
    free = Promise.objects.open().filter(Q(taken_at=None) | Q(assigned__valid_to__lte=clock.today()))
    for promise in free.filter(line=line).order_by("made_at")[:1000]:
        post = assignee(line, promise.made_at, promise.kind, promise.led_by, promise.rated)
        if post != promise.assigned_id:
            moved += free.filter(pk=promise.pk).update(assigned=post, taken_at=None)
    return moved


@atomic_action
def open_promise(promise_id: UUID, *, by: Actor) -> Promise:
    """For the desk, as `access.get_promise`; whoever it was made to reads who opened it."""
    found = get_promise(by, promise_id)
    note_look(found.subject, purpose=Purpose.CALL, by=by)
    return found


@atomic_action
def take_promise(promise: Promise, *, to: Post | None = None, by: Actor) -> None:
    """It is theirs from now on, or that of a colleague they hand it to, whatever the roster says."""
    own = require_keeping(by, promise, action="hotline.take_promise")
    if to is not None:
        require_of_unit(to, promise.unit_id)
        if to.person_id in promise.rated:
            raise Refused(_("Người này là người được đánh giá. Xin giao cho người khác."), "was_rated")
    post = to.pk if to else own
    if not Promise.objects.open().filter(pk=promise.pk).update(assigned=post, taken_at=clock.now()):
        raise _ended()
    record(action="hotline.take_promise", subject=promise.subject, by=by, detail={"to": post})


@atomic_action
def keep_promise(promise: Promise, *, outcome: str, tell: bool, by: Actor) -> Promise:
    """The caller was answered: how, in words. With `tell` the words go to them as a message. Raises Invalid."""
    post = require_keeping(by, promise, action="hotline.keep_promise")
    return _end(promise, PromiseState.KEPT, outcome, post, tell=tell, by=by)


@atomic_action
def drop_promise(promise: Promise, *, reason: str, by: Actor) -> Promise:
    """Not needed any more: why, in words. The caller is not told. Raises Invalid."""
    post = require_keeping(by, promise, action="hotline.drop_promise")
    return _end(promise, PromiseState.DROPPED, reason, post, tell=False, by=by)


def _end(promise: Promise, state: PromiseState, words: str, post: int, *, tell: bool, by: Actor) -> Promise:
    words = clean_lines(words, max_length=500)
    if not words:
        raise Invalid({"outcome": _("Xin ghi đã trả lời thế nào, hoặc vì sao không cần nữa.")})
    now = clock.now()
    done = {"state": state, "ended_at": now, "ended_by": post, "outcome": words}
    if not Promise.objects.open().filter(pk=promise.pk).update(**done):
        raise _ended()
    promise.state, promise.ended_at, promise.ended_by_id, promise.outcome = state, now, post, words
    stop_clock(promise.clock, at=now, by=by)
    if tell:
        notices.tell_kept(promise, by=by)
    action = "hotline.keep_promise" if state == PromiseState.KEPT else "hotline.drop_promise"
    record(action=action, subject=promise.subject, by=by, detail={"late": now > promise.due_at, "told": tell})
    return promise


def _ended() -> Stale:
    return Stale(_("Lời hẹn này vừa được người khác làm xong."), "promise_ended")


@atomic_action
def follow_promise_clocks(moved: Mapping[int, datetime | None], *, by: Actor) -> None:
    """Takes over due times that the calendar moved. The recomputation's own journal row tells why."""
    for promise in Promise.objects.filter(Q(clock__in=moved)).only("id", "clock_id"):
        if due := moved[promise.clock_id]:
            Promise.objects.filter(pk=promise.pk).update(due_at=due)


@atomic_action
def tell_of_late_promises(*, by: Actor) -> int:
    """Tells the keeper of the line of each promise that is late, once; of several at once in one message. One journal row a
    promise."""
    late = Promise.objects.late(at=clock.now()).filter(escalated_at=None).select_related("line__office", "line__keeper")
    by_line: dict[Line, list[Promise]] = {}
    for promise in late.order_by("due_at")[:200]:
        if not late.filter(pk=promise.pk).update(escalated_at=clock.now()):
            continue  # another worker tells of it
        record(action="hotline.escalate", subject=promise.subject, by=by)
        by_line.setdefault(promise.line, []).append(promise)
    for line, those in by_line.items():
        if len(those) == 1:
            notices.tell_keeper(line, notices.promise_is_late(those[0]), about=those[0].subject, by=by)
        else:
            notices.tell_keeper(line, notices.promises_are_late(line, len(those)), about=line.subject, by=by)
    return sum(map(len, by_line.values()))
