"""Who may make which move now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Trace
from xaso.dossiers.access.helping import consent_of, helps
from xaso.dossiers.access.seeing import is_owner, roles_on
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import HELPER, MOVES, OWNER, Move, State, longest_extension, moves_for, step_at, steps_of


def step_kind(dossier: Dossier) -> str | None:
    """What may be done at the step where the dossier stands."""
    if dossier.version is None:
        return None
    if dossier.state == State.RECEIVED:
        return "examine"
    step = step_at(steps_of(dossier.version.content), dossier.step)
    return step.kind if step else None


def lawful_moves(dossier: Dossier, actor: Actor) -> list[Move]:
    """What this person may do next, in the order of the buttons. No query."""
    if dossier.version is None:  # from an old register: it only tells what was
        return []
    roles = roles_on(dossier, actor)
    if is_owner(dossier, actor):
        roles |= {OWNER}
    if (consent := consent_of(dossier)) and consent.may_answer and helps(dossier, actor):
        roles |= {HELPER}
    moves = moves_for(dossier.state, step_kind(dossier), roles)
    return [move for move in moves if _possible(move, dossier, actor)]


def _possible(move: Move, dossier: Dossier, actor: Actor) -> bool:
    result = getattr(dossier, "result", None)
    if move.verb in ("record_fee", "request_payment"):
        return dossier.fee_is_open
    if move.verb == "propose":
        return not _is_held_by_another(dossier, actor)
    if move.verb == "extend":
        late = dossier.due_at is None or dossier.due_at < clock.now()
        return may_get(dossier) > 0 and not late and not _is_held_by_another(dossier, actor)
    if move.verb == "number":
        return result is not None and not result.number
    if move.verb == "hand_over":
        return result is not None and bool(result.number) and not dossier.fee_is_open
    return True


def may_get(dossier: Dossier) -> int:
    """How many more of its unit the legal time may still be given. No query."""
    legal = dossier.clock
    if legal is None or legal.extended:
        return 0
    return longest_extension(dossier.procedure.field, legal.limit_amount)


def require_move(dossier: Dossier, verb: str, by: Actor) -> Move:
    """The move, if `by` may make it now. Otherwise Forbidden (kept in the journal) saying what the dossier's state is."""
    for move in lawful_moves(dossier, by):
        if move.verb == verb:
            return move
    require_part_in(dossier, verb, by)
    trace = Trace(f"dossier.{verb}", dossier.subject, by)
    if verb == "propose" and dossier.holder and _is_held_by_another(dossier, by):
        raise Forbidden(
            _("Hồ sơ đang ở bàn của %(who)s. Muốn làm thay, xin chuyển hồ sơ về mình trước.")
            % {"who": dossier.holder.holder_name},
            "held_by_another",
            trace=trace,
        )
    raise Forbidden(
        _("Chưa làm được việc này: hồ sơ đang ở trạng thái “%(state)s”. Xin tải lại trang.")
        % {"state": dossier.get_state_display()},
        "wrong_state",
        trace=trace,
    )


def require_part_in(dossier: Dossier, verb: str, by: Actor) -> None:
    """Whoever makes this move in whichever state: all others are told so, and nothing of where the dossier stands. Raises
    Forbidden."""
    mine = MOVES[verb].who & roles_on(dossier, by)
    if not mine and not (is_owner(dossier, by) and OWNER in MOVES[verb].who):
        trace = Trace(f"dossier.{verb}", dossier.subject, by)
        raise Forbidden(_("Ông/bà không có quyền làm việc này với hồ sơ."), "not_allowed", trace=trace)


def _is_held_by_another(dossier: Dossier, actor: Actor) -> bool:
    held = dossier.holder
    return held is not None and held.pk != actor.post and held.person_id != actor.person
