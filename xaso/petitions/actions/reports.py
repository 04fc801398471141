"""Sending a report, adding photographs to it, assigning, answering, refusing, releasing, forgetting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.language import of_screen
from xaso.core.limits import Limit
from xaso.core.locks import hold_until_commit
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.scope import as_machine
from xaso.core.secrets import seal
from xaso.core.text import FORGOTTEN, clean, clean_lines
from xaso.deadlines.actions import forget_reasons, pause_clock, resume_clock, start_clock, stop_clock
from xaso.deadlines.rules import due_of
from xaso.documents.actions import take_number
from xaso.dossiers.actions import note_look
from xaso.dossiers.rules import Purpose
from xaso.files.actions import discard_file, forget_files
from xaso.files.models import StoredFile
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import forget_messages
from xaso.messages.rules import Tongue
from xaso.offices.models import Office, Post
from xaso.offices.queries import calendar_of, working_posts
from xaso.petitions.access import get_petition, require_move, require_releasing, require_working
from xaso.petitions.actions import notices
from xaso.petitions.models import Petition, PetitionMove, Photo
from xaso.petitions.queries import hamlets_to_choose
from xaso.petitions.rules import (
    ASKED_WITHIN,
    LIMITS,
    MOVES,
    PHOTOS,
    PLACE,
    QUESTION,
    WORDS,
    Category,
    Channel,
    State,
    Verb,
    number_of,
)
from xaso.surveys.actions import forget_ratings

BY_PHONE = Limit("petitions_phone", 5, timedelta(days=1))  # a stranger's telephone is not to be rung by reports


@atomic_action
def send_petition(
    office: Office,
    *,
    key: UUID,
    category: str,
    words: str,
    place: str = "",
    hamlet: int | None = None,
    name: str = "",
    phone: str = "",
    channel: Channel | None = None,
    language: str = "",
    by: Actor,
) -> Petition:
    """Anybody, with or without an account; what an official writes down came in at the counter where no `channel` is named.
    `language`: what a caller speaks. Sent again with the same key, it is the report there is. Raises Invalid with every answer
    that needs mending. The clock runs from now."""
    with as_machine(
        "whoever reports sees neither the office's clocks nor its numbers; a form sent twice is one report"
    ):
        hold_until_commit(f"petition:{key}")
        if known := Petition.objects.filter(key=key).first():
            return known
        said = _checked(office, category=category, words=words, place=place, hamlet=hamlet, name=name, phone=phone)
        number = str(said.pop("phone"))
        if number:
            BY_PHONE.spend(number)
        now = clock.now()
        legal = start_clock(office_id=office.pk, limit=LIMITS[Category(category)], at=now, by=by)
        assert legal.due_at is not None
        day = clock.local(now).date()
        seq = take_number(office_id=office.pk, series="petition", period=day.isoformat())
        spoken = language or of_screen(by)
        petition = Petition.objects.create(
            number=number_of(office.unit.code or str(office.unit_id), day, seq),
            key=key,
            unit_id=office.unit_id,
            office=office,
            account_id=None if by.is_official else by.account,
            phone_sealed=seal(number) if number else "",
            phone_last4=number[-4:],
            language=spoken if spoken in Tongue.values else "",
            channel=channel or (Channel.COUNTER if by.is_official else Channel.PORTAL),
            sent_at=now,
            clock=legal,
            due_at=legal.due_at,
            **said,
        )
        notices.tell(petition, notices.received(petition), by=by)
        record(action="petitions.send", subject=petition.subject, by=by, detail={"category": category})
    return petition


def _checked(
    office: Office, *, category: str, words: str, place: str, hamlet: int | None, name: str, phone: str
) -> dict[str, str | int | None]:
    errors: dict[str, str] = {}
    said: dict[str, str | int | None] = {"category": category, "hamlet_id": hamlet}
    if category not in Category.values:
        errors["category"] = _("Xin chọn phản ánh về việc gì.")
    if hamlet is not None and hamlet not in dict(hamlets_to_choose(office.unit_id)):
        errors["hamlet"] = _("Xin chọn một ấp trong danh sách.")
    for field, text, length in (("place", place, PLACE), ("name", name, 200)):
        try:
            said[field] = clean(text, max_length=length)
        except Refused as refused:
            errors[field] = refused.message
    try:
        said["words"] = clean_lines(words, max_length=WORDS)
        if not said["words"]:
            errors["words"] = _("Xin ghi ông/bà thấy điều gì.")
    except Refused as refused:
        errors["words"] = refused.message
    said["phone"] = ""
    try:
        said["phone"] = parse_phone(phone) if phone.strip() else ""
    except Refused as refused:
        errors["phone"] = refused.message
    if errors:
        raise Invalid(errors)
    return said


@atomic_action
def add_photo(petition: Petition, *, file: StoredFile, by: Actor) -> Photo:
    """Whoever sent the report adds a picture to it while it is open. The same picture twice is one."""
    if known := Photo.objects.filter(petition=petition, file=file).first():
        return known
    require_room(petition)
    photo = Photo.objects.create(petition=petition, file=file, added_at=clock.now())
    record(action="petitions.add_photo", subject=petition.subject, by=by, detail={"file": str(file.pk)})
    return photo


def require_room(petition: Petition) -> None:
    """Refuses where no more photographs are taken. The words stay as they were sent."""
    if not petition.is_open:
        raise Refused(_("Phản ánh đã xong nên không thêm ảnh được nữa."), "petition_ended")
    if Photo.objects.filter(petition=petition).count() >= PHOTOS:
        raise Refused(_("Mỗi phản ánh nhận nhiều nhất %(most)d ảnh.") % {"most": PHOTOS}, "photos_enough")


@atomic_action
def drop_photo(photo: Photo, *, by: Actor) -> None:
    """The reporter takes a picture back, before an officer has begun. Its bytes are swept."""
    petition = photo.petition
    if petition.state != State.SENT:
        raise Refused(_("Cán bộ đã nhận phản ánh nên không bỏ ảnh được nữa. Ông/bà gọi xã giúp."), "petition_begun")
    file = photo.file
    photo.delete()
    discard_file(file, by=by)
    record(action="petitions.drop_photo", subject=petition.subject, by=by, detail={"file": str(file.pk)})


@atomic_action
def open_petition(number: str, *, by: Actor) -> Petition:
    """For the desk, as `access.get_petition`; whoever sent it while signed in reads who opened it."""
    found = get_petition(by, number)
    note_look(found.subject, purpose=Purpose.COMPLAINT, by=by)
    return found


@atomic_action
def assign_petition(petition: Petition, *, to: Post, note: str = "", by: Actor) -> Petition:
    """It is theirs from now on. Raises Invalid for a post that does not work here today."""
    post = _lawful(petition, Verb.ASSIGN, by)
    if to.pk not in {one.pk for one in working_posts(petition.unit_id, clock.today())}:
        raise Invalid({"post": _("Người này không làm việc ở xã.")})
    _move(petition, Verb.ASSIGN, post, note=note, to=to, holder=to)
    record(action="petitions.assign", subject=petition.subject, by=by, detail={"to": to.pk})
    return petition


@atomic_action
def ask_reporter(petition: Petition, *, question: str, by: Actor) -> Petition:
    """What the office has to know to go on, once, within five working days of the report (766/QĐ-TTg, 5.2). The clock stands
    until the reporter says it, on the page of their link. Raises Invalid."""
    post = _lawful(petition, Verb.ASK, by)
    said, now = _written("question", question, _("Xin ghi hỏi người gửi điều gì."), QUESTION), clock.now()
    if petition.asked_at is not None:
        raise Refused(_("Phản ánh này đã hỏi thêm một lần. Xin gọi cho người gửi."), "asked_already")
    if now > due_of(ASKED_WITHIN, petition.sent_at, calendar_of(petition.office_id)):
        words = _("Quá 5 ngày làm việc từ khi nhận thì không hỏi thêm được nữa. Xin trả lời với điều đã biết.")
        raise Refused(words, "asked_too_late")
    _move(petition, Verb.ASK, post, note="", asked_at=now, question=said)
    pause_clock(petition.clock, at=now, by=by)
    notices.tell(petition, notices.asked(petition), by=by)
    record(action="petitions.ask", subject=petition.subject, by=by)
    return petition


@atomic_action
def reply_to_question(petition: Petition, *, words: str, by: Actor) -> Petition:
    """Whoever holds the link of the report says what was asked; the clock goes on. Raises Invalid, or Stale where nothing is
    asked any more."""
    said, now = _written("reply", words, _("Xin ghi điều xã hỏi.")), clock.now()
    with as_machine("whoever reports sees neither the office's clocks nor who holds the report"):
        target = State.WORKING if petition.holder_id else State.SENT
        waiting = Petition.objects.filter(pk=petition.pk, state=State.ASKED)
        if not waiting.update(state=target, reply=said, replied_at=now):
            raise Stale(_("Xã không còn chờ ông/bà nói thêm nữa."), "nothing_asked")
        _go_on(petition, now, by=by)
        record(action="petitions.reply", subject=petition.subject, by=by)
    petition.refresh_from_db()
    return petition


def _go_on(petition: Petition, now: datetime, *, by: Actor) -> None:
    legal = resume_clock(petition.clock, at=now, by=by)
    assert legal.due_at is not None
    petition.due_at = legal.due_at
    Petition.objects.filter(pk=petition.pk).update(due_at=legal.due_at)


@atomic_action
def answer_petition(petition: Petition, *, answer: str, note: str = "", by: Actor) -> Petition:
    """What was done about it. The reporter is told; where the report is released, the public reads it too. Raises Invalid."""
    return _end(petition, Verb.ANSWER, answer, note, by=by)


@atomic_action
def refuse_petition(petition: Petition, *, reason: str, note: str = "", by: Actor) -> Petition:
    """Not for the commune to do: why, and who does. The reporter is told. Raises Invalid."""
    return _end(petition, Verb.REFUSE, reason, note, by=by)


def _end(petition: Petition, verb: Verb, words: str, note: str, *, by: Actor) -> Petition:
    post = _lawful(petition, verb, by)
    answer = _written("answer", words, _("Xin ghi xã trả lời thế nào."))
    now = clock.now()
    if petition.state == State.ASKED:  # nobody said more: the answer is measured by the time that was left
        _go_on(petition, now, by=by)
    _move(petition, verb, post, note=note, ended_at=now, ended_by_id=post, answer=answer)
    stop_clock(petition.clock, at=now, by=by)
    notices.tell(petition, notices.ended(petition), by=by)
    if verb == Verb.ANSWER and petition.phone:
        notices.ask_how_it_was(petition, by=by)
    record(action=f"petitions.{verb}", subject=petition.subject, by=by, detail={"late": now > petition.due_at})
    return petition


def _lawful(petition: Petition, verb: Verb, by: Actor) -> int:
    post = require_working(by, petition, action=f"petitions.{verb}")
    if petition.state not in MOVES[verb].sources:
        raise _stale()
    require_move(verb, petition, by)
    return post


def _move(petition: Petition, verb: Verb, post: int, *, note: str, to: Post | None = None, **values: object) -> None:
    """One conditional update, and the row of the move. Refuses when somebody was faster."""
    try:
        note = clean(note, max_length=500)
    except Refused as refused:
        raise Invalid({"note": refused.message}) from None
    values["state"] = MOVES[verb].target
    same = Petition.objects.filter(pk=petition.pk, state=petition.state, holder=petition.holder_id)
    if not same.update(**values):
        raise _stale()
    for field, value in values.items():
        setattr(petition, field, value)
    PetitionMove.objects.create(petition=petition, verb=verb, at=clock.now(), by_id=post, to=to, note=note)


def _written(field: str, text: str, missing: str, most: int = WORDS) -> str:
    try:
        words = clean_lines(text, max_length=most)
    except Refused as refused:
        raise Invalid({field: refused.message}) from None
    if not words:
        raise Invalid({field: missing})
    return words


def _stale() -> Stale:
    return Stale(_("Phản ánh này vừa được người khác làm. Xin mở lại để xem."), "petition_moved")


@atomic_action
def release_petition(petition: Petition, *, words: str, photos: Collection[int], by: Actor) -> Petition:
    """From now on the public reads these words, sees these photographs, and the answer once there is one. Released again, the
    newer choice counts. Raises Invalid."""
    post = require_releasing(by, petition, action="petitions.release")
    public = _written("words", words, _("Xin ghi lời mà mọi người sẽ đọc."))
    now = clock.now()
    Petition.objects.filter(pk=petition.pk).update(public_words=public, released_at=now, released_by=post)
    Photo.objects.filter(petition=petition).exclude(pk__in=photos).update(released_at=None, released_by=None)
    Photo.objects.filter(petition=petition, pk__in=photos).update(released_at=now, released_by=post)
    petition.public_words, petition.released_at, petition.released_by_id = public, now, post
    record(action="petitions.release", subject=petition.subject, by=by, detail={"photos": len(photos)})
    return petition


@atomic_action
def withdraw_release(petition: Petition, *, by: Actor) -> Petition:
    """The public reads its category, place and state again, and nothing else."""
    require_releasing(by, petition, action="petitions.withdraw_release")
    _unrelease(petition)
    record(action="petitions.withdraw_release", subject=petition.subject, by=by)
    return petition


def _unrelease(petition: Petition) -> None:
    nobody = {"released_at": None, "released_by": None}
    Petition.objects.filter(pk=petition.pk).update(public_words="", **nobody)
    Photo.objects.filter(petition=petition).update(**nobody)
    petition.public_words, petition.released_at, petition.released_by_id = "", None, None


@atomic_action
def follow_petition_clocks(moved: Mapping[int, datetime | None], *, by: Actor) -> None:
    """Takes over due times that the calendar moved. The recomputation's own journal row tells why."""
    for petition in Petition.objects.filter(clock__in=moved).only("id", "clock_id"):
        if due := moved[petition.clock_id]:
            Petition.objects.filter(pk=petition.pk).update(due_at=due)


