"""The breach file: opened once, then only added to."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.core.text import clean, clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.privacy.access import get_breach, require_writer
from xaso.privacy.models import Breach, BreachNote
from xaso.privacy.rules import NoteKind

WORDS = 4000


@atomic_action
def open_breach(
    *,
    title: str,
    happened: str,
    whose: str,
    measures: str,
    found_at: datetime,
    happened_at: datetime | None = None,
    how_many: int | None = None,
    sensitive: bool,
    by: Actor,
) -> Breach:
    """The 72 hours run from `found_at`, whenever this is written. Raises Invalid by field."""
    unit, post = require_writer(by)
    texts = {"title": clean(title, max_length=200)}
    texts |= {name: clean_lines(text, max_length=WORDS) for name, text in _long(happened, whose, measures).items()}
    now = clock.now()
    errors = {name: _("Xin ghi mục này; chưa rõ thì ghi “chưa rõ”.") for name, text in texts.items() if not text}
    if found_at > now:
        errors["found_at"] = _("Giờ phát hiện không thể ở tương lai.")
    if happened_at is not None and happened_at > found_at:
        errors["happened_at"] = _("Sự cố xảy ra trước khi phát hiện. Xin xem lại ngày giờ.")
    if errors:
        raise Invalid(errors)
    breach = Breach.objects.create(
        unit_id=unit,
        found_at=found_at,
        happened_at=happened_at,
        how_many=how_many,
        sensitive=sensitive,
        opened_at=now,
        opened_by_id=post,
        **texts,
    )
    detail = {"found_at": found_at.isoformat(), "sensitive": sensitive}
    record(action="privacy.open_breach", subject=("breach", str(breach.pk)), by=by, detail=detail)
    return breach


def _long(happened: str, whose: str, measures: str) -> dict[str, str]:
    return {"happened": happened, "whose": whose, "measures": measures}


@atomic_action
def note_breach(breach: Breach, *, kind: str, words: str, by: Actor) -> BreachNote:
    """What was learnt, reported, told, or that it is over. Reported, told and closed stand once."""
    _unit, post = require_writer(by)
    breach = get_breach(by, breach.pk)
    words = clean_lines(words, max_length=WORDS)
    errors = {}
    if kind not in NoteKind.values:
        errors["kind"] = _("Xin chọn ghi việc gì.")
    if not words:
        errors["words"] = _("Xin ghi rõ: gửi ai, bằng cách nào, số văn bản; hoặc biết thêm điều gì.")
    if errors:
        raise Invalid(errors)
    try:
        with transaction.atomic():
            note = BreachNote.objects.create(breach=breach, kind=kind, words=words, at=clock.now(), by_id=post)
    except IntegrityError as error:
        if "reported_told_closed_once" in str(error):
            raise Refused(
                _("Việc này đã ghi rồi. Muốn thêm, xin ghi là “Bổ sung, sửa lại”."), "noted_already"
            ) from None
        raise
    record(action="privacy.note_breach", subject=("breach", str(breach.pk)), by=by, detail={"kind": kind})
    return note
