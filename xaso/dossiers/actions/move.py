"""The frame of every move: allowed, still where we saw it, written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused, Stale
from xaso.core.text import clean_lines
from xaso.deadlines.actions import pause_clock, resume_clock, stop_clock
from xaso.dossiers.access import require_move
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.rules import ENDED, Clock, State
from xaso.journal.actions import record


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
    **changes: Any,
) -> datetime:
    """Makes the move: checks right and state, moves the clock, changes the row if it still stands where it was read, writes
    the move and the journal. Returns when. Raises Forbidden, or Stale when somebody was faster."""
    move = require_move(dossier, verb, by)
    words = clean_lines(words, max_length=2000)
    if move.needs_words and not words:
        raise Refused(_("Xin ghi rõ lý do để người dân hiểu."), "words_missing")
    now = at or clock.now()
    target = State(to or move.target or dossier.state)
    if target in ENDED:
        changes["ended_at"] = now
    changes |= _move_clock(dossier, move.clock, at=now, reason=words or str(move.label), by=by)
    change_where_seen(dossier, state=target, **changes)
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


def change_where_seen(dossier: Dossier, **changes: Any) -> None:
    """Changes the row only if state, step and holder are still as read. Raises Stale otherwise."""
    seen = Dossier.objects.filter(
        pk=dossier.pk,
        state=dossier.state,
        step=dossier.step,
        holder_id=dossier.holder_id,
        fee_paid_at=dossier.fee_paid_at,
    )
    if not seen.update(**changes):
        raise Stale(
            _("Vừa có người khác làm bước này trước. Xin tải lại trang để xem hồ sơ đang ở đâu; chưa có gì thay đổi."),
            "somebody_was_faster",
        )


def _move_clock(dossier: Dossier, effect: Clock, *, at: datetime, reason: str, by: Actor) -> dict[str, Any]:
    """What the clock's move changes on the dossier's row. Nothing while the clock has not been started."""
    legal = dossier.clock
    if legal is None or effect in (Clock.NONE, Clock.START):
        return {}
    if effect == Clock.PAUSE:
        legal = pause_clock(legal, at=at, reason=reason, by=by)
    elif effect == Clock.RESUME and legal.paused_at is not None:
        legal = resume_clock(legal, at=at, reason=reason, by=by)
    elif effect == Clock.STOP:
        legal = stop_clock(legal, at=at, reason=reason, by=by)
    if effect == Clock.PAUSE:
        return {"due_at": None}
    if legal.due_at is None:
        return {}
    return {"due_at": legal.due_at, "act_by": legal.due_at}
