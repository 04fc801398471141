"""Calls: typed by whoever answered a private telephone, or reported by a telephone system; what is said on them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Invalid, NotFound, Refused, Stale
from xaso.core.text import clean, clean_lines
from xaso.dossiers.access import dossiers_for
from xaso.dossiers.actions import look_for_caller, note_look, start_helping
from xaso.dossiers.models import Dossier, Draft
from xaso.dossiers.rules import Purpose
from xaso.dossiers.rules.behalf import HelperKind
from xaso.hotline.access import answers_for, get_call, lines_for, may_correct, require_answering
from xaso.hotline.actions import notices
from xaso.hotline.models import Answer, Call, Given, Line
from xaso.hotline.queries.calls import language_known
from xaso.hotline.rules import CallState, Language, Source
from xaso.journal.actions import atomic_action, record
from xaso.offices.queries import one_stop_of
from xaso.petitions.actions import send_petition
from xaso.petitions.models import Petition
from xaso.petitions.rules import WORDS, Channel

DOSSIERS_AT_MOST = 10
TYPED_ONCE = timedelta(minutes=10)


@atomic_action
def type_call(line: Line, *, caller: str, by: Actor) -> Call:
    """A call that somebody is taking right now on any telephone. An empty number is one that was withheld. The same number typed
    again by the same officer, who is still talking to it, is the same call. Raises Invalid."""
    post = require_answering(by, action="hotline.type_call", subject=line.subject, unit=line.office.unit_id)
    if not lines_for(by).filter(pk=line.pk).exists():
        raise NotFound(_("Không thấy đường dây này."), "line_unknown")
    number = _number(caller)
    now = clock.now()
    Line.objects.select_for_update().get(pk=line.pk)  # pressed twice at once: the second waits, and finds the first
    talking = Call.objects.filter(line=line, post_id=post, source=Source.TYPED, state=CallState.TALKING, caller=number)
    if number and (known := talking.filter(began_at__gt=now - TYPED_ONCE).order_by("-began_at").first()):
        return known
    call = Call.objects.create(
        line=line,
        unit_id=line.office.unit_id,
        source=Source.TYPED,
        caller=number,
        language=language_known(number, line.office.unit_id, by) if number else "",
        state=CallState.TALKING,
        began_at=now,
        answered_at=now,
        post_id=post,
    )
    record(action="hotline.type_call", subject=call.subject, by=by, detail={"line": line.pk})
    return call


def _number(caller: str) -> str:
    try:
        return parse_phone(caller) if caller.strip() else ""
    except Refused as refused:
        raise Invalid({"caller": refused.message}) from None


@atomic_action
def correct_caller(call: Call, *, caller: str, by: Actor) -> Call:
    """The number anew, where it was typed wrong, or withheld and told since: by whoever typed it, and as long as nothing went to
    the first one or was made for it (`access.may_correct`). Raises Invalid, Stale."""
    require_answering(by, action="hotline.correct_caller", subject=call.subject, unit=call.unit_id)
    number = _number(caller)
    if not number:
        raise Invalid({"caller": _("Xin ghi số điện thoại.")})
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())
    if not may_correct(call, by):
        words = _(
            "Không sửa được số này: người khác ghi, hoặc đã nhắn, hẹn, lập hồ sơ theo số này. Xin ghi cuộc gọi mới."
        )
        raise Stale(words, "number_stands")
    call.caller = number
    if call.ended_at is None:  # what was noted of it is of the true caller
        call.language = language_known(number, call.unit_id, by)
    call.save(update_fields=["caller", "language"])
    record(action="hotline.correct_caller", subject=call.subject, by=by)
    return call


@atomic_action
def open_call(call_id: UUID, *, by: Actor) -> Call:
    """For the desk, as `access.get_call`; whoever called reads who opened it."""
    found = get_call(by, call_id)
    note_look(found.subject, purpose=Purpose.CALL, by=by)
    return found


@atomic_action
def pick_up(call: Call, *, by: Actor) -> Call:
    """Says who takes it, where the telephone system does not know; it rings for nobody else. Whether it was answered is for that
    system to say: who presses and does not lift the telephone leaves a missed call. Somebody else who did is left alone."""
    post = require_answering(by, action="hotline.pick_up", subject=call.subject, unit=call.unit_id)
    if Call.objects.filter(pk=call.pk, post=None).exclude(state=CallState.MISSED).update(post=post):
        call.post_id = post
        record(action="hotline.pick_up", subject=call.subject, by=by)
    return call


@atomic_action
def look_at_caller(call: Call, *, by: Actor) -> list[Dossier]:
    """The caller's open dossiers, as far as this official sees them, at most ten; each journal says who looked, and why."""
    require_answering(by, action="hotline.look_at_caller", subject=call.subject, unit=call.unit_id)
    return look_for_caller(call.caller, most=DOSSIERS_AT_MOST, by=by) if call.caller else []


