"""What callers are told, in words, queued in the same transaction as the deed. Nobody without a number is told anything."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import shorten
from xaso.hotline.models import Answer, Call, Line, Promise
from xaso.hotline.rules import PromiseKind
from xaso.messages.actions import queue_message
from xaso.messages.rules import Purpose, Urgency
from xaso.offices.queries import people_in
from xaso.offices.rules import Role
from xaso.petitions.models import Petition

WORDS = 90  # letters of what an officer wrote
UNHAPPY_WORDS = 300  # of what the resident did


def send_answer(call: Call, answer: Answer, *, by: Actor) -> None:
    """At once, at night too: the caller has the telephone in their hand."""
    _tell(
        call.caller, answered(answer, call.line), about=call.subject, unit=call.unit_id, urgency=Urgency.URGENT, by=by
    )


def tell_promised(promise: Promise, *, by: Actor) -> None:
    """At once, at night too: they called a moment ago."""
    unit, subject = _speaks_for(promise), promise.subject
    _tell(promise.caller, promised(promise), about=subject, unit=unit, urgency=Urgency.URGENT, by=by)


def tell_kept(promise: Promise, *, by: Actor) -> None:
    unit, subject = _speaks_for(promise), promise.subject
    _tell(promise.caller, kept(promise), about=subject, unit=unit, urgency=Urgency.NORMAL, by=by)


def _speaks_for(promise: Promise) -> int | None:
    """Undelivered messages are a list that the whole unit reads: not of who was unhappy."""
    return None if promise.kind == PromiseKind.UNHAPPY else promise.unit_id


def tell_keeper(
    line: Line, body: str, *, about: tuple[str, str], urgency: Urgency = Urgency.URGENT, event: str = "", by: Actor
) -> None:
    """Whoever keeps the line, on the telephone the office gave; where nobody does, or not any more, the managers. What does not
    reach them stands on the office's list."""
    unit = line.office.unit_id
    for account, phone in _keepers(line, unit):
        queue_message(
            to=phone,
            account=account,
            body=body,
            about=about,
            unit=unit,
            purpose=Purpose.OFFICE,
            urgency=urgency,
            event=event,
            by=by,
        )


def _keepers(line: Line, unit: int) -> list[tuple[UUID | None, str]]:
    today, keeper = clock.today(), line.keeper
    if keeper is not None and line.keeper_phone and (keeper.valid_to is None or keeper.valid_to > today):
        return [(None, line.keeper_phone)]
    return [*people_in(unit, [Role.MANAGER], today)]


def _tell(to: str, body: str, *, about: tuple[str, str], unit: int | None, urgency: Urgency, by: Actor) -> None:
    if to:
        queue_message(to=to, body=body, about=about, unit=unit, urgency=urgency, by=by)


@in_vietnamese
def answered(answer: Answer, line: Line) -> str:
    return _("%(body)s Hỏi thêm: gọi %(number)s.") % {"body": answer.body, "number": show_phone(line.number)}


@in_vietnamese
def promised(promise: Promise) -> str:
    told = {"due": show_moment(promise.due_at), "words": shorten(promise.words, WORDS)}
    if promise.kind == PromiseKind.MISSED:
        return _("Xã chưa kịp nghe cuộc gọi của ông/bà, xin lỗi ông/bà. Xã sẽ gọi lại trước %(due)s.") % told
    if promise.kind == PromiseKind.CALL_BACK:
        return _("Xã đã ghi lời nhắn của ông/bà và sẽ gọi lại trước %(due)s.") % told
    if promise.kind == PromiseKind.UNHAPPY:
        return _("Xã xin lỗi ông/bà. Người quản lý của xã sẽ gọi ông/bà trước %(due)s.") % told
    return _("Xã đã ghi: %(words)s Xã trả lời ông/bà trước %(due)s.") % told


@in_vietnamese
def kept(promise: Promise) -> str:
    return _("Xã trả lời điều ông/bà đã hỏi: %(outcome)s") % {"outcome": promise.outcome}


@in_vietnamese
def please_call() -> str:
    """What the promise says of somebody who said nothing else."""
    return _("Ông/bà nhờ xã gọi lại.")


@in_vietnamese
def was_missed() -> str:
    return _("Gọi lại cho người gọi nhỡ.")


@in_vietnamese
def how_was_the_call() -> str:
    return _("Ông/bà vừa gọi xã. Cuộc gọi có giúp được ông/bà không? Bấm một lần là được, không cần đăng nhập:")


@in_vietnamese
def was_unhappy(about: Dossier | Petition | Call, comment: str) -> str:
    if isinstance(about, Call):
        text = _("Chưa hài lòng về cuộc gọi lúc %(what)s.") % {"what": show_moment(about.began_at)}
    elif isinstance(about, Petition):
        text = _("Chưa hài lòng về phản ánh %(what)s.") % {"what": about.number}
    else:
        text = _("Chưa hài lòng về hồ sơ %(what)s.") % {"what": about.number}
    return f"{text} {shorten(comment, UNHAPPY_WORDS)}".strip()


@in_vietnamese
def nobody_answers(line: Line, caller: str) -> str:
    return _("%(line)s: chưa ai nghe cuộc gọi từ số %(caller)s. Xin gọi lại cho người dân.") % {
        "line": line.name,
        "caller": show_phone(caller) or _("không hiện số"),
    }


@in_vietnamese
def promise_is_late(promise: Promise) -> str:
    """Who keeps the line may be who was rated: of somebody unhappy it says no number."""
    if promise.kind == PromiseKind.UNHAPPY:
        text = _("%(line)s: một lời hẹn do người quản lý giữ đã quá %(due)s mà chưa ai gọi.")
        return text % {"line": promise.line.name, "due": show_moment(promise.due_at)}
    return _("%(line)s: lời hẹn với số %(caller)s đã quá %(due)s mà chưa ai trả lời.") % {
        "line": promise.line.name,
        "caller": show_phone(promise.caller),
        "due": show_moment(promise.due_at),
    }


@in_vietnamese
def roster_has_gaps(line: Line, count: int, first: str) -> str:
    return _("%(line)s: 14 ngày tới còn %(count)d khoảng chưa có người trực, sớm nhất %(first)s. Xin lập lịch.") % {
        "line": line.name,
        "count": count,
        "first": first,
    }