@atomic_action
def forget_petition(petition: Petition, *, by: Actor) -> None:
    """Takes everything a person said or showed, and what was written to them and about them; what it was about, when and how
    it ended stays to be counted."""
    _unrelease(petition)
    blank = dict.fromkeys(("words", "place", "name", "phone_sealed", "phone_last4"), "")
    Petition.objects.filter(pk=petition.pk).update(**blank, answer=FORGOTTEN, account_id=None, forgotten_at=clock.now())
    Petition.objects.filter(pk=petition.pk).exclude(question="").update(question=FORGOTTEN)
    Petition.objects.filter(pk=petition.pk).exclude(reply="").update(reply=FORGOTTEN)
    PetitionMove.objects.filter(petition=petition).update(note="")
    Photo.objects.filter(petition=petition).delete()
    forget_files(petition.files_owner, keep=(), by=by)
    forget_messages(about=[petition.subject], by=by)
    forget_ratings([petition.subject], by=by)
    forget_reasons(petition.clock, by=by)
    record(action="petitions.forget", subject=petition.subject, by=by)


@atomic_action
def forget_petitions_before(moment: datetime, *, by: Actor) -> int:
    """Those that ended before, at most 200 at once. Returns how many."""
    old = Petition.objects.ended().filter(ended_at__lt=moment, forgotten_at=None)
    found = list(old.select_related("clock").order_by("ended_at")[:200])
    for petition in found:
        forget_petition(petition, by=by)
    return len(found)