@atomic_action
def give_answer(call: Call, *, answer: Answer, send: bool, by: Actor) -> Given:
    """Notes that this answer was given; with `send` it goes on to the caller as a message, once a call."""
    post = require_answering(by, action="hotline.give_answer", subject=call.subject, unit=call.unit_id)
    if not answers_for(by).filter(pk=answer.pk).exists():
        raise NotFound(_("Không thấy câu trả lời này."), "answer_unknown")
    if send and not call.caller:
        raise Refused(_("Người gọi không để lại số, không nhắn tin được."), "no_number")
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())  # sent once, to the number that stands
    if send and Given.objects.filter(call=call, answer=answer, sent=True).exists():
        raise Stale(_("Câu trả lời này đã nhắn cho người gọi rồi."), "sent_already")
    given = Given.objects.create(answer=answer, call=call, at=clock.now(), by_id=post, sent=send)
    if send:
        notices.send_answer(call, answer, by=by)
    record(action="hotline.give_answer", subject=call.subject, by=by, detail={"answer": answer.pk, "sent": send})
    return given


@atomic_action
def finish_call(
    call: Call, *, name: str, language: str, note: str, number: str = "", solved: bool | None, by: Actor
) -> Call:
    """What there is to remember; what the note said before is kept. Ends a typed call. With the number of a dossier the note
    stands with that dossier, and its journal says so. Raises Invalid."""
    post = require_answering(by, action="hotline.finish_call", subject=call.subject, unit=call.unit_id)
    dossier = dossiers_for(by).filter(number=number.strip()).first() if number.strip() else None
    errors = {}
    if number.strip() and dossier is None:
        errors["number"] = _("Không thấy hồ sơ này trong các hồ sơ của xã.")
    if language not in ("", *Language.values):
        errors["language"] = _("Xin chọn tiếng người gọi nói.")
    if errors:
        raise Invalid(errors)
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())
    now = max(clock.now(), call.began_at)
    call.name, call.language = clean(name, max_length=200), language
    if (said := clean_lines(note, max_length=1000)) != call.note:
        call.note, call.noted_at, call.noted_by_id = said, clock.now(), post
    call.solved, call.dossier, call.post_id = solved, dossier, call.post_id or post
    if call.state == CallState.RINGING:  # whoever writes down what was said has heard it
        call.answered_at, call.state = now, CallState.TALKING
    if call.source == Source.TYPED and call.ended_at is None:
        call.ended_at, call.state = now, CallState.ENDED
    call.save(
        update_fields=[
            *("name", "language", "note", "noted_at", "noted_by", "solved", "dossier", "post"),
            *("answered_at", "ended_at", "state"),
        ]
    )
    record(action="hotline.finish_call", subject=call.subject, by=by, detail={"solved": solved})
    if dossier is not None:
        record(action="dossier.call", subject=dossier.subject, by=by, detail={"call": str(call.pk)})
    return call


@atomic_action
def prepare_filing(call: Call, *, code: str, owner_name: str, by: Actor) -> Draft:
    """Begins a filing for the caller, who sees and confirms it on their own phone. Raises what `start_helping` raises, and
    Refused where the number is withheld."""
    require_answering(by, action="hotline.prepare_filing", subject=call.subject, unit=call.unit_id)
    if not call.caller:
        raise Refused(_("Người gọi không để lại số để xem và xác nhận. Xin hỏi số rồi ghi cuộc gọi mới."), "no_number")
    office = one_stop_of(call.line.office.unit, clock.today())
    if office is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa."), "no_office")
    draft = start_helping(
        code=code,
        office=office,
        kind=HelperKind.HOTLINE,
        helper_name="",
        owner_name=owner_name,
        owner_phone=call.caller,
        by=by,
    )
    Call.objects.filter(pk=call.pk).update(draft=draft.pk)
    record(action="hotline.prepare_filing", subject=call.subject, by=by, detail={"draft": str(draft.pk)})
    return draft


@atomic_action
def report_for_caller(
    call: Call, *, category: str, words: str, place: str = "", hamlet: int | None = None, name: str = "", by: Actor
) -> Petition:
    """What the caller tells becomes a report to the commune in their name, on its legal clock; they are told its number. Once a
    call: pressed again it is the report there is. Raises Invalid."""
    require_answering(by, action="hotline.report_for_caller", subject=call.subject, unit=call.unit_id)
    office = one_stop_of(call.line.office.unit, clock.today())
    if office is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa."), "no_office")
    petition = send_petition(
        office,
        key=call.pk,
        category=category,
        words=words,
        place=place,
        hamlet=hamlet,
        name=name or call.name,
        phone=call.caller,
        channel=Channel.PHONE,
        language=call.language,
        by=by,
    )
    if Call.objects.filter(pk=call.pk, petition=None).update(petition=petition):
        call.petition = petition
        record(action="hotline.report_for_caller", subject=call.subject, by=by, detail={"petition": str(petition.pk)})
    elif petition.words != clean_lines(words, max_length=WORDS):
        words = _("Cuộc gọi này đã ghi thành phản ánh %(number)s. Việc khác thì ghi một cuộc gọi mới.")
        raise Stale(words % {"number": petition.number}, "reported_already")
    return petition


@atomic_action
def open_recording(call: Call, *, by: Actor) -> str:
    """The provider's address of the recording. Each opening leaves a row."""
    require_answering(by, action="hotline.open_recording", subject=call.subject, unit=call.unit_id)
    if not call.recording:
        raise NotFound(_("Cuộc gọi này không có ghi âm."), "no_recording")
    record(action="hotline.open_recording", subject=call.subject, by=by)
    return call.recording
