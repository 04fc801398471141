"""The frame of every move: allowed, still where we saw it, written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused, Stale
from xaso.core.text import clean_lines, shorten
from xaso.deadlines.actions import extend_clock, pause_clock, resume_clock, stop_clock
from xaso.deadlines.rules import respond_by
from xaso.dossiers.access import require_move
from xaso.dossiers.models import Consent, Dossier, Move
from xaso.dossiers.rules import ENDED, PAUSED, Clock, ConsentEnd, State, step_after, steps_of
from xaso.journal.actions import record
from xaso.offices.queries import calendar_of

CLOCK_REASON = 300  # letters the ledger of a clock has room for
WITHOUT_LIMIT_HOURS = 80  # ten working days, the house's own promise where the law sets no time


def advance(
    dossier: Dossier,
    verb: str,
    *,
    by: Actor,
    to: State | None = None,
    words: str = "",
    legal_basis: str = "",
    to_post: int | None = None,
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
    more: int = 0,
    **changes: Any,
) -> datetime:
    """Makes the move: checks right and state, moves the clock (`more`: what an extension gives), changes the row
    if it still stands where it was read, writes the move and the journal. Returns when. Raises Forbidden, or Stale when
    somebody was faster."""
    move = require_move(dossier, verb, by)
    words = clean_lines(words, max_length=2000)
    if move.needs_words and not words:
        raise Refused(_("Xin ghi rõ lý do để người dân hiểu."), "words_missing")
    now = at or clock.now()
    target = State(to or move.target or dossier.state)
    if target in ENDED:
        changes["ended_at"] = now
    if target == State.PROCESSING and not changes.get("step", dossier.step):
        changes["step"] = _first_step(dossier)
    reason = shorten(words or str(move.label), CLOCK_REASON)
    changes |= _move_clock(dossier, move.clock, at=now, reason=reason, more=more, by=by)
    change_where_seen(dossier, state=target, **changes)
    if target in ENDED and dossier.assistance_id:
        _end_help(dossier, now)
    Move.objects.create(
        dossier=dossier,
        verb=verb,
        at=now,
        from_state=dossier.state,
        to_state=target,
        step=changes.get("step", dossier.step),
        post_id=by.post,
        to_post_id=to_post,
        by_system=by.is_system,
        words=words,
        legal_basis=legal_basis,
    )
    record(
        action=f"dossier.{verb}",
        subject=dossier.subject,
        by=by,
        detail={"from": dossier.state, "to": int(target), **(detail or {})},
    )
    dossier.state = target
    for name, value in changes.items():
        setattr(dossier, name, value)
    return now


def _end_help(dossier: Dossier, at: datetime) -> None:
    live = Consent.objects.filter(assistance=dossier.assistance_id, ended_at__isnull=True)
    live.update(ended_at=at, ended_because=ConsentEnd.CLOSED)


def change_where_seen(dossier: Dossier, **changes: Any) -> None:
    """Changes the row only if nobody has moved it since it was read. Raises Stale otherwise."""
    seen = Dossier.objects.filter(pk=dossier.pk, revision=dossier.revision, state=dossier.state)
    if not seen.update(**changes, revision=dossier.revision + 1):
        raise Stale(
            _("Vừa có người khác làm bước này trước. Xin tải lại trang để xem hồ sơ đang ở đâu; chưa có gì thay đổi."),
            "somebody_was_faster",
        )
    dossier.revision += 1


def promise(dossier: Dossier, at: datetime) -> datetime:
    """When a received dossier is due that the law sets no time for."""
    return respond_by(at, WITHOUT_LIMIT_HOURS, calendar_of(dossier.office_id))


def _first_step(dossier: Dossier) -> str:
    first = step_after(steps_of(dossier.version.content), "") if dossier.version else None
    return first.key if first else ""


def _move_clock(dossier: Dossier, effect: Clock, *, at: datetime, reason: str, more: int, by: Actor) -> dict[str, Any]:
    """What the clock's move changes on the dossier's row. Nothing before it is received."""
    legal = dossier.clock
    if effect in (Clock.NONE, Clock.START):
        return {}
    if legal is None:
        goes_on = effect == Clock.RESUME and dossier.state in PAUSED and dossier.received_at is not None
        return {"act_by": promise(dossier, at)} if goes_on else {}
    if effect == Clock.PAUSE:
        legal = pause_clock(legal, at=at, reason=reason, by=by)
    elif effect == Clock.RESUME and legal.paused_at is not None:
        legal = resume_clock(legal, at=at, reason=reason, by=by)
    elif effect == Clock.EXTEND:
        legal = extend_clock(legal, amount=more, at=at, reason=reason, by=by)
    elif effect == Clock.STOP:
        legal = stop_clock(legal, at=at, reason=reason, by=by)
    if effect == Clock.PAUSE:
        return {"due_at": legal.due_at}  # none, unless it was late already: that is not undone by asking
    if legal.due_at is None:
        return {}
    return {"due_at": legal.due_at, "act_by": legal.due_at}
