"""Withdrawn, stopped, and what people thought of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Trace
from xaso.core.text import clean
from xaso.dossiers.access import is_owner, require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import State
from xaso.journal.actions import atomic_action
from xaso.surveys.actions import rate_subject
from xaso.surveys.models import Rating


@atomic_action
def withdraw_dossier(dossier: Dossier, *, reason: str, by: Actor) -> Dossier:
    """The owner takes it back, or reception does at the owner's request. For good."""
    require_move(dossier, "withdraw", by)
    advance(dossier, "withdraw", by=by, words=reason)
    notices.tell_owner(dossier, notices.withdrawn(dossier), by=by)
    return dossier


@atomic_action
def stop_dossier(dossier: Dossier, *, reason: str, legal_basis: str, by: Actor) -> Dossier:
    """Work ends without a result (form 05 of 2025: a later issue prints it), for a reason in law."""
    require_move(dossier, "stop", by)
    legal_basis = clean(legal_basis, max_length=300)
    if not legal_basis:
        raise Refused(_("Xin ghi căn cứ pháp lý của việc dừng giải quyết."), "legal_basis_missing")
    advance(dossier, "stop", by=by, words=reason, legal_basis=legal_basis)
    notices.tell_owner(dossier, notices.stopped(dossier, reason), by=by)
    notices.ask_how_it_was(dossier, by=by)
    return dossier


@atomic_action
def rate_dossier(dossier: Dossier, *, score: int, by: Actor) -> Rating:
    """The owner's one press after the end; the same as behind the link of the message. Raises Forbidden for others, Refused
    while work goes on."""
    if not is_owner(dossier, by):
        trace = Trace("dossier.rate", dossier.subject, by)
        raise Forbidden(_("Chỉ người nộp hồ sơ mới đánh giá được."), "not_yours", trace=trace)
    if dossier.state not in (State.DONE, State.RETURNED, State.REFUSED, State.STOPPED):
        raise Refused(_("Khi hồ sơ xong, ông/bà đánh giá sau."), "not_ended")
    return rate_subject(dossier.subject, about=notices.counted_under(dossier), score=score, by=by)
