"""Opening a dossier at the desk: an action like any other, so that its owner can read who did it, and what for."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Trace
from xaso.core.scope import hold, holding
from xaso.core.text import normalise
from xaso.dossiers.access import dossier_to_open, dossiers_for, lawful_moves, works_on
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules.looks import (
    LOOK,
    NEED_WORDS,
    ONE_LOOK,
    REVEAL,
    STATED,
    WORDS_LENGTH,
    Purpose,
    Sight,
    Trail,
    is_same_look,
    stated_since,
    took_part,
)
from xaso.forms.rules import unseal_answers
from xaso.journal.actions import atomic_action, record, record_many
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of
from xaso.offices.rules import Role


class PurposeMissing(Forbidden):
    """Nothing the official has to do here says why they open it: they state it first."""


@atomic_action
def open_dossier(number: str, *, sight: Sight, by: Actor) -> Dossier:
    """The dossier with all that a page of it needs, and one row in its journal that the owner reads; looking again within
    the hour leaves none. An official who has something to do with it, or did, needs no reason of their own; anybody else,
    a manager of a unit above too, must have stated one today with `state_purpose`: raises PurposeMissing. A number of
    another commune's dossier is NotFound and stays in that dossier's journal. One query beside `get_dossier`'s."""
    dossier, _purpose = _open(number, sight, by)
    return dossier


@atomic_action
def state_purpose(number: str, *, purpose: str, words: str, by: Actor) -> Dossier:
    """Opens a dossier for a stated reason, which holds until midnight. Raises Invalid when it says too little."""
    dossier = _get(number, by)
    words = normalise(words).strip()
    errors = {}
    if purpose not in STATED:
        errors["purpose"] = _("Xin chọn ông/bà mở hồ sơ này để làm gì.")
    elif purpose in NEED_WORDS and len(words) < 5:
        errors["words"] = _("Xin ghi rõ thêm: hồ sơ nào, văn bản nào, phản ánh nào.")
    elif len(words) > WORDS_LENGTH:
        errors["words"] = _("Dài quá %(most)d chữ. Xin ghi ngắn lại.") % {"most": WORDS_LENGTH}
    if errors:
        raise Invalid(errors)
    trail = _trail(dossier, by)
    _leave_row(dossier, trail, sight=Sight.ANSWERS, purpose=Purpose(purpose), words=words, by=by)
    return dossier


@atomic_action
def reveal_citizen_id(number: str, *, by: Actor) -> tuple[Dossier, dict[str, object]]:
    """The dossier and its answers with their identity numbers open. Each time leaves a row of its own."""
    dossier, purpose = _open(number, Sight.ANSWERS, by)
    record(action=REVEAL, subject=dossier.subject, by=by.doing(purpose), detail={"what": Sight.CITIZEN_ID.value})
    return dossier, unseal_answers(dossier.version.schema if dossier.version else None, dossier.answers)


@atomic_action
def look_for_caller(phone: str, *, most: int, by: Actor) -> list[Dossier]:
    """Open dossiers whose contact phone this is, as far as the official sees them: their headlines, while the caller is on the
    telephone. Each journal says who looked and why; looking again within the hour leaves no second row. Three statements at
    most."""
    rows = dossiers_for(by).open().filter(contact_phone=phone) if by.is_official and phone else Dossier.objects.none()
    rows = rows.select_related("procedure", "office", "clock", "holder", "version").defer("answers")
    found = list(rows.order_by("act_by", "id")[:most])
    looked = Entry.objects.filter(
        subject_kind="dossier",
        subject_id__in=[one.subject[1] for one in found],
        account=by.account,
        post=by.post,
        action=LOOK,
        denied=False,
        purpose=Purpose.ASKED,
        detail__what=Sight.HEADLINE,
        at__gt=clock.now() - ONE_LOOK,
    )
    known = set(looked.values_list("subject_id", flat=True))
    record_many(
        action=LOOK,
        subjects=[one.subject for one in found if one.subject[1] not in known],
        by=by.doing(Purpose.ASKED),
        detail={"what": Sight.HEADLINE.value},
    )
    return found


@atomic_action
def note_look(subject: tuple[str, str], *, purpose: Purpose, by: Actor) -> None:
    """An official opens something of a person's that is no dossier: a report, a call, a promise. One row in its journal, which
    that person reads; looking again within the hour leaves none. Whoever only inspects is told to have inspected. One query,
    and one insert the first time."""
    doing = by.doing(purpose if by.roles - {Role.AUDITOR} else Purpose.OVERSIGHT)
    looked = entries_of(subject).filter(
        account=by.account,
        post=by.post,
        action=f"{subject[0]}.look",
        denied=False,
        purpose=doing.purpose,
        at__gt=clock.now() - ONE_LOOK,
    )
    if not looked.exists():
        record(action=f"{subject[0]}.look", subject=subject, by=doing)


@atomic_action
def export_list(name: str, *, rows: int, by: Actor) -> None:
    """Writes down that a list left the system as a file: which, how many lines, by whom. In the office's own chain."""
    record(action="dossiers.export", subject=("office", str(by.office)), by=by, detail={"list": name, "rows": rows})


def _open(number: str, sight: Sight, by: Actor) -> tuple[Dossier, Purpose]:
    dossier = _get(number, by)
    trail = _trail(dossier, by)
    purpose, words = _purpose_of(dossier, trail, by)
    _leave_row(dossier, trail, sight=sight, purpose=purpose, words=words, by=by)
    if not works_on(dossier, by):
        hold(dossier.pk)  # a unit above has it before its eyes for this page
    return dossier, purpose


def _get(number: str, by: Actor) -> Dossier:
    if not by.is_official:
        raise NotFound(_("Không thấy hồ sơ này."), "dossier_unknown")
    try:
        return dossier_to_open(by, number)
    except NotFound as refused:
        with holding(number):  # to write into its journal who tried
            there = Dossier.objects.only("id").filter(number=number).first()
        trace = Trace(LOOK, there.subject, by) if there else None
        raise NotFound(refused.message, refused.code, trace=trace) from None


def _trail(dossier: Dossier, by: Actor) -> list[Trail]:
    entries = entries_of(dossier.subject).filter(account=by.account)
    return [
        Trail(
            one.at,
            one.action,
            one.post,
            one.denied,
            one.detail.get("what", ""),
            one.purpose,
            (one.personal or {}).get("words", ""),
        )
        for one in entries
    ]


def _purpose_of(dossier: Dossier, trail: list[Trail], by: Actor) -> tuple[Purpose, str]:
    if lawful_moves(dossier, by):
        return Purpose.WORK, ""
    if took_part(trail) and dossier.restricted_at is None:
        return Purpose.FOLLOW_UP, ""
    if stated := stated_since(trail, datetime.combine(clock.today(), time.min, clock.VN)):
        return stated
    raise PurposeMissing(
        _("Hồ sơ này không chờ ông/bà làm gì. Xin nói rõ ông/bà mở để làm gì; người nộp hồ sơ sẽ đọc được."),
        "purpose_missing",
    )


def _leave_row(dossier: Dossier, trail: list[Trail], *, sight: Sight, purpose: Purpose, words: str, by: Actor) -> None:
    if is_same_look(trail, Trail(clock.now(), LOOK, by.post, False, sight, purpose, words)):
        return
    record(
        action=LOOK,
        subject=dossier.subject,
        by=by.doing(purpose),
        detail={"what": sight.value},
        personal={"words": words} if words else None,
    )
